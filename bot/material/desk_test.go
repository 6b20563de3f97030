package material_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"studybot/bot/chat"
	"studybot/bot/material"
	"studybot/bot/study"
)

// reader is an importer of memory.
type reader struct {
	draft  material.Draft
	err    error
	wait   chan struct{} // nil: at once
	boom   bool
	reads  int
	gone   bool
	thrown string
}

func (r *reader) Read(context.Context, string, []chat.File) (material.Draft, error) {
	if r.wait != nil {
		<-r.wait
	}
	if r.boom {
		panic("a file that nobody thought of")
	}
	r.reads++
	return r.draft, r.err
}

func (r *reader) Publish(_ context.Context, _, token string) (material.Published, error) {
	if r.gone || token != r.draft.Token {
		return material.Published{}, fmt.Errorf("look: %w", material.ErrGone)
	}
	r.gone = true
	return material.Published{Name: r.draft.Name, Served: true}, nil
}

func (r *reader) Drop(_ context.Context, token string) error {
	r.thrown = token
	return nil
}

// desk is a desk with one course of olga's; posts are what it sends later.
func desk(t *testing.T, r material.Importer) (*material.Desk, chan chat.Post) {
	t.Helper()
	posts := make(chan chat.Post, 4)
	o := &office{courses: map[string][]study.Course{"x:1": {
		{Channel: "C1", Pack: "a", Owner: "olga", State: study.Running},
		{Channel: "C2", Pack: "a", Owner: "dora", State: study.Drafted},
	}}}
	d := material.NewDesk(r, o, func(_ context.Context, p chat.Post) error { posts <- p; return nil }, slog.New(slog.DiscardHandler))
	t.Cleanup(d.Close)
	return d, posts
}

func quiz() []chat.File { return []chat.File{{Name: "quiz.md", Data: []byte("1. What?")}} }

func by(member string, files []chat.File, a chat.Action) chat.Event {
	return chat.Event{Team: "x:1", Channel: "D1", Private: true, Member: member, Files: files, Action: a}
}

// words are all texts of the message that a reply shows.
func words(t *testing.T, r chat.Reply) string {
	t.Helper()
	for _, m := range []*chat.Message{r.Direct, r.Update, r.Private} {
		if m == nil {
			continue
		}
		if err := m.Check(); err != nil {
			t.Errorf("%q breaks the limits: %v", m.Title, err)
		}
		s := m.Title
		for _, b := range m.Body {
			s += "\n" + b.Text
			for _, it := range b.Items {
				s += "\n" + it.Lead + it.Text
			}
		}
		for _, f := range m.Fields {
			s += "\n" + f.Name + ": " + f.Value
		}
		return s + "\n" + m.Note
	}
	t.Fatal("nothing is shown")
	return ""
}

func wants(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%q is not in:\n%s", p, text)
		}
	}
}

func TestDeskReadsAndPublishes(t *testing.T) {
	r := &reader{draft: material.Draft{
		Token: "abc", Name: "Git", Topics: 1, Questions: 12, Drafts: 2, Files: []string{"quiz.md: 12 found"}, Notes: []string{"quiz.md:4: no key"},
	}}
	d, _ := desk(t, r)
	found, err := d.Import(t.Context(), by("olga", quiz(), chat.SentFiles()))
	if err != nil {
		t.Fatal(err)
	}
	wants(t, words(t, found), "Pack: Git", "10 on 1 day", "2, not asked", "quiz.md: 12 found", "quiz.md:4: no key")
	row := found.Direct.Rows[0]
	if row[0].Action.Path() != "import-publish/abc" || row[1].Action.Path() != "import-drop/abc" {
		t.Errorf("the buttons are %+v", row)
	}
	done, err := d.Publish(t.Context(), by("olga", nil, row[0].Action))
	if err != nil || done.Update == nil {
		t.Fatal(err)
	}
	wants(t, words(t, done), "Published as “Git”: `/study setup` offers it now.")
	again, err := d.Publish(t.Context(), by("olga", nil, row[0].Action))
	if err != nil {
		t.Fatal(err)
	}
	wants(t, words(t, again), "not here any more")
	if _, err := d.Drop(t.Context(), by("olga", nil, row[1].Action)); err != nil || r.thrown != "abc" {
		t.Errorf("dropped %q: %v", r.thrown, err)
	}
}

func TestDeskAsksWhoBrings(t *testing.T) {
	r := &reader{draft: material.Draft{Token: "abc", Name: "Git", Questions: 1, Topics: 1}}
	d, _ := desk(t, r)
	for _, a := range []chat.Action{chat.SentFiles(), chat.Do("import-publish", "abc"), chat.Do("import-drop", "abc")} {
		do := map[string]func(context.Context, chat.Event) (chat.Reply, error){"import": d.Import, "import-publish": d.Publish, "import-drop": d.Drop}[a.Verb]
		for _, member := range []string{"ada", "dora"} { // dora's channel was never published
			got, err := do(t.Context(), by(member, quiz(), a))
			if err != nil {
				t.Fatal(err)
			}
			wants(t, words(t, got), "owners of a running study channel")
		}
		boss := by("boss", quiz(), a)
		boss.Admin = true
		got, err := do(t.Context(), boss)
		if err != nil || strings.Contains(words(t, got), "owners of a running") {
			t.Errorf("%s refuses whoever administers the team: %v", a.Verb, err)
		}
	}
	if r.reads != 1 {
		t.Errorf("%d files were read, not the administrator's alone", r.reads)
	}
}

func TestDeskSaysWhatToDo(t *testing.T) {
	huge := []chat.File{{Name: "a", Data: make([]byte, chat.MaxFile+1)}}
	many := make([]chat.File, chat.MaxFiles+1)
	long := material.Draft{Token: "abc", Name: strings.Repeat("Ö", 500), Questions: 5000, Drafts: 400, Retired: 7, Topics: 300, Update: true}
	for range 50 {
		long.Files = append(long.Files, strings.Repeat("file ", 200))
		long.Notes = append(long.Notes, strings.Repeat("note\n", 200))
	}
	for name, c := range map[string]struct {
		r     *reader
		files []chat.File
		says  string
	}{
		"no file":         {&reader{}, nil, "at most 4 files at a time, 8 MB each"},
		"a huge file":     {&reader{}, huge, "too much at once"},
		"many files":      {&reader{}, many, "too much at once"},
		"nothing to ask":  {&reader{draft: material.Draft{Files: []string{"a.txt: not read"}}}, quiz(), "nothing to ask"},
		"no folder":       {&reader{err: fmt.Errorf("x: %w", material.ErrNowhere)}, quiz(), "STUDYBOT_PACKS"},
		"too many drafts": {&reader{err: material.ErrFull}, quiz(), "in an hour"},
		"a defect":        {&reader{err: errors.New("disk")}, quiz(), "kept nothing"},
		"a panic":         {&reader{boom: true}, quiz(), "nothing was kept"},
		"all at once":     {&reader{draft: long}, quiz(), "and 44 more"},
	} {
		t.Run(name, func(t *testing.T) {
			d, _ := desk(t, c.r)
			got, err := d.Import(t.Context(), by("olga", c.files, chat.SentFiles()))
			if err != nil {
				t.Fatal(err)
			}
			wants(t, words(t, got), c.says)
		})
	}
	d, _ := desk(t, nil)
	got, err := d.Import(t.Context(), by("olga", quiz(), chat.SentFiles()))
	if err != nil {
		t.Fatal(err)
	}
	wants(t, words(t, got), "STUDYBOT_PACKS")
}

// TestDeskAnswersWhileItReads: what takes long is announced, and comes as a message;
// with all hands busy the next one is asked to wait.
func TestDeskAnswersWhileItReads(t *testing.T) {
	r := &reader{draft: material.Draft{Token: "abc", Name: "Git", Questions: 1, Topics: 1}, wait: make(chan struct{})}
	d, posts := desk(t, r)
	for range 2 {
		got, err := d.Import(t.Context(), by("olga", quiz(), chat.SentFiles()))
		if err != nil {
			t.Fatal(err)
		}
		wants(t, words(t, got), "I am reading it")
	}
	got, err := d.Import(t.Context(), by("olga", quiz(), chat.SentFiles()))
	if err != nil {
		t.Fatal(err)
	}
	wants(t, words(t, got), "try again in a minute")
	for range 2 {
		r.wait <- struct{}{}
		select {
		case p := <-posts:
			if p.To.Member != "olga" || p.To.Team != "x:1" || p.Key == "" || len(p.Key) > chat.MaxKey {
				t.Errorf("it is posted to %+v with the key %q", p.To, p.Key)
			}
			wants(t, words(t, chat.Reply{Direct: &p.Message}), "Pack: Git")
		case <-time.After(20 * time.Second):
			t.Fatal("the result never came")
		}
	}
}

// TestDeskAnswersWhereTheCommandWas: files that came along with a command in a channel
// are answered there, to the member alone, however long their reading takes.
func TestDeskAnswersWhereTheCommandWas(t *testing.T) {
	for name, c := range map[string]struct {
		takes time.Duration
		soon  bool
	}{"at once": {0, true}, "ten seconds": {10 * time.Second, true}, "a minute": {time.Minute, false}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := &reader{draft: material.Draft{Token: "abc", Name: "Git", Questions: 1, Topics: 1}, wait: make(chan struct{})}
				d, posts := desk(t, r)
				go func() {
					time.Sleep(c.takes)
					r.wait <- struct{}{}
				}()
				e := by("olga", quiz(), chat.SentFiles())
				e.Channel, e.Private = "C1", false
				got, err := d.Import(t.Context(), e)
				if err != nil || got.Private == nil || got.Direct != nil {
					t.Fatalf("the answer is %+v, %v", got, err)
				}
				if c.soon {
					wants(t, words(t, got), "Pack: Git")
					return
				}
				wants(t, words(t, got), "comes to our private conversation")
				p := <-posts
				wants(t, words(t, chat.Reply{Direct: &p.Message}), "Pack: Git")
			})
		})
	}
}

// TestDeskEndsWithItsAct: an answer that can no more be given is none.
func TestDeskEndsWithItsAct(t *testing.T) {
	r := &reader{draft: material.Draft{Token: "abc", Name: "Git", Questions: 1, Topics: 1}, wait: make(chan struct{})}
	d, posts := desk(t, r)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	e := by("olga", quiz(), chat.SentFiles())
	e.Private = false
	if got, err := d.Import(ctx, e); err != nil || !strings.Contains(words(t, got), "in a moment") {
		t.Errorf("the answer is %+v, %v", got, err)
	}
	r.wait <- struct{}{}
	if p := <-posts; p.To.Member != "olga" {
		t.Errorf("it is posted to %+v", p.To)
	}
}

func TestDeskSaysHowFilesCome(t *testing.T) {
	for _, c := range []struct {
		ways      chat.FileWays
		private   bool
		says, not string
	}{
		{chat.FilesInPrivate, true, "right here", "/study import"},
		{chat.FilesInPrivate, false, "in our private conversation", "/study import"},
		{chat.FilesWithCommand, true, "add the files to the command", "right here"},
		{chat.FilesWithCommand, false, "add the files to the command", "conversation"},
		{chat.FilesBothWays, true, "right here", "our private conversation"},
		{chat.FilesBothWays, false, "Add the files to `/study import`", "right here"},
	} {
		d, _ := desk(t, &reader{})
		e := by("olga", nil, chat.Do("import"))
		e.FileWays, e.Private = c.ways, c.private
		got, err := d.Import(t.Context(), e)
		if err != nil {
			t.Fatal(err)
		}
		text := words(t, got)
		wants(t, text, c.says)
		if strings.Contains(text, c.not) {
			t.Errorf("ways %d, private %t: it says %q in\n%s", c.ways, c.private, c.not, text)
		}
	}
}
