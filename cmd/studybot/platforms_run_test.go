package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"studybot/adapters/discord"
	"studybot/adapters/discord/discordtest"
	"studybot/adapters/slack"
	"studybot/adapters/slack/slacktest"
	"studybot/bot/chat"
)

// flaky is a platform whose Serve fails at once while it is refused.
type flaky struct {
	chat.Platform
	name    string
	refused atomic.Bool
	throw   chan error // ends a Serve that goes well
	calls   atomic.Int32
	serving atomic.Bool
}

func newFlaky(name string, refused bool) *flaky {
	f := &flaky{name: name, throw: make(chan error)}
	f.refused.Store(refused)
	return f
}

func (f *flaky) Name() string { return f.name }

func (f *flaky) Serve(ctx context.Context, _ chat.Handler) error {
	f.calls.Add(1)
	if f.refused.Load() {
		return &chat.Refused{Reason: chat.Unauthorized, Code: "token_revoked"}
	}
	f.serving.Store(true)
	defer f.serving.Store(false)
	select {
	case <-ctx.Done():
		return nil
	case err := <-f.throw:
		return err
	}
}

// kept runs keepServing and returns its log, its way to end and its result.
func kept(t *testing.T, platforms ...chat.Platform) (log *lockedBuffer, stop func(), result <-chan error) {
	t.Helper()
	log = &lockedBuffer{}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- keepServing(ctx, platforms, nil, slog.New(slog.NewTextHandler(log, nil))) }()
	return log, cancel, done
}

func TestOneRefusedPlatformLeavesTheOtherAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		good, bad := newFlaky("good", false), newFlaky("bad", true)
		log, stop, result := kept(t, good, bad)
		time.Sleep(24 * time.Hour)
		if !good.serving.Load() || good.calls.Load() != 1 {
			t.Errorf("the good one is served %v, %d times", good.serving.Load(), good.calls.Load())
		}
		if n := bad.calls.Load(); n < 24*6 || n > 24*6+10 {
			t.Errorf("the bad one was tried %d times on one day", n) // each ten minutes, more often at the beginning
		}
		if line := log.String(); !strings.Contains(line, "level=ERROR") || !strings.Contains(line, "platform=bad") ||
			!strings.Contains(line, "token_revoked") || !strings.Contains(line, "studybot doctor") || strings.Contains(line, "platform=good") {
			t.Errorf("the log says %s", line)
		}
		bad.refused.Store(false) // the app is installed again
		time.Sleep(longestRest)
		if !bad.serving.Load() {
			t.Error("the bad one is not served after it was let in again")
		}
		stop()
		if err := <-result; err != nil {
			t.Errorf("ended with %v", err)
		}
	})
}

func TestAfterItWasWellTheFirstPauseIsShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		good, bad := newFlaky("good", false), newFlaky("bad", true)
		_, stop, result := kept(t, good, bad)
		time.Sleep(time.Hour)
		bad.refused.Store(false)
		time.Sleep(longestRest + steadyAfter)
		before := bad.calls.Load()
		bad.throw <- errors.New("a hiccup")
		time.Sleep(firstRest)
		synctest.Wait()
		if n := bad.calls.Load() - before; n != 1 || !bad.serving.Load() {
			t.Errorf("tried %d times within the first pause", n)
		}
		bad.throw <- nil // a platform that stops without an error is none that was asked to
		time.Sleep(2 * firstRest)
		synctest.Wait()
		if !bad.serving.Load() {
			t.Error("not served again after it just stopped")
		}
		stop()
		if err := <-result; err != nil {
			t.Errorf("ended with %v", err)
		}
	})
}

func TestWithNoPlatformLeftTheProgramEnds(t *testing.T) {
	for name, c := range map[string]struct {
		refused []bool // of each platform
		end     int    // which one ends a day later; none when it is refused
	}{
		"the only one":     {refused: []bool{true}},
		"both at once":     {refused: []bool{true, true}},
		"one after a day":  {refused: []bool{true, false}, end: 1},
		"the last of many": {refused: []bool{true, true, false, true}, end: 2},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var platforms []*flaky
				var all []chat.Platform
				for i, refused := range c.refused {
					platforms = append(platforms, newFlaky(fmt.Sprint("p", i), refused))
					all = append(all, platforms[i])
				}
				_, stop, result := kept(t, all...)
				defer stop()
				if last := platforms[c.end]; !last.refused.Load() {
					time.Sleep(24 * time.Hour)
					last.throw <- errors.New("gone")
				}
				err := <-result
				if err == nil {
					t.Fatal("ended without an error")
				}
				for _, f := range platforms {
					if !strings.Contains(err.Error(), f.name+": ") {
						t.Errorf("the error does not say why %s is gone: %v", f.name, err)
					}
				}
			})
		})
	}
}

func TestAtAStopNothingIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		good, bad := newFlaky("good", false), newFlaky("bad", true)
		_, stop, result := kept(t, good, bad)
		time.Sleep(time.Hour)
		before := bad.calls.Load()
		stop()
		if err := <-result; err != nil || good.serving.Load() {
			t.Errorf("ended with %v, still served: %v", err, good.serving.Load())
		}
		time.Sleep(time.Hour)
		if n := bad.calls.Load(); n != before {
			t.Errorf("tried %d times after the end", n-before)
		}
	})
}

// keepServing relies on it: what was refused, at the start or later, can be served again.
func TestWhatWasRefusedCanBeServedAgain(t *testing.T) {
	quiet := slog.New(slog.DiscardHandler)
	sl := slacktest.New(slacktest.Options{})
	t.Cleanup(sl.Close)
	var overSlack slack.Settings
	overSlack.BotToken, overSlack.AppToken, _ = sl.Tokens()
	overSlack.APIURL = sl.APIURL()
	slackOne, err := slack.New(overSlack, quiet)
	if err != nil {
		t.Fatal(err)
	}
	di := discordtest.New(discordtest.Options{})
	t.Cleanup(di.Close)
	token, _, _ := di.Tokens()
	discordOne, err := discord.New(discord.Settings{BotToken: token, APIURL: di.APIURL()}, discord.Deps{Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		platform chat.Platform
		refuse   func() // before it is served
		served   func() error
		throwOut func() // while it is served
	}{
		"Slack": {
			slackOne,
			func() { sl.FailNext("auth.test", slacktest.Failure{Code: "token_revoked"}) },
			func() error { return sl.AwaitSockets(2) },
			func() {
				sl.FailNext("apps.connections.open", slacktest.Failure{Code: "token_revoked"})
				sl.DropSockets()
			},
		},
		"Discord": {
			discordOne,
			func() { di.FailNext("GET /applications/@me", discordtest.Failure{Status: 401}) },
			func() error { return di.AwaitSessions(1) },
			func() { di.CloseWith(4004) },
		}, // authentication failed
	} {
		t.Run(name, func(t *testing.T) {
			serve := func(ctx context.Context) <-chan error {
				done := make(chan error, 1)
				go func() {
					done <- c.platform.Serve(ctx, func(context.Context, chat.Event) chat.Reply { return chat.Reply{} })
				}()
				return done
			}
			c.refuse()
			if err := <-serve(t.Context()); chat.RefusedFor(err) != chat.Unauthorized {
				t.Fatalf("refused at the start it ended with %v", err)
			}
			done := serve(t.Context())
			if err := c.served(); err != nil {
				t.Fatal(err)
			}
			c.throwOut()
			if err := <-done; err == nil {
				t.Fatal("thrown out it ended without an error")
			}
			ctx, cancel := context.WithCancel(t.Context())
			done = serve(ctx)
			if err := c.served(); err != nil {
				t.Error(err)
			}
			cancel()
			if err := <-done; err != nil {
				t.Errorf("ended with %v", err)
			}
		})
	}
}
