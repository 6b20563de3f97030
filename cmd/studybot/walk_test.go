package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"studybot/adapters/redis"
	"studybot/adapters/redis/redistest"
	"studybot/adapters/slack/slacktest"
	"studybot/bot/schedule"
	"studybot/bot/study"
	"studybot/content"
)

const (
	studyChannel = "C0STUDY"
	olga         = "U0OLGA"
	ada          = "U0ADA"
	ben          = "U0BEN"
)

// place is a running program with a stand-in for Slack and a real Redis.
type place struct {
	t     *testing.T
	slack *slacktest.Server
	redis *redistest.Server
	log   *lockedBuffer
	stop  func() int
}

// lockedBuffer takes the program's log.
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

// freeAddr is an address that nobody listens on.
func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// serving starts `studybot serve` in this process.
func serving(t *testing.T, overHTTP bool) *place {
	t.Helper()
	p := &place{t: t, redis: redistest.Start(t, redistest.Options{AOF: true}), log: &lockedBuffer{}}
	listen := freeAddr(t)
	// The race detector on a small machine is slow; Slack's 3 seconds are not what is tested here.
	o := slacktest.Options{AckWithin: 20 * time.Second, TriggerLife: 20 * time.Second}
	if overHTTP {
		o.EventsURL = "http://" + listen
	}
	p.slack = slacktest.New(o)
	t.Cleanup(p.slack.Close)
	bot, app, secret := p.slack.Tokens()
	t.Setenv("REDIS_URL", p.redis.URL())
	t.Setenv("STUDYBOT_LISTEN", listen)
	t.Setenv("SLACK_API_URL", p.slack.APIURL())
	t.Setenv("SLACK_BOT_TOKEN", bot)
	if overHTTP {
		t.Setenv("SLACK_SIGNING_SECRET", secret)
	} else {
		t.Setenv("SLACK_APP_TOKEN", app)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan int, 1)
	go func() { done <- run(ctx, []string{"serve"}, io.Discard, p.log) }()
	p.stop = sync.OnceValue(func() int {
		cancel()
		select {
		case code := <-done:
			return code
		case <-time.After(30 * time.Second):
			t.Error("the program did not stop")
			return -1
		}
	})
	t.Cleanup(func() {
		p.stop()
		if t.Failed() {
			t.Log(p.log.String())
		}
	})
	awaitReady(t, "http://"+listen, p.log)
	if !overHTTP {
		p.must(p.slack.AwaitSockets(1))
	}
	return p
}

func awaitReady(t *testing.T, base string, log fmt.Stringer) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; {
		r, err := http.Get(base + "/readyz")
		if err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				return
			}
		}
		if time.Now().After(deadline) {
			t.Fatalf("the program was never ready: %v\n%s", err, log)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (p *place) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatalf("%v\nproblems: %v", err, p.slack.Problems())
	}
}

// types sends a slash command and waits for a private answer that says the words.
func (p *place) types(user, command, says string) slacktest.Message {
	p.t.Helper()
	p.must(p.slack.SlashCommand(user, studyChannel, command))
	return p.sees(user, says)
}

func (p *place) sees(user, says string) slacktest.Message {
	p.t.Helper()
	m, err := p.slack.AwaitPrivate(user, slacktest.Saying(says))
	if err != nil {
		p.t.Fatalf("%s never saw %q: %v\n%v\nproblems: %v", user, says, err, p.words(user), p.slack.Problems())
	}
	return m
}

func (p *place) words(user string) string {
	var s strings.Builder
	for _, m := range append(p.slack.Private(user), p.slack.Direct(user)...) {
		s.WriteString(m.Words() + "\n---\n")
	}
	return s.String()
}

// presses a button and waits for what it says.
func (p *place) presses(user string, m slacktest.Message, label, says string) slacktest.Message {
	p.t.Helper()
	p.must(p.slack.Click(user, m, label))
	return p.sees(user, says)
}

// fills opens a form by a button, sends it, and waits for what comes.
func (p *place) fills(user string, m slacktest.Message, label string, values map[string][]string, says string) slacktest.Message {
	p.t.Helper()
	p.must(p.slack.Click(user, m, label))
	_, err := p.slack.AwaitModal(user)
	p.must(err)
	p.must(p.slack.Submit(user, values))
	if v, open := p.slack.Modal(user); open {
		p.t.Fatalf("the form stayed open: %v", v.Errors)
	}
	return p.sees(user, says)
}

// noonZone is a zone in which it is about noon now, so that no test crosses midnight.
func noonZone(now time.Time) string {
	switch d := now.UTC().Hour() - 12; { // Etc/GMT+3 is three hours behind UTC
	case d > 0:
		return fmt.Sprintf("Etc/GMT+%d", d)
	case d < 0:
		return fmt.Sprintf("Etc/GMT-%d", -d)
	}
	return "Etc/GMT"
}

// due puts an entry of the study channel on the agenda for right now.
func (p *place) due(kind schedule.Kind) {
	p.t.Helper()
	store, err := redis.Open(p.t.Context(), redis.Settings{URL: p.redis.URL()})
	p.must(err)
	defer store.Close()
	p.must(store.Put(p.t.Context(), "slack:T0STUDY", schedule.Entry{Kind: kind, Subject: studyChannel, Due: time.Now()}))
}

func TestTheWholeWalkOverSocketMode(t *testing.T) { walk(t, serving(t, false)) }

func TestTheWholeWalkOverSignedHTTP(t *testing.T) { walk(t, serving(t, true)) }

// walk is a team's first days: set-up, question, answers, assessment, score,
// plan, lists, reminder, export, forget.
func walk(t *testing.T, p *place) {
	zone := noonZone(time.Now())
	loc, err := schedule.Zone(zone)
	p.must(err)
	clock := func(ago time.Duration) []string { return []string{time.Now().In(loc).Add(-ago).Format("15:04")} }

	card := p.types(olga, "setup", "Nothing is posted yet")
	card = p.fills(olga, card, "Times", map[string][]string{"post": clock(time.Minute), "zone": {zone}, "reveal": clock(-3 * time.Hour)}, zone)
	days := []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
	card = p.fills(olga, card, "Pack, days, holidays", map[string][]string{"days": days}, "Mon Tue Wed Thu Fri Sat Sun")
	preview := p.presses(olga, card, "Preview", "Preview · Day 25")
	p.presses(olga, preview, "Publish", "Published")

	p.due(schedule.Question)
	post, err := p.slack.AwaitMessage(studyChannel, slacktest.Saying("Day 25"))
	p.must(err)
	for i, user := range []string{ada, ben, olga} {
		answerQuestion(p, user, post, i+3)
	}
	if _, err := p.slack.AwaitMessage(studyChannel, slacktest.Saying("3 people")); err != nil {
		t.Errorf("the post never counted three answers: %v", err)
	}
	p.types(ada, "history", "Day 25")
	p.types(ada, "question", "Day 25")

	assess(p, ada)
	p.types(ada, "score", "Feature Engineering & Management")
	p.types(ada, "plan", "week 1 of 4")
	p.types(ada, "checklist", "Hands-on")
	p.types(ada, "topics", "Model Serving at Scale")
	p.types(ada, "resources", "Chip Huyen")
	p.types(ada, "help", "/study export")
	p.types(olga, "status", "The next five")
	p.types(ada, "away 2000-01-01", "not ahead")
	p.types(ada, "nonsense", "I do not know that command")
	p.types(ben, "pause", "Only the owner")

	p.must(p.slack.OpenHome(ada))
	if _, err := p.slack.AwaitHome(ada, func(v slacktest.View) bool { return strings.Contains(v.Words(), "Next question") }); err != nil {
		t.Error(err)
	}

	p.due(schedule.Weekly)
	p.types(olga, "report", "The week in this channel")

	p.types(ada, "export", "Two files are on their way")
	p.sees(ada, "Everything I keep about you")
	redistest.Eventually(t, "the export's files to be uploaded", func() error {
		if files := p.slack.Files(); !named(files, "studybot-export.json") || !named(files, "studybot-export.md") {
			return fmt.Errorf("%d files", len(files))
		}
		return nil
	})
	forget := p.types(ada, "forget", "cannot be undone")
	p.fills(ada, forget, "Forget me", map[string][]string{"words": {"forget me"}}, "Forgotten")

	if problems := p.slack.Problems(); len(problems) > 0 {
		t.Errorf("Slack would have refused: %s", strings.Join(problems, "\n"))
	}
	if code := p.stop(); code != 0 {
		t.Errorf("the program ended with %d", code)
	}
	noSecrets(t, p.log.String(), p.slack)
}

// answerQuestion answers whatever kind of question was posted and rates it.
func answerQuestion(p *place, user string, post slacktest.Message, rating int) {
	p.t.Helper()
	p.must(p.slack.Click(user, post, "Answer"))
	form, err := p.slack.AwaitModal(user)
	p.must(err)
	if strings.Contains(form.Words(), "Your choice") {
		p.must(p.slack.Submit(user, map[string][]string{"choice": {"1"}, "confidence": {fmt.Sprint(rating)}}))
		p.sees(user, "Key points")
		return
	}
	p.must(p.slack.Submit(user, map[string][]string{"text": {"An answer <!channel> of " + user}}))
	key := p.sees(user, "How did your answer hold up?")
	anchor, _ := builtinPack(p.t).Anchor(rating)
	p.presses(user, key, fmt.Sprintf("%d · %s", rating, anchor.Label), fmt.Sprintf("Saved: %d of 5", rating))
}

func builtinPack(t *testing.T) *study.Pack {
	t.Helper()
	packs, err := content.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return packs[0]
}

// assess rates every area, category by category.
func assess(p *place, user string) {
	p.t.Helper()
	p.must(p.slack.SlashCommand(user, studyChannel, "assess"))
	pack := builtinPack(p.t)
	m := p.sees(user, "20 areas")
	for i, category := range pack.Categories {
		label := ""
		for _, l := range m.Labels() {
			if strings.HasSuffix(l, category.Name) {
				label = l
			}
		}
		p.must(p.slack.Click(user, m, label))
		form, err := p.slack.AwaitModal(user)
		p.must(err)
		values := map[string][]string{}
		for _, name := range form.Inputs() {
			values[name] = []string{fmt.Sprint(2 + i%4)}
		}
		p.must(p.slack.Submit(user, values))
		m = p.sees(user, fmt.Sprintf("Category %d of %d saved", i+1, len(pack.Categories)))
	}
	p.presses(user, m, "Finish and see the result", "of 100")
}

func named(files []slacktest.File, name string) bool {
	for _, f := range files {
		if f.Name == name {
			return true
		}
	}
	return false
}

// noSecrets fails when the log holds a token or a member's words.
func noSecrets(t *testing.T, log string, s *slacktest.Server) {
	t.Helper()
	bot, app, secret := s.Tokens()
	for _, word := range []string{bot, app, secret, "An answer", "<!channel>"} {
		if word != "" && strings.Contains(log, word) {
			t.Errorf("the log holds %q", word)
		}
	}
}

// binary builds the program once for the tests that kill it.
func binary(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "studybot")
	out, err := goBuild(t.Context(), path)
	if err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}
	return path
}
