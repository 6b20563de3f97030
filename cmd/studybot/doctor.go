package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"studybot/adapters/redis"
	"studybot/bot/chat"
	"studybot/bot/command"
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
	found = append(found, examinePlatforms(ctx, os.Getenv)...)
	unwell := 0
	for _, f := range found {
		mark := "ok  "
		if !f.OK {
			mark = "MEND"
			unwell++
		}
		fmt.Fprintf(s.out, "%s  %s: %s\n", mark, f.Name, f.Text)
		if f.Do != "" && !f.OK {
			fmt.Fprintf(s.out, "      do: %s\n", f.Do)
		}
	}
	if unwell > 0 {
		fmt.Fprintf(s.out, "\n%d of %d need something done.\n", unwell, len(found))
		return errUnwell
	}
	fmt.Fprintf(s.out, "\nAll %d checks are well.\n", len(found))
	return nil
}

func examinePacks(folder string) []chat.Finding {
	packs, err := loadPacks(folder)
	var broken content.Errors
	if errors.As(err, &broken) {
		return []chat.Finding{{Name: "packs", Text: fmt.Sprintf("%d errors; the first: %s", len(broken), broken[0]), Do: "Run `studybot pack lint " + folder + "`, which lists them all."}}
	}
	if err != nil {
		return []chat.Finding{{Name: "packs", Text: err.Error(), Do: "Set STUDYBOT_PACKS to a folder with one folder for each pack, or unset it."}}
	}
	var names []string
	for _, p := range packs {
		names = append(names, fmt.Sprintf("%s (%d questions)", p.ID, len(p.Questions)))
	}
	return []chat.Finding{{Name: "packs", OK: true, Text: strings.Join(names, ", ")}}
}

// examinePlatforms has at least one finding for each platform, on or off.
func examinePlatforms(ctx context.Context, getenv func(string) string) []chat.Finding {
	var found []chat.Finding
	on := false
	for _, p := range plugs() {
		open, err := p.read(getenv)
		if open == nil && err == nil {
			found = append(found, chat.Finding{Name: p.name, OK: true, Text: "off (set " + p.needs + " to turn it on)"})
			continue
		}
		on = true
		var platform hosted
		if err == nil {
			platform, err = open(parts{log: slog.New(slog.DiscardHandler), commands: command.List()})
		}
		if err != nil {
			found = append(found, chat.Finding{Name: p.name + " settings", Text: err.Error(), Do: "Correct the variable that is named."})
			continue
		}
		found = append(found, platform.Check(ctx)...)
	}
	if !on {
		found = append(found, chat.Finding{Name: "platforms", Text: "none is on", Do: "Set the tokens of at least one platform, or try `studybot demo`, which needs none."})
	}
	return found
}

func examineRedis(ctx context.Context) []chat.Finding {
	settings, err := redisSettings(os.Getenv)
	if err != nil {
		return []chat.Finding{{Name: "Redis settings", Text: err.Error(), Do: "Set REDIS_URL."}}
	}
	store, err := redis.Open(ctx, settings)
	if err != nil {
		return []chat.Finding{{Name: "Redis", Text: err.Error(), Do: "Start Redis, or correct REDIS_URL."}}
	}
	defer store.Close()
	findings, err := store.Health(ctx)
	if err != nil {
		return []chat.Finding{{Name: "Redis", Text: err.Error(), Do: "See that Redis runs and answers."}}
	}
	var found []chat.Finding
	for _, f := range findings {
		found = append(found, chat.Finding{Name: "Redis " + f.Name, OK: f.OK, Text: f.Means, Do: f.Do})
	}
	return found
}
