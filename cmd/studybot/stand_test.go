package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"studybot/adapters/discord/discordtest"
	"studybot/adapters/redis"
	"studybot/adapters/redis/redistest"
	"studybot/adapters/slack/slacktest"
	"studybot/bot/chat"
	"studybot/bot/chat/chattest"
)

// TestMain lets tests that may run beside others do so on few processors as well:
// they mostly wait.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "4"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// stand is a stand-in for a chat service: a stage, and what a test asks of it besides.
type stand struct {
	name  string
	scene chattest.Scene
	// olga sets the channel up; ada and ben are two members more.
	olga, ada, ben string
	// anything says where a member can type what is no command.
	anything where
	// ready waits until events reach the bot.
	ready    func() error
	problems func() []string
	// env is the program's environment for it; secrets are in it.
	env     map[string]string
	secrets []string
	// ratings are those of ada, ben and olga.
	ratings [3]int
	// trouble, when not nil, is made before every step.
	trouble func(step int) error
}

// where is a place to type.
type where int

const (
	inChannel where = iota
	inPrivate       // a slash command takes what is registered, but words reach the bot
	nowhere         // and words do not
)

func (s *stand) team() string    { return s.scene.Stage().Team }
func (s *stand) channel() string { return s.scene.Stage().Channel }

// placed makes the stand-in for a platform that the program at listen will speak to.
type placed func(t *testing.T, listen string) *stand

const (
	studyChannel = "C0STUDY"
	olga         = "U0OLGA"
	ada          = "U0ADA"
	ben          = "U0BEN"
)

// slackOver is Slack over Socket Mode, or over signed HTTP.
func slackOver(signedHTTP bool) placed {
	return func(t *testing.T, listen string) *stand {
		t.Helper()
		// The race detector on a small machine is slow; Slack's 3 seconds are not what is tested here.
		o := slacktest.Options{AckWithin: 20 * time.Second, TriggerLife: 20 * time.Second}
		if signedHTTP {
			o.EventsURL = "http://" + listen
		}
		s := slacktest.New(o)
		t.Cleanup(s.Close)
		bot, app, secret := s.Tokens() // of the last two only the one that fits
		return &stand{
			name: "Slack", scene: slacktest.NewScene(s, nil), olga: olga, ada: ada, ben: ben, ratings: [3]int{3, 4, 5},
			ready: func() error {
				if signedHTTP {
					return nil
				}
				return s.AwaitSockets(1)
			},
			problems: s.Problems, secrets: []string{bot, app, secret},
			env: map[string]string{"SLACK_API_URL": s.APIURL(), "SLACK_BOT_TOKEN": bot, "SLACK_APP_TOKEN": app, "SLACK_SIGNING_SECRET": secret},
		}
	}
}

// discordPeople are Olga and two of the stand-in's members.
func discordPeople(s *discordtest.Server) map[string]string {
	const olga = "1100000000000000503"
	s.AddMember(discordtest.Guild, olga, "olga", discordtest.ViewChannel|discordtest.SendMessages|discordtest.ReadMessageHistory)
	return map[string]string{"olga": olga, "ada": discordtest.Ann, "ben": discordtest.Bob}
}

// discordReady waits until the commands are there and events reach the bot.
func discordReady(s *discordtest.Server, signedHTTP bool) error {
	for deadline := time.Now().Add(patience); len(s.Commands()) == 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			return errors.New("no commands were registered")
		}
	}
	if signedHTTP {
		return nil
	}
	return s.AwaitSessions(1)
}

// discordOver is Discord over the gateway, or over signed HTTP.
func discordOver(signedHTTP bool) placed {
	return func(t *testing.T, listen string) *stand {
		t.Helper()
		stand, _ := discordStandIn(t, listen, signedHTTP)
		return stand
	}
}

// discordInTrouble is Discord over a gateway that has something before each step,
// and that delivers everything twice.
func discordInTrouble(t *testing.T, listen string) *stand {
	t.Helper()
	stand, s := discordStandIn(t, listen, false)
	s.SendTwice()
	stand.trouble = func(step int) error {
		switch step {
		case 3:
			s.DropSockets()
		case 9:
			s.AskReconnect()
		case 12:
			s.Invalidate(true)
		case 26:
			s.Invalidate(false)
		}
		return nil
	}
	return stand
}

func discordStandIn(t *testing.T, listen string, signedHTTP bool) (*stand, *discordtest.Server) {
	t.Helper()
	s := discordtest.New(discordtest.Options{AckWithin: patience})
	t.Cleanup(s.Close)
	bot, app, public := s.Tokens()
	people, anything := discordPeople(s), inPrivate
	if signedHTTP {
		anything = nowhere
	} else {
		public = ""
	}
	return &stand{
		name: "Discord", scene: discordtest.NewScene(s, nil), olga: people["olga"], ada: people["ada"], ben: people["ben"],
		ratings: [3]int{5, 4, 3}, anything: anything,
		ready: func() error {
			if err := discordReady(s, signedHTTP); err != nil || !signedHTTP {
				return err
			}
			return s.SendTo("http://" + listen)
		},
		problems: s.Problems, secrets: []string{bot},
		env: map[string]string{"DISCORD_API_URL": s.APIURL(), "DISCORD_BOT_TOKEN": bot, "DISCORD_APP_ID": app, "DISCORD_PUBLIC_KEY": public},
	}, s
}

// program is a running `studybot serve` in this process, beside a real Redis.
type program struct {
	t      *testing.T
	redis  *redistest.Server
	stands []*stand
	log    *lockedBuffer
	// stop ends the program and returns its exit status.
	stop func() int
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

// serving starts `studybot serve` with these platforms.
func serving(t *testing.T, platforms ...placed) *program {
	t.Helper()
	unset(t)
	p := &program{t: t, redis: redistest.Start(t, redistest.Options{AOF: true}), log: &lockedBuffer{}}
	listen := freeAddr(t)
	for _, place := range platforms {
		s := place(t, listen)
		p.stands = append(p.stands, s)
		for name, value := range s.env {
			t.Setenv(name, value)
		}
	}
	t.Setenv("REDIS_URL", p.redis.URL())
	t.Setenv("STUDYBOT_LISTEN", listen)
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
	for _, s := range p.stands {
		if err := s.ready(); err != nil {
			t.Fatalf("%s is not connected: %v", s.name, err)
		}
	}
	return p
}

// apart starts the program as a process of its own, which other tests need not wait for.
func apart(t *testing.T, place placed) *program {
	t.Helper()
	p := &program{t: t, redis: redistest.Start(t, redistest.Options{AOF: true}), log: &lockedBuffer{}}
	listen := freeAddr(t)
	s := place(t, listen)
	p.stands = []*stand{s}
	cmd := exec.Command(binary(t), "serve")
	cmd.Env = append(os.Environ(), "REDIS_URL="+p.redis.URL(), "STUDYBOT_LISTEN="+listen)
	for name, value := range s.env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	cmd.Stderr = p.log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p.stop = sync.OnceValue(func() int {
		_ = cmd.Process.Signal(os.Interrupt) // it may have ended
		_ = cmd.Wait()                       // the exit status says it
		return cmd.ProcessState.ExitCode()
	})
	t.Cleanup(func() {
		p.stop()
		if t.Failed() {
			t.Log(p.log.String())
		}
	})
	awaitReady(t, "http://"+listen, p.log)
	if err := s.ready(); err != nil {
		t.Fatalf("%s is not connected: %v", s.name, err)
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

// store opens the program's store beside it.
func (p *program) store(t *testing.T) *redis.Store {
	t.Helper()
	store, err := redis.Open(t.Context(), redis.Settings{URL: p.redis.URL()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() }) // the server may be gone by then
	return store
}

// sampleQuiz is what people bring to make a pack of.
const sampleQuiz = `# Git basics

1. Which command records a change?
   - A) git add
   - B) git commit
   - C) git push

2. Which command shows what would be recorded?
   - A) git diff --staged
   - B) git fetch
   - C) git tag

## Answer key

1. B
2. A
`

func sample(name, text string) []chat.File { return []chat.File{{Name: name, Data: []byte(text)}} }
