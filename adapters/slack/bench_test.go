package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"studybot/adapters/slack/slacktest"
	"studybot/bot/chat"
)

// BenchmarkClick measures a signed click over HTTP, 32 in flight, through the
// adapter with a handler that does nothing, beside a handler that only checks the
// same signature. The ratio of the two is what the adapter costs; run it with
// -benchtime=20000x or more.
func BenchmarkClick(b *testing.B) {
	p := overHTTP(b, quietLog(), func(context.Context, chat.Event) chat.Reply { return chat.Reply{} })
	verify := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil || p.forged(r.Header, body) != "" {
			http.Error(w, "no", http.StatusUnauthorized)
			return
		}
		w.WriteHeader(http.StatusOK)
	})
	var rates [2]float64
	for i, c := range []struct {
		name    string
		handler http.Handler
	}{{"adapter", p.Routes()["/slack/interactions"]}, {"verify-only", verify}} {
		b.Run(c.name, func(b *testing.B) { rates[i] = clicks(b, c.handler) })
	}
	if rates[1] > 0 {
		b.Run("ratio", func(b *testing.B) { b.ReportMetric(rates[0]/rates[1], "adapter/verify") })
	}
}

func clicks(b *testing.B, h http.Handler) float64 {
	s := httptest.NewServer(h)
	defer s.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 32}}
	defer client.CloseIdleConnections()
	m := examples()["question"].(chat.Message)
	blocks, err := json.Marshal(draw(m, nil).blocks)
	if err != nil {
		b.Fatal(err)
	}
	// Signed before the clock starts: a member's Slack does that, not this machine.
	type signed struct {
		body   []byte
		header http.Header
	}
	all := make([]signed, b.N)
	for i := range all {
		payload := fmt.Sprintf(`{"type":"block_actions","trigger_id":"t%d.%d","response_url":"https://hooks.slack.com/a","team":{"id":"T0STUDY"},`+
			`"user":{"id":"U%04d","team_id":"T0STUDY"},"channel":{"id":"C0STUDY","name":"study"},"container":{"type":"message","message_ts":"1.2","channel_id":"C0STUDY"},`+
			`"message":{"text":"x","blocks":%s},"actions":[{"type":"button","action_id":"b0","value":"rate/c1/4","action_ts":"1772440199.250000"}]}`, b.N, i, i%1000, blocks)
		all[i].body = []byte(url.Values{"payload": {payload}}.Encode())
		all[i].header = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
		slacktest.Sign(all[i].header, secret, time.Now(), all[i].body)
	}
	var next, bad atomic.Int64
	b.SetParallelism(max(1, 32/runtime.GOMAXPROCS(0)))
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			c := all[next.Add(1)-1]
			req, err := http.NewRequest(http.MethodPost, s.URL+"/slack/interactions", bytes.NewReader(c.body))
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
	rate := float64(b.N) / b.Elapsed().Seconds()
	b.ReportMetric(rate, "clicks/s")
	return rate
}
