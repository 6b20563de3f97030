package main

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"studybot/adapters/redis"
	"studybot/adapters/redis/redistest"
	"studybot/adapters/slack/slacktest"
	"studybot/bot/schedule"
	"studybot/bot/study"
)

// goBuild builds this program.
func goBuild(ctx context.Context, path string) ([]byte, error) {
	return exec.CommandContext(ctx, "go", "build", "-o", path, ".").CombinedOutput()
}

// holdingBack stands between the bot and Slack: what the bot asks happens, but
// the answers to chat.postMessage are held back while hold is open.
func holdingBack(t *testing.T, s *slacktest.Server, hold <-chan struct{}, held chan<- struct{}) string {
	t.Helper()
	target, err := url.Parse(s.APIURL())
	if err != nil {
		t.Fatal(err)
	}
	target.Path = ""
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ModifyResponse = func(r *http.Response) error {
		if strings.HasSuffix(r.Request.URL.Path, "chat.postMessage") {
			select {
			case held <- struct{}{}:
			default:
			}
			<-hold
		}
		return nil
	}
	front := httptest.NewServer(proxy)
	t.Cleanup(front.Close)
	return front.URL + "/api/"
}

// spawn starts the built program and returns its process.
func spawn(t *testing.T, path string, env ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(path, "serve")
	cmd.Env = append(os.Environ(), env...)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		for lines := bufio.NewScanner(stderr); lines.Scan(); {
			_ = lines.Text() // drained, so that the program never waits for a reader
		}
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return cmd
}

func TestKilledBetweenPostAndSettleTheQuestionStillComesOnce(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, redistest.Options{AOF: true})
	stand := slacktest.New(slacktest.Options{AckWithin: 20 * time.Second})
	t.Cleanup(stand.Close)
	bot, app, _ := stand.Tokens()
	hold, held := make(chan struct{}), make(chan struct{}, 1)
	path := binary(t)
	env := func(api string) []string {
		return []string{
			"REDIS_URL=" + server.URL(), "STUDYBOT_LISTEN=" + freeAddr(t), "SLACK_API_URL=" + api,
			"SLACK_BOT_TOKEN=" + bot, "SLACK_APP_TOKEN=" + app, "SLACK_SIGNING_SECRET=",
		}
	}
	store, err := redis.Open(t.Context(), redis.Settings{URL: server.URL()})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	publishNow(t, store)

	first := spawn(t, path, env(holdingBack(t, stand, hold, held))...)
	select {
	case <-held: // the message is in the channel, and the bot does not know it
	case <-time.After(60 * time.Second):
		t.Fatal("nothing was posted")
	}
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait()
	close(hold)

	spawn(t, path, env(stand.APIURL())...)
	entry := schedule.Entry{Kind: schedule.Question, Subject: studyChannel}.Name()
	past, err := store.Outcomes(t.Context(), "slack:T0STUDY", entry, 1)
	for deadline := time.Now().Add(3 * time.Minute); err == nil && len(past) == 0; { // the killed one's lease must run out
		if time.Now().After(deadline) {
			t.Fatal("the slot was never settled")
		}
		time.Sleep(50 * time.Millisecond)
		past, err = store.Outcomes(t.Context(), "slack:T0STUDY", entry, 1)
	}
	if err != nil {
		t.Fatal(err)
	}
	posts := stand.Messages(studyChannel)
	if len(posts) != 1 {
		t.Fatalf("%d posts in the channel, want 1", len(posts))
	}
	if past[0].Result != schedule.Posted || past[0].Post != posts[0].TS {
		t.Errorf("settled as %s %q, the post is %q", past[0].Result, past[0].Post, posts[0].TS)
	}
}

// publishNow writes a running course whose question is due now.
func publishNow(t *testing.T, store *redis.Store) {
	t.Helper()
	now := time.Now()
	zone := noonZone(now)
	loc, err := schedule.Zone(zone)
	if err != nil {
		t.Fatal(err)
	}
	local := now.In(loc)
	c := study.Course{
		Team: "slack:T0STUDY", Channel: studyChannel, Pack: builtinPack(t).ID, Owner: olga, State: study.Running,
		Timetable: study.Timetable{
			Zone: zone, Post: study.Clock(local.Hour()*60 + local.Minute()), Reveal: 23 * 60,
			Weekdays: study.Weekdays{true, true, true, true, true, true, true},
			Weekly:   (local.Weekday() + 3) % 7, WeeklyAt: 60, Start: study.DayOf(local), Grace: 6 * time.Hour,
		},
	}
	due := schedule.Entry{Kind: schedule.Question, Subject: studyChannel, Due: now}
	if _, err := store.ChangeCourse(t.Context(), c.Team, c.Channel, whole(c, due)); err != nil {
		t.Fatal(err)
	}
}

// whole makes a course what is stored, whatever was.
func whole(c study.Course, agenda ...schedule.Entry) func(*study.Course) ([]schedule.Entry, error) {
	return func(stored *study.Course) ([]schedule.Entry, error) {
		*stored = c
		return agenda, nil
	}
}
