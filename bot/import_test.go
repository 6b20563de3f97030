package bot_test

import (
	"context"
	"testing"
	"time"

	"studybot/bot"
	"studybot/bot/chat"
	"studybot/bot/material"
	"studybot/bot/study"
)

// deadlines is a store that remembers until when the flow that asks may take.
type deadlines struct {
	bot.Store
	last time.Time
}

func (d *deadlines) Courses(ctx context.Context, team string) ([]study.Course, error) {
	d.last, _ = ctx.Deadline()
	return d.Store.Courses(ctx, team)
}

// instant is an importer that finds nothing.
type instant struct{ material.Importer }

func (instant) Read(context.Context, string, []chat.File) (material.Draft, error) {
	return material.Draft{Files: []string{"a.md: not read"}}, nil
}

// TestReadingFilesMayTakeLonger: files of a command are answered where it was typed, for
// which the desk waits as long as it says; everything else is answered at once.
func TestReadingFilesMayTakeLonger(t *testing.T) {
	w := newTown(t).running()
	store := &deadlines{Store: w.store}
	w.restarted(func(c *bot.Config) { c.Store, c.Importer = store, instant{} })
	for _, c := range []struct {
		action chat.Action
		longer bool
	}{{chat.SentFiles(), true}, {chat.Do("home"), false}} {
		asked := time.Now()
		w.does(chat.Event{Action: c.action, Member: "olga", Channel: channel, Files: []chat.File{{Name: "a.md", Data: []byte("x")}}})
		if longer := store.last.Sub(asked) > 15*time.Second; longer != c.longer {
			t.Errorf("%s may take %s", c.action.Path(), store.last.Sub(asked))
		}
	}
}
