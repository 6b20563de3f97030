package web_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"studybot/adapters/web"
	"studybot/bot/chat"
)

// The storybook: a playground with a handler that shows every kind of block,
// control and form, and a clock that posts a question each day at 09:00.

const evil = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`

func ptr[T any](v T) *T { return &v }

func words(s string) *chat.Message { return &chat.Message{Body: []chat.Block{{Text: s}}} }

// storyClock is a clock of the test: it moves only when the page asks, and posts
// one question each day at nine on the way.
type storyClock struct {
	zone *time.Location
	post func(at time.Time)
	fail error

	mu    sync.Mutex
	now   time.Time
	moves []time.Time
	gate  chan struct{} // when set, Advance waits for it half way
}

func newStoryClock(t *testing.T) *storyClock {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return &storyClock{zone: zone, now: time.Date(2026, 3, 2, 8, 0, 0, 0, zone), post: func(time.Time) {}}
}

func (c *storyClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *storyClock) Zone() *time.Location { return c.zone }

func (c *storyClock) nextNine(after time.Time) time.Time {
	local := after.In(c.zone)
	at := time.Date(local.Year(), local.Month(), local.Day(), 9, 0, 0, 0, c.zone)
	if !at.After(after) {
		at = at.AddDate(0, 0, 1)
	}
	return at
}

func (c *storyClock) NextPost(context.Context) (time.Time, error) {
	return c.nextNine(c.Now()), c.fail
}

func (c *storyClock) Advance(ctx context.Context, to time.Time) error {
	c.mu.Lock()
	c.moves = append(c.moves, to)
	gate := c.gate
	c.mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	for {
		at := c.nextNine(c.Now())
		if at.After(to) {
			break
		}
		c.set(at)
		c.post(at)
	}
	c.set(to)
	return c.fail
}

func (c *storyClock) set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}

func (c *storyClock) made() []time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.moves)
}

// story is a served playground and what its handler was told.
type story struct {
	*web.Playground
	clock *storyClock
	log   *lockedBuffer

	mu     sync.Mutex
	events []chat.Event
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func settings(clock web.Clock, log io.Writer) web.Settings {
	return web.Settings{
		Addr:     "127.0.0.1:0",
		People:   []web.Person{{ID: "ada", Name: "Ada", Owner: true}, {ID: "bob", Name: "Bob"}, {ID: "chi", Name: "Chi Nguyen"}},
		Channels: []web.Channel{{ID: "study", Name: "ml-study"}, {ID: "lobby", Name: "lobby"}},
		Commands: []chat.Command{
			{Name: "help", Hint: "What I can do"},
			{Name: "question", Hint: "Today's question"},
			{Name: "score", Hint: "Your score", Args: []chat.Arg{{Name: "member", Kind: chat.MemberArg, Hint: "Somebody who shares theirs"}}},
			{Name: "plan", Hint: "Your plan of work"},
			{Name: "assess", Hint: "Rate yourself in every area", Args: []chat.Arg{{Name: "area", Kind: chat.SuggestedArg, Hint: "Go straight to this area"}}},
			{Name: "setup", Hint: "Start a study channel", Owner: true},
		},
		Clock:        clock,
		Log:          slog.New(slog.NewTextHandler(log, nil)),
		AnswerWithin: 200 * time.Millisecond,
	}
}

// newStory serves a storybook until the test ends.
func newStory(t *testing.T) *story {
	s := &story{clock: newStoryClock(t), log: &lockedBuffer{}}
	serve(t, s, s.handle)
	return s
}

func serve(t *testing.T, s *story, handle chat.Handler) {
	t.Helper()
	p, err := web.New(settings(s.clock, s.log))
	if err != nil {
		t.Fatal(err)
	}
	s.Playground = p
	s.clock.post = func(at time.Time) {
		_, err := p.Send(context.Background(), chat.Post{
			To:      chat.Place{Team: web.Team, Channel: "study"},
			Message: questionCard(at.Format("2 January")), Key: "question/" + at.Format(time.DateOnly),
		})
		if err != nil {
			t.Errorf("post the question: %v", err)
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- p.Serve(ctx, handle) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
}

func (s *story) told() []chat.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.events)
}

func (s *story) handle(ctx context.Context, e chat.Event) chat.Reply {
	s.mu.Lock()
	s.events = append(s.events, e)
	s.mu.Unlock()
	switch e.Action.Verb {
	case "help":
		return chat.Reply{Private: kitchenSink()}
	case "home":
		m := plan(false)
		m.Title = "Your board, " + e.Member
		return chat.Reply{Private: m}
	case "score":
		return chat.Reply{Private: score(e)}
	case "complete":
		return chat.Reply{Choices: areas(e.Action)}
	case "assess":
		return chat.Reply{Private: words("You rate the area " + strings.Join(e.Action.Args, " ") + ".")}
	case "plan":
		return chat.Reply{Private: plan(false)}
	case "long":
		return chat.Reply{Private: longPlan("")}
	case "lengthen":
		return chat.Reply{Update: longPlan(" and more")}
	case "spread":
		return chat.Reply{Private: &chat.Message{Title: "How it went", Body: []chat.Block{{Kind: chat.List, Items: []chat.Item{
			{Lead: "5 · Could teach it", Text: "▇▇▇▇▇▇ 4"}, {Lead: "3 · With gaps", Text: "▇▇ 1"}, {Lead: "1 · No idea", Text: "0"},
		}}}}}
	case "tick":
		return chat.Reply{Update: plan(true)}
	case "question":
		return chat.Reply{Private: ptr(questionCard("today"))}
	case "answer":
		return chat.Reply{Form: answerForm()}
	case "answered":
		if strings.Contains(e.Value("answer"), "wrong") {
			return chat.Reply{Invalid: map[string]string{"answer": "Please say it another way."}}
		}
		return chat.Reply{Private: revealed(e)}
	case "rate":
		return chat.Reply{Private: words("Kept: you rated this " + e.Value("value") + e.Action.Arg(0) + ".")}
	case "settings":
		return chat.Reply{Form: everyInput()}
	case "saved":
		return chat.Reply{Private: words("Saved for " + strings.Join(e.Values["people"], " and ") + ".")}
	case "export":
		m := words("Everything that I know about you.")
		m.Files = []chat.File{{Name: "my-data.json", Type: "application/json", Data: []byte(`{"you":"` + e.Member + `"}`)}}
		return chat.Reply{Direct: m}
	case "import":
		m := words("I found " + string(e.Files[0].Data) + " in " + e.Files[0].Name)
		m.Rows = []chat.Row{{{Label: "Publish", Action: chat.Do("saved", "it"), Emphasis: chat.Primary}}}
		return chat.Reply{Direct: m}
	case "evil":
		return chat.Reply{Private: evilCard()}
	case "seen":
		return chat.Reply{}
	case "panic":
		panic("a defect")
	case "slow":
		<-ctx.Done()
		<-time.After(1500 * time.Millisecond)
		return chat.Reply{Private: words("Far too late.")}
	case "toolong":
		return chat.Reply{Private: words(strings.Repeat("x", chat.MaxBody+1))}
	}
	return chat.Reply{Private: words("I do not know that one. /study help lists what I can do.")}
}

// areas are what may follow "assess".
func areas(a chat.Action) []chat.Option {
	all := []chat.Option{
		{Label: "Feature store design", Value: "stores"},
		{Label: "Time series", Value: "time series", Hint: "rated 4"},
		{Label: evil, Value: "evil"},
	}
	return slices.DeleteFunc(all, func(o chat.Option) bool {
		return !strings.Contains(strings.ToLower(o.Label), strings.ToLower(a.Arg(2)))
	})
}

func questionCard(day string) chat.Message {
	return chat.Message{
		Title: "Question of " + day + ": feature stores",
		Body: []chat.Block{
			{Lead: "Monitoring · priority high.", Text: "A model was trained on a feature that a nightly job computes, and served on one that a stream computes. How would you notice that the two drift apart, before your users do?"},
			{Text: "Think for a minute, then commit to an answer. Only you see what you write."},
		},
		Rows: []chat.Row{{
			{Label: "Answer", Action: chat.Do("answer"), Emphasis: chat.Primary},
			{Label: "I'd rather see it", Action: chat.Do("rate", "1")},
		}},
		Note: "2 of you have answered so far.",
	}
}

func revealed(e chat.Event) *chat.Message {
	return &chat.Message{
		Title: "Key points",
		Body: []chat.Block{
			{Kind: chat.Quote, Text: e.Value("answer")},
			{Kind: chat.List, Items: []chat.Item{
				{Text: "Log the served value and compare it with the value of the batch job, by entity and hour."},
				{Text: "Alert on the share of rows that differ, with `psi > 0.2` as a second line."},
			}},
			{Text: "How well did you know it?"},
		},
		Rows: []chat.Row{{
			{Label: "1 · No idea", Action: chat.Do("rate", "1")},
			{Label: "2 · A glimpse", Action: chat.Do("rate", "2")},
			{Label: "3 · With gaps", Action: chat.Do("rate", "3")},
			{Label: "4 · Solid", Action: chat.Do("rate", "4")},
			{Label: "5 · Could teach it", Action: chat.Do("rate", "5")},
		}},
	}
}

func answerForm() *chat.Form {
	return &chat.Form{
		Title: "Your answer", Submit: "Show the key points", Action: chat.Do("answered"),
		Intro: []chat.Block{{Text: "How would you notice that the two drift apart, before your users do?"}},
		Inputs: []chat.Input{
			{Name: "answer", Kind: chat.Text, Label: "In your own words", Hint: "A few lines are enough; nobody else sees them.", MaxLength: 250},
			{Name: "sure", Kind: chat.Choice, Label: "How sure are you?", Optional: true, Options: []chat.Option{
				{Label: "Guessing", Value: "1"}, {Label: "Fairly sure", Value: "2", Hint: "I could defend it"}, {Label: "Certain", Value: "3"},
			}},
		},
	}
}

func everyInput() *chat.Form {
	var hours []chat.Option
	for _, h := range []string{"07", "08", "09", "10", "11", "12", "13", "14", "15", "16"} {
		hours = append(hours, chat.Option{Label: h + ":00", Value: h})
	}
	return &chat.Form{
		Title: "Settings", Submit: "Save", Action: chat.Do("saved"),
		Inputs: []chat.Input{
			{Name: "name", Kind: chat.Line, Label: "Name of the course", Value: []string{"ML systems"}, MaxLength: 40},
			{Name: "hour", Kind: chat.Choice, Label: "Hour of the question", Options: hours, Value: []string{"09"}},
			{Name: "days", Kind: chat.Choices, Label: "Days", Options: []chat.Option{{Label: "Monday", Value: "mon"}, {Label: "Tuesday", Value: "tue"}}, Value: []string{"mon"}},
			{Name: "channel", Kind: chat.ChannelInput, Label: "Channel"},
			{Name: "people", Kind: chat.MembersInput, Label: "Helpers", Hint: "They may change these settings too.", Optional: true},
		},
	}
}

func score(e chat.Event) *chat.Message {
	who := e.Member
	if e.Action.Arg(0) != "" {
		who = e.Action.Arg(0)
	}
	return &chat.Message{
		Title: "The score of " + who + ": 62 to 70 of 100",
		Body:  []chat.Block{{Text: "18 of 20 areas are rated, so this is a range. Level: `Practitioner`."}},
		Fields: []chat.Field{
			{Name: "Data", Value: "14 / 20"},
			{Name: "Training", Value: "12 / 20"},
			{Name: "Serving", Value: "11 / 20"},
			{Name: "Monitoring", Value: "9 / 20"},
			{Name: "Teamwork", Value: "16 / 20"},
			{Name: "Next assessment", At: time.Date(2026, 3, 30, 7, 0, 0, 0, time.UTC)},
		},
		Images: []chat.Image{{Name: "radar.png", Alt: "A radar of five categories: teamwork is the strongest with 16 of 20, monitoring the weakest with 9.", PNG: drawing()}},
		Rows:   []chat.Row{{{Label: "Make a plan", Action: chat.Do("plan"), Emphasis: chat.Primary}, {Label: "Assess again", Action: chat.Do("settings")}}},
	}
}

func plan(ticked bool) *chat.Message {
	return &chat.Message{
		Title: "Your plan: week 1 of 4",
		Body: []chat.Block{
			{Kind: chat.Heading, Text: "This week"},
			{Kind: chat.List, Items: []chat.Item{
				{Lead: "Monitoring:", Text: "set up one drift alert", Done: ptr(true)},
				{Lead: "Serving:", Text: "measure the p99 of your slowest endpoint", Done: ptr(ticked)},
				{Text: "Pair with somebody on a post-mortem", Done: ptr(false), At: time.Date(2026, 3, 6, 15, 0, 0, 0, time.UTC)},
			}},
		},
		Rows: []chat.Row{
			{{Label: "Tick the second", Action: chat.Do("tick", "2"), Emphasis: chat.Primary}},
			{{Kind: chat.Menu, Label: "Rate the first item", Action: chat.Do("rate"), Options: []chat.Option{
				{Label: "No idea", Value: "1", Hint: "I could not start"}, {Label: "With gaps", Value: "3", Hint: "I would need to look things up"}, {Label: "Solid", Value: "5"},
			}}},
		},
	}
}

// longPlan is taller than any window of the tests.
func longPlan(more string) *chat.Message {
	m := &chat.Message{
		Title: "A long plan" + more,
		Rows:  []chat.Row{{{Label: "Lengthen it", Action: chat.Do("lengthen")}}},
	}
	for range 3 {
		b := chat.Block{Kind: chat.List}
		for i := range chat.MaxItems {
			b.Items = append(b.Items, chat.Item{Text: "One thing to do" + more, Done: ptr(i%2 == 0)})
		}
		m.Body = append(m.Body, b)
	}
	return m
}

func kitchenSink() *chat.Message {
	return &chat.Message{
		Title: "What I can do",
		Body: []chat.Block{
			{Lead: "Every workday", Text: "a question arrives at nine. Answer `privately`, then rate yourself."},
			{Kind: chat.Heading, Text: "Commands"},
			{Kind: chat.List, Items: []chat.Item{{Lead: "question", Text: "today's question"}, {Lead: "score", Text: "where you stand"}, {Lead: "next", At: time.Date(2026, 3, 3, 8, 0, 0, 0, time.UTC)}}},
			{Kind: chat.Steps, Items: []chat.Item{{Text: "Assess yourself"}, {Text: "Make a plan"}, {Text: "Answer, a little each day"}}},
			{Kind: chat.Code, Text: "feature_store:\n  ttl: 24h\n  online: true"},
			{Kind: chat.Quote, Text: "What I write here is mine."},
		},
		Rows: []chat.Row{
			{{Label: "Settings", Action: chat.Do("settings")}, {Label: "Noted", Action: chat.Do("seen")}, {Label: "Forget me", Action: chat.Do("seen", "2"), Emphasis: chat.Danger}},
			{{Kind: chat.Link, Label: "Read the guide", URL: "https://example.org/guide"}},
		},
		Note: "Small print stands here.",
	}
}

func evilCard() *chat.Message {
	return &chat.Message{
		Title:  evil,
		Body:   []chat.Block{{Lead: evil, Text: evil + " `" + evil + "`"}, {Kind: chat.Code, Text: evil}, {Kind: chat.List, Items: []chat.Item{{Lead: evil, Text: evil}}}},
		Fields: []chat.Field{{Name: evil, Value: evil}},
		Images: []chat.Image{{Name: evil[:60], Alt: `"><script>document.title='owned'</script>`, PNG: drawing()}},
		Files:  []chat.File{{Name: `"><script>.txt`, Type: "text/html", Data: []byte(evil)}},
		Rows:   []chat.Row{{{Label: `"><script>alert(1)</script>`, Action: chat.Do("rate", "<b>")}, {Label: "Form", Action: chat.Do("answer")}}},
		Note:   evil,
	}
}

// drawing is a picture with something on it.
func drawing() []byte {
	im := image.NewRGBA(image.Rect(0, 0, 640, 400))
	for x := range 640 {
		for y := range 400 {
			im.Set(x, y, color.White)
			if dx, dy := x-320, y-200; dx*dx+dy*dy < 150*150 && (dx*dx+dy*dy > 148*148 || (x+y)%29 == 0) {
				im.Set(x, y, color.RGBA{29, 107, 87, 255})
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, im); err != nil {
		panic(err)
	}
	return b.Bytes()
}

var errTest = errors.New("the store is away")
