package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"studybot/adapters/charts"
	"studybot/adapters/redis"
	"studybot/adapters/redis/redistest"
	"studybot/adapters/slack"
	"studybot/adapters/slack/slacktest"
	"studybot/bot"
	"studybot/bot/chat"
	"studybot/bot/deliver"
	"studybot/bot/schedule"
	"studybot/bot/study"
	"studybot/cmd/studybot/arrivals"
)

// The clicks: how many go at once, how many make a measurement, how often the
// three kinds take turns. Taking turns lets the machine's moods hit all alike.
const (
	benchFlight = 32
	benchClicks = 12_000
	benchTurns  = 5
	benchPeople = 1000
	benchRounds = benchTurns * benchClicks / benchPeople // so that every click is a first answer
	benchSecret = "a-secret-for-the-benchmark"
)

// wired is the whole bot on Slack and a real Redis, without its listener.
type wired struct {
	store *redis.Store
	slack *slack.Platform
	bot   *bot.Bot
}

// wire puts the bot together; api is where its calls of Slack go.
func wire(b *testing.B, api string) *wired {
	b.Helper()
	log := slog.New(slog.DiscardHandler)
	store, err := redis.Open(b.Context(), redis.Settings{URL: redistest.Start(b, redistest.Options{}).URL()})
	if err != nil {
		b.Fatal(err)
	}
	platform, err := slack.New(slack.Settings{BotToken: "xoxb-test-token", SigningSecret: benchSecret, APIURL: api}, log)
	if err != nil {
		b.Fatal(err)
	}
	packs, err := arrivals.Open("", log)
	if err != nil {
		b.Fatal(err)
	}
	w := &wired{store: store, slack: platform, bot: bot.New(bot.Config{
		Store: store, Packs: packs.Shelf(), Platforms: []chat.Platform{platform}, Charts: charts.New(), Zone: "UTC", Now: time.Now, Log: log,
	})}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- platform.Serve(ctx, w.bot.Handle) }()
	b.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			b.Error(err)
		}
		w.bot.Close()
		_ = store.Close()
	})
	return w
}

// obliging answers every call of Slack's Web API at once.
func obliging(b *testing.B) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"ok":true,"team_id":"T0STUDY","user_id":"U0BOT","bot_id":"B0BOT","channel":"C0STUDY","ts":"1772440199.000100"}`)
	}))
	b.Cleanup(s.Close)
	return s.URL + "/api/"
}

// signed is a click as Slack sends it.
type signed struct {
	body   []byte
	header http.Header
}

// pressed makes n clicks on rating buttons: every one a member's first in a round,
// with the question's message echoed as Slack does.
func pressed(b *testing.B, api string, rounds []study.Round, from, n int) []signed {
	b.Helper()
	echoed, err := json.Marshal(strings.Repeat("a question and its options, as they stand on the card. ", 80))
	if err != nil {
		b.Fatal(err)
	}
	all := make([]signed, n)
	for i := range all {
		r := rounds[(from+i)/benchPeople%len(rounds)]
		person := (from + i) % benchPeople
		if from >= benchTurns*benchClicks { // not one of those that are counted
			person = benchPeople
		}
		path := fmt.Sprintf("rate/%s/%s/%s/%s/%d", r.Pack, r.Course, strings.ReplaceAll(string(r.Day), "-", ""), r.Question, 1+i%5)
		payload := fmt.Sprintf(`{"type":"block_actions","trigger_id":"t.%d","response_url":"%sresponse","team":{"id":"T0STUDY"},`+
			`"user":{"id":"U%07d","team_id":"T0STUDY"},"channel":{"id":"C0STUDY","name":"study"},"container":{"type":"message","message_ts":"1.2","channel_id":"C0STUDY","is_ephemeral":true},`+
			`"message":{"text":%s,"blocks":[]},"actions":[{"type":"button","action_id":"b0","value":"%s","action_ts":"%d.%06d"}]}`,
			from+i, strings.TrimSuffix(api, "api/"), person, echoed, path, time.Now().Unix(), i%1_000_000)
		all[i].body = []byte(url.Values{"payload": {payload}}.Encode())
		all[i].header = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
		slacktest.Sign(all[i].header, benchSecret, time.Now(), all[i].body)
	}
	return all
}

// verifyOnly checks the same signature and does nothing else.
func verifyOnly(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	mac := hmac.New(sha256.New, []byte(benchSecret))
	fmt.Fprintf(mac, "v0:%s:", r.Header.Get("X-Slack-Request-Timestamp"))
	mac.Write(body)
	if err != nil || !hmac.Equal([]byte("v0="+hex.EncodeToString(mac.Sum(nil))), []byte(r.Header.Get("X-Slack-Signature"))) {
		http.Error(w, "no", http.StatusUnauthorized)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// measured is one kind's turn.
type measured struct {
	perSecond float64
	p99       time.Duration
}

// inFlight does n pieces of work, benchFlight at once.
func inFlight(b *testing.B, n int, do func(i int) error) measured {
	b.Helper()
	took := make([]time.Duration, n)
	var next atomic.Int64
	var once sync.Once
	var failed error
	var work sync.WaitGroup
	begin := time.Now()
	for range benchFlight {
		work.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				at := time.Now()
				if err := do(i); err != nil {
					once.Do(func() { failed = err })
				}
				took[i] = time.Since(at)
			}
		})
	}
	work.Wait()
	if failed != nil {
		b.Fatal(failed)
	}
	slices.Sort(took)
	return measured{float64(n) / time.Since(begin).Seconds(), took[n*99/100]}
}

// BenchmarkWholeClick measures a signed click over HTTP until the rating is stored
// and acknowledged, beside a handler that only checks the same signature, and
// beside the same writes sent bare to the same Redis.
func BenchmarkWholeClick(b *testing.B) {
	api := obliging(b)
	w := wire(b, api)
	rounds := openRounds(b, w)
	whole := httptest.NewServer(w.slack.Routes()["/slack/interactions"])
	defer whole.Close()
	verify := httptest.NewServer(http.HandlerFunc(verifyOnly))
	defer verify.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: benchFlight}}
	defer client.CloseIdleConnections()
	awaitAnswer(b, client, whole.URL, pressed(b, api, rounds, 90_000_000, 1)[0])

	send := func(base string, c signed) error {
		req, err := http.NewRequest(http.MethodPost, base+"/slack/interactions", bytes.NewReader(c.body))
		if err != nil {
			return err
		}
		req.Header = c.header
		resp, err := client.Do(req)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		_, _ = io.Copy(io.Discard, resp.Body) // so that the connection is used again
		if resp.StatusCode != http.StatusOK {
			return fmt.Errorf("answered %d", resp.StatusCode)
		}
		return nil
	}
	var ofVerify, ofBare, rate, p99 []float64
	for b.Loop() {
		for turn := range benchTurns {
			clicks := pressed(b, api, rounds, turn*benchClicks, benchClicks)
			ours := inFlight(b, benchClicks, func(i int) error { return send(whole.URL, clicks[i]) })
			theirs := inFlight(b, benchClicks, func(i int) error { return send(verify.URL, clicks[i]) })
			bare := inFlight(b, benchClicks, func(i int) error { return bareWrites(w.store, turn*benchClicks+i) })
			rate, p99 = append(rate, ours.perSecond), append(p99, float64(ours.p99.Microseconds())/1000)
			ofVerify, ofBare = append(ofVerify, ours.perSecond/theirs.perSecond), append(ofBare, ours.perSecond/bare.perSecond)
		}
		stored(b, w, rounds)
	}
	b.ReportMetric(median(rate), "clicks/s")
	b.ReportMetric(median(p99), "p99-ms")
	b.ReportMetric(median(ofVerify), "of-verify-only")
	b.ReportMetric(median(ofBare), "of-bare-writes")
}

// openRounds gives the course so many questions that every click can be a first answer.
func openRounds(b *testing.B, w *wired) []study.Round {
	b.Helper()
	pack := w.bot.Packs.All()[0]
	course := study.Course{Team: "slack:T0STUDY", Channel: studyChannel, Pack: pack.ID, State: study.Running, Timetable: study.Timetable{Zone: "UTC", Weekdays: study.Workdays()}}
	if _, err := w.store.ChangeCourse(b.Context(), course.Team, course.Channel, whole(course)); err != nil {
		b.Fatal(err)
	}
	day := study.DayOf(time.Now()).Add(-benchRounds)
	open := slices.DeleteFunc(slices.Clone(pack.Questions), func(q study.Question) bool { return q.Format.Keyed() })
	var rounds []study.Round
	for i := range benchRounds {
		q := open[i%len(open)]
		r, err := w.store.OpenRound(b.Context(), study.Round{Team: course.Team, Course: studyChannel, Day: day.Add(i), Pack: pack.ID, Question: q.ID, Asked: time.Now()})
		if err != nil {
			b.Fatal(err)
		}
		rounds = append(rounds, r)
	}
	return rounds
}

// awaitAnswer repeats a click until the platform is being served.
func awaitAnswer(b *testing.B, client *http.Client, base string, c signed) {
	b.Helper()
	for range 500 {
		req, err := http.NewRequest(http.MethodPost, base+"/slack/interactions", bytes.NewReader(c.body))
		if err != nil {
			b.Fatal(err)
		}
		req.Header = c.header
		if resp, err := client.Do(req); err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	b.Fatal("the platform was never served")
}

// bareWrites are a rating's writes without a decision, in one transaction.
func bareWrites(s *redis.Store, i int) error {
	ctx, tag, member := context.Background(), "bare:{slack:T0STUDY}:", fmt.Sprintf("U%07d", i%benchPeople)
	p := s.Client().TxPipeline()
	p.HSetNX(ctx, tag+"people", member, i)
	p.SetRange(ctx, fmt.Sprintf("%svotes:%d", tag, i/benchPeople), int64(i%benchPeople), "\x03")
	p.Append(ctx, tag+"log:"+member, "0123456789abcd")
	p.SAdd(ctx, tag+"course", member)
	_, err := p.Exec(ctx)
	return err
}

// stored fails unless every click counted.
func stored(b *testing.B, w *wired, rounds []study.Round) {
	b.Helper()
	n := 0
	for _, r := range rounds {
		tally, err := w.store.Tally(b.Context(), r.Team, r.Course, r.Day)
		if err != nil {
			b.Fatal(err)
		}
		n += tally.Answered()
	}
	if want := benchTurns*benchClicks + 1; n != want {
		b.Fatalf("%d ratings are stored, want %d", n, want)
	}
}

func median(v []float64) float64 {
	v = slices.Sorted(slices.Values(v))
	return v[len(v)/2]
}

// BenchmarkFanOut posts the daily question to 1,000 channels of one workspace that
// are all due at once, against a stand-in with a limit that the bot does not know:
// 5 posts a second after a burst of 20. The ideal time is (1,000 - 20) / 5 = 196 s.
func BenchmarkFanOut(b *testing.B) {
	const channels, perSecond, burst = 1000, 5, 20
	ideal := time.Duration(float64(channels-burst) / perSecond * float64(time.Second))
	for b.Loop() {
		var names []string
		for i := range channels {
			names = append(names, fmt.Sprintf("C%09d", i))
		}
		stand := slacktest.New(slacktest.Options{Channels: names, SigningSecret: benchSecret, EventsURL: "http://127.0.0.1:1"})
		stand.Limit(slacktest.Rate{PerSecond: perSecond, Burst: burst})
		w := wire(b, stand.APIURL())
		now := time.Now()
		for _, name := range names {
			c := demoCourse(noonZone(now), w.bot.Packs.All()[0].ID, now)
			c.Team, c.Channel = "slack:T0STUDY", name
			loc, err := schedule.Zone(c.Timetable.Zone)
			if err != nil {
				b.Fatal(err)
			}
			local := now.In(loc)
			c.Timetable.Post, c.Timetable.Start = study.Clock(local.Hour()*60+local.Minute()), study.DayOf(local)
			c.Timetable.Weekdays = study.Weekdays{true, true, true, true, true, true, true}
			if _, err := w.store.ChangeCourse(b.Context(), c.Team, name, whole(c, schedule.Entry{Kind: schedule.Question, Subject: name, Due: now})); err != nil {
				b.Fatal(err)
			}
		}
		engine := deliver.New(deliver.Config{
			Agenda: w.store, Ledger: w.store, Work: w.bot, Senders: []deliver.Sender{w.slack}, Now: time.Now,
			Log: slog.New(slog.DiscardHandler), Worker: "bench",
		})
		begin := time.Now()
		for stand.Counts().Posts < channels {
			if time.Since(begin) > 4*ideal {
				b.Fatalf("%d posts after %s", stand.Counts().Posts, time.Since(begin))
			}
			if err := engine.Deliver(b.Context(), "slack:T0STUDY"); err != nil {
				b.Fatal(err)
			}
			time.Sleep(50 * time.Millisecond)
		}
		took, counts := time.Since(begin), stand.Counts()
		b.ReportMetric(took.Seconds()/ideal.Seconds(), "of-ideal")
		b.ReportMetric(float64(counts.Limited)/channels, "wasted/post")
		b.ReportMetric(float64(counts.Early), "early")
		b.ReportMetric(float64(counts.Posts)/channels, "posts/channel")
		stand.Close()
	}
}

// BenchmarkMember draws one member's score, with both pictures, and the plan.
func BenchmarkMember(b *testing.B) {
	w := wire(b, obliging(b))
	openRounds(b, w)
	who := study.Who{Team: "slack:T0STUDY", Pack: w.bot.Packs.All()[0].ID, Member: "U1"}
	ratings := map[string]int{}
	for i, a := range w.bot.Packs.All()[0].Areas {
		ratings[a.ID] = 1 + i%5
	}
	if _, err := w.store.SaveDraft(b.Context(), who, ratings, nil); err != nil {
		b.Fatal(err)
	}
	if _, err := w.store.FinishDraft(b.Context(), who, time.Now()); err != nil {
		b.Fatal(err)
	}
	for _, verb := range []string{"score", "plan"} {
		b.Run(verb, func(b *testing.B) {
			for b.Loop() {
				r := w.bot.Handle(b.Context(), chat.Event{Team: who.Team, Channel: studyChannel, Member: "U1", At: time.Now(), Action: chat.Do(verb)})
				if r.Private == nil || len(r.Private.Body) == 0 {
					b.Fatalf("%s was not answered: %+v", verb, r)
				}
			}
		})
	}
}
