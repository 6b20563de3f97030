package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"studybot/bot/chat"
)

// pressed is a click as Discord sends it, with the message that was clicked.
func pressed(id, member string, components []byte) string {
	message := fmt.Sprintf(`{"id":%q,"flags":32768,"components":%s}`, postID, components)
	return strings.ReplaceAll(payload(3, id, guildID, `{"custom_id":"rate/c1/4","component_type":2}`, message), annID, member)
}

// BenchmarkClick measures a signed click over HTTP, 32 in flight, through the
// adapter with a handler that answers in a sentence, beside a handler that only
// checks the same signature. The ratio of the two is what the adapter costs; run it
// with -benchtime=20000x or more.
func BenchmarkClick(b *testing.B) {
	p, key := answering(b, io.Discard, func(context.Context, chat.Event) chat.Reply { return chat.Reply{Private: note("Saved: 4")} })
	verify := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil || p.forged(p.settings.key(), r.Header, body) != "" {
			http.Error(w, "no", http.StatusUnauthorized)
			return
		}
		w.WriteHeader(http.StatusOK)
	})
	components, err := json.Marshal(draw(sampleCards()["question"], frame{}).components)
	if err != nil {
		b.Fatal(err)
	}
	begun, made := time.Now().Add(-time.Hour), 0
	var rates [2]float64
	for i, c := range []struct {
		name    string
		handler http.Handler
	}{{"adapter", p.Routes()["/discord/interactions"]}, {"verify-only", verify}} {
		b.Run(c.name, func(b *testing.B) {
			s := httptest.NewServer(c.handler)
			defer s.Close()
			client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 32}}
			defer client.CloseIdleConnections()
			// Signed before the clock starts: Discord does that, not this machine.
			type signed struct {
				body   string
				header http.Header
			}
			all := make([]signed, b.N)
			now := time.Now()
			for i := range all {
				made++ // a click that comes twice is answered once
				all[i].body = pressed(snowflake(begun.Add(time.Duration(made)*time.Millisecond)), fmt.Sprint(1300000000000000000+i%1000), components)
				all[i].header = signedRequest(key, now, all[i].body).Header
			}
			var next, bad atomic.Int64
			b.SetParallelism(max(1, 32/runtime.GOMAXPROCS(0)))
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					c := all[next.Add(1)-1]
					req, err := http.NewRequest(http.MethodPost, s.URL+"/discord/interactions", strings.NewReader(c.body))
					if err != nil {
						bad.Add(1)
						continue
					}
					req.Header = c.header
					resp, err := client.Do(req)
					if err != nil {
						bad.Add(1)
						continue
					}
					_, _ = io.Copy(io.Discard, resp.Body) // so that the connection is used again
					_ = resp.Body.Close()
					if resp.StatusCode != http.StatusOK {
						bad.Add(1)
					}
				}
			})
			b.StopTimer()
			if bad.Load() > 0 {
				b.Fatalf("%d of %d clicks failed", bad.Load(), b.N)
			}
			rates[i] = float64(b.N) / b.Elapsed().Seconds()
			b.ReportMetric(rates[i], "clicks/s")
		})
	}
	if rates[1] > 0 {
		b.Run("ratio", func(b *testing.B) { b.ReportMetric(rates[0]/rates[1], "adapter/verify") })
	}
}

// TestClicksLeaveNothingBehind: the answer to a click over the gateway goes to an
// address of its own, and so does each follow-up; none of them is remembered.
func TestClicksLeaveNothingBehind(t *testing.T) {
	var requests atomic.Int64
	p := onReplies(t, func(*http.Request) (*http.Response, error) {
		requests.Add(1)
		return reply(200, "{}")
	})
	s := sessionOf(p, func(context.Context, chat.Event) chat.Reply {
		return chat.Reply{Private: note("Saved: 4")}
	})
	p.live.Store(s)
	components, err := json.Marshal(draw(sampleCards()["question"], frame{mark: leastMark}).components)
	check(t, "draw", err)
	clicks := 0
	click := func(n int) {
		begun := time.Now().Add(-time.Hour)
		for range n {
			clicks++
			id := snowflake(begun.Add(time.Duration(clicks) * time.Millisecond))
			data := strings.Replace(pressed(id, fmt.Sprint(1300000000000000000+clicks%500), components), "tok-en_1", "token-"+id, 1)
			s.take("INTERACTION_CREATE", []byte(data), false)
			for requests.Load() < int64(clicks) { // one after the other: the door is bounded
				runtime.Gosched()
			}
		}
	}
	heap := func() uint64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	click(2000) // what is remembered within its bounds is full of them
	before := heap()
	click(20_000)
	if after := heap(); after > before+10<<20 {
		t.Errorf("20,000 clicks grew the heap by %d KiB", (after-before)>>10)
	}
	p.turns.Range(func(name, _ any) bool {
		t.Errorf("%v has a bucket", name)
		return true
	})
	s.door.Drain()
}
