package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"studybot/adapters/redis"
	"studybot/content"
)

// doctorCommand examines everything that serve would use and changes nothing.
type doctorCommand struct {
	Packs string `env:"STUDYBOT_PACKS" help:"Folder with packs of your own."`
}

// Run prints a line for each finding; it fails when one needs something done.
func (c *doctorCommand) Run(ctx context.Context, s *streams) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	found := examinePacks(c.Packs)
	found = append(found, examineRedis(ctx)...)
	on := false
	for _, p := range plugs() {
		of := p.examine(ctx, os.Getenv)
		if len(of) == 0 {
			found = append(found, finding{name: p.name, ok: true, text: "off (set " + p.needs + " to turn it on)"})
			continue
		}
		on = true
		found = append(found, of...)
	}
	if !on {
		found = append(found, finding{name: "platforms", text: "none is on", do: "Set the tokens of at least one platform, or try `studybot demo`, which needs none."})
	}
	unwell := 0
	for _, f := range found {
		mark := "ok  "
		if !f.ok {
			mark = "MEND"
			unwell++
		}
		fmt.Fprintf(s.out, "%s  %s: %s\n", mark, f.name, f.text)
		if f.do != "" && !f.ok {
			fmt.Fprintf(s.out, "      do: %s\n", f.do)
		}
	}
	if unwell > 0 {
		fmt.Fprintf(s.out, "\n%d of %d need something done.\n", unwell, len(found))
		return errUnwell
	}
	fmt.Fprintf(s.out, "\nAll %d checks are well.\n", len(found))
	return nil
}

func examinePacks(folder string) []finding {
	packs, err := loadPacks(folder)
	var broken content.Errors
	if errors.As(err, &broken) {
		return []finding{{name: "packs", text: fmt.Sprintf("%d errors; the first: %s", len(broken), broken[0]), do: "Run `studybot pack lint " + folder + "`, which lists them all."}}
	}
	if err != nil {
		return []finding{{name: "packs", text: err.Error(), do: "Set STUDYBOT_PACKS to a folder with one folder for each pack, or unset it."}}
	}
	var names []string
	for _, p := range packs {
		names = append(names, fmt.Sprintf("%s (%d questions)", p.ID, len(p.Questions)))
	}
	return []finding{{name: "packs", ok: true, text: strings.Join(names, ", ")}}
}

func examineRedis(ctx context.Context) []finding {
	settings, err := redisSettings(os.Getenv)
	if err != nil {
		return []finding{{name: "Redis settings", text: err.Error(), do: "Set REDIS_URL."}}
	}
	store, err := redis.Open(ctx, settings)
	if err != nil {
		return []finding{{name: "Redis", text: err.Error(), do: "Start Redis, or correct REDIS_URL."}}
	}
	defer store.Close()
	findings, err := store.Health(ctx)
	if err != nil {
		return []finding{{name: "Redis", text: err.Error(), do: "See that Redis runs and answers."}}
	}
	var found []finding
	for _, f := range findings {
		found = append(found, finding{"Redis " + f.Name, f.OK, f.Means, f.Do})
	}
	return found
}
