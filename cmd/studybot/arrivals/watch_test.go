package arrivals

import (
	"bytes"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"studybot/adapters/charts"
	"studybot/adapters/redis"
	"studybot/bot"
	"studybot/bot/chat"
	"studybot/bot/chat/chattest"
	"studybot/bot/deliver"
	"studybot/bot/study"
	"studybot/content"
	"studybot/content/example"
)

// library is a folder of packs, and the watch over it.
type library struct {
	t     *testing.T
	dir   string
	log   *bytes.Buffer
	watch *Watch
}

const examplePack = "mine"

func schemas(t *testing.T) fs.FS {
	t.Helper()
	all, err := content.Schemas()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func newLibrary(t *testing.T) *library {
	t.Helper()
	l := &library{t: t, dir: t.TempDir(), log: &bytes.Buffer{}}
	if err := example.Write(filepath.Join(l.dir, "mine"), schemas(t)); err != nil {
		t.Fatal(err)
	}
	var err error
	if l.watch, err = Open(l.dir, slog.New(slog.NewTextHandler(l.log, nil))); err != nil {
		t.Fatal(err)
	}
	return l
}

// edit changes the text of a file of the pack, with a later time than before.
func (l *library) edit(name, from, to string) {
	l.t.Helper()
	whole := filepath.Join(l.dir, "mine", name)
	data, err := os.ReadFile(whole)
	if err != nil {
		l.t.Fatal(err)
	}
	if !bytes.Contains(data, []byte(from)) {
		l.t.Fatalf("%s does not hold %q", name, from)
	}
	info, err := os.Stat(whole)
	if err != nil {
		l.t.Fatal(err)
	}
	if err := os.WriteFile(whole, bytes.Replace(data, []byte(from), []byte(to), 1), 0o644); err != nil {
		l.t.Fatal(err)
	}
	if err := os.Chtimes(whole, time.Time{}, info.ModTime().Add(time.Second)); err != nil {
		l.t.Fatal(err)
	}
}

// looks is what is logged while the watch looks twice.
func (l *library) looks() string {
	l.t.Helper()
	l.log.Reset()
	l.watch.look()
	l.watch.look()
	return l.log.String()
}

func (l *library) served() *study.Pack {
	l.t.Helper()
	for _, p := range l.watch.shelf.All() {
		if p.ID == examplePack {
			return p
		}
	}
	l.t.Fatal("the pack is not served")
	return nil
}

func wantLog(t *testing.T, log string, lines int, words ...string) {
	t.Helper()
	if n := strings.Count(log, "\n"); n != lines {
		t.Errorf("%d lines, not %d: %s", n, lines, log)
	}
	for _, w := range words {
		if !strings.Contains(log, w) {
			t.Errorf("the log does not say %q: %s", w, log)
		}
	}
}

func TestPacksAreReloaded(t *testing.T) {
	l := newLibrary(t)
	wantLog(t, l.log.String()+l.looks(), 0)

	l.edit("pack.yaml", "name: ", "name: Renamed ")
	l.watch.look()
	if strings.HasPrefix(l.served().Name, "Renamed") {
		t.Error("a change was read at the first look: it may be half a copy")
	}
	l.watch.look()
	wantLog(t, l.log.String(), 1, "a pack is updated", examplePack)
	if !strings.HasPrefix(l.served().Name, "Renamed") {
		t.Errorf("the pack is still called %q", l.served().Name)
	}

	l.edit("pack.yaml", "name: ", "nmae: ")
	wantLog(t, l.looks(), 1, "refused", "mine/pack.yaml:", "studybot pack lint")
	wantLog(t, l.looks(), 0)
	if !strings.HasPrefix(l.served().Name, "Renamed") {
		t.Errorf("after a broken update the pack is called %q", l.served().Name)
	}
	l.edit("pack.yaml", "nmae: Renamed", "name: Mended")
	wantLog(t, l.looks(), 1, "a pack is updated")
	if !strings.HasPrefix(l.served().Name, "Mended") {
		t.Errorf("the mended pack is called %q", l.served().Name)
	}

	if err := os.Rename(filepath.Join(l.dir, "mine"), filepath.Join(t.TempDir(), "mine")); err != nil {
		t.Fatal(err)
	}
	wantLog(t, l.looks(), 1, "is gone", examplePack)
	l.served()

	if err := example.Write(filepath.Join(l.dir, "second"), schemas(t)); err != nil {
		t.Fatal(err)
	}
	wantLog(t, l.looks(), 1, "a pack is new", "second")
}

// TestFolderOfPacksMayBeEmpty: packs may come later, by hand or from a conversation.
func TestFolderOfPacksMayBeEmpty(t *testing.T) {
	dir := t.TempDir()
	w, err := Open(dir, slog.New(slog.DiscardHandler))
	if err != nil || len(w.shelf.All()) == 0 {
		t.Fatalf("an empty folder: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("no pack"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("a folder of other things is taken for one of packs")
	}
	if _, err := Open(filepath.Join(dir, "missing"), slog.New(slog.DiscardHandler)); err == nil {
		t.Error("a folder that is not there is taken")
	}
}

// TestOwnerIsToldOfABrokenUpdate: with the store, the scheduler and two replicas,
// the owner reads of it once, the questions go on, and after the repair nobody is
// told anything more.
func TestOwnerIsToldOfABrokenUpdate(t *testing.T) {
	l := newLibrary(t)
	store, err := redis.Embedded(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	platform := &chattest.Memory{}
	var mu sync.Mutex
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	clock := func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return now
	}
	log := slog.New(slog.DiscardHandler)
	b := bot.New(bot.Config{Store: store, Packs: l.watch.shelf, Platforms: []chat.Platform{platform}, Charts: charts.New(), Zone: "UTC", Now: clock, Log: log})
	t.Cleanup(b.Close)
	engine := deliver.New(deliver.Config{Agenda: store, Ledger: store, Work: b, Senders: []deliver.Sender{platform}, Now: clock, Log: log, Worker: "w"})
	c := study.Course{
		Team: chat.TeamName(platform.Name(), "t1"), Channel: "study", Pack: examplePack, Owner: "olga", State: study.Running,
		Timetable: study.Timetable{
			Zone: "UTC", Post: 9 * 60, Reveal: 17 * 60, Weekdays: study.Workdays(),
			Weekly: time.Friday, WeeklyAt: 16 * 60, Start: study.DayOf(now), Grace: 6 * time.Hour,
		},
	}
	if err := b.Start(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	second, err := Open(l.dir, log)
	if err != nil {
		t.Fatal(err)
	}
	// deliver is a night's and a day's work: both replicas look and tell.
	deliver := func(until time.Time) {
		t.Helper()
		for _, w := range []*Watch{l.watch, second} {
			w.look()
			w.look()
			w.tellOwners(t.Context(), store, clock())
		}
		for range 100 {
			due, err := store.Due(t.Context(), c.Team, until, 1)
			if err != nil {
				t.Fatal(err)
			}
			mu.Lock()
			if len(due) == 0 {
				now = until
			} else if due[0].Due.After(now) {
				now = due[0].Due
			}
			mu.Unlock()
			if len(due) == 0 {
				return
			}
			if err := engine.Deliver(t.Context(), c.Team); err != nil {
				t.Fatal(err)
			}
		}
		t.Fatal("something stays due")
	}
	told := func() (notices, questions int) {
		for _, p := range platform.Sent() {
			switch {
			case p.Post.To.Member == "olga" && strings.HasPrefix(p.Message.Title, "An update of your study pack"):
				notices++
			case strings.HasPrefix(p.Message.Title, "Day "):
				questions++
			}
		}
		return notices, questions
	}
	want := func(notices, questions int) {
		t.Helper()
		if n, q := told(); n != notices || q != questions {
			t.Errorf("%d notices and %d questions, not %d and %d", n, q, notices, questions)
		}
	}
	deliver(now.Add(2 * time.Hour))
	want(0, 1)
	l.edit("pack.yaml", "name: ", "nmae: ")
	deliver(now.Add(time.Minute))
	want(1, 1)
	l.edit("pack.yaml", "nmae: ", "nmaee: ") // edited again, and still broken
	deliver(now.Add(24 * time.Hour))
	want(1, 2)
	l.edit("pack.yaml", "nmaee: ", "name: Mended ")
	deliver(now.Add(24 * time.Hour))
	want(1, 3)
	if !strings.HasPrefix(l.served().Name, "Mended") {
		t.Errorf("the pack is called %q", l.served().Name)
	}
	if _, skip, ok := l.watch.shelf.Notice("pack." + examplePack + ".0"); !ok || skip == "" {
		t.Error("a late notice would still be sent")
	}
}
