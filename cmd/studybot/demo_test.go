package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"studybot/adapters/web/webtest"
	"studybot/bot/chat"
	"studybot/bot/chat/chattest"
)

// playing starts `studybot demo` in this process and returns the page's address.
func playing(t *testing.T) string {
	t.Helper()
	out := &lockedBuffer{}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan int, 1)
	go func() { done <- run(ctx, []string{"demo", "--addr", "127.0.0.1:0"}, out, out) }()
	t.Cleanup(sync.OnceFunc(func() {
		cancel()
		select {
		case code := <-done:
			if code != 0 {
				t.Errorf("the demo ended with %d: %s", code, out)
			}
		case <-time.After(30 * time.Second):
			t.Error("the demo did not end")
		}
	}))
	address := regexp.MustCompile(`http://127\.0\.0\.1:\d+/`)
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if url := address.FindString(out.String()); url != "" {
			return url
		}
	}
	t.Fatalf("the demo never told its address: %s", out)
	return ""
}

// page reads what the person's page shows, until it shows what is waited for.
func page(t *testing.T, url, person string, until func(string) bool) string {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"api/state?as="+person, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if until(string(got)) {
			return string(got)
		}
		if time.Now().After(deadline) {
			t.Fatalf("the page (%d) never showed it: %.3000s", resp.StatusCode, got)
		}
	}
}

// move presses a button of the clock.
func move(t *testing.T, url, step string) {
	t.Helper()
	body, err := json.Marshal(map[string]string{"step": step})
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"api/clock", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	said, _ := io.ReadAll(resp.Body)
	if resp.StatusCode >= 300 {
		t.Fatalf("the clock answered %d: %s", resp.StatusCode, said)
	}
}

func TestTheDemoOpensWithAQuestionAndRunsTheWholeCourse(t *testing.T) {
	url := playing(t)
	page(t, url, "ada", func(s string) bool { return strings.Contains(s, "Day 32 · Project: ML Model + Feature Store") })
	for range 3 {
		move(t, url, "week")
	}
	seen := page(t, url, "ada", func(s string) bool { return strings.Contains(s, "Day 39 · ") })
	for _, day := range []int{32, 33, 35, 36, 37, 39} { // nobody answers, so the most urgent take turns
		if !strings.Contains(seen, fmt.Sprintf("Day %d · ", day)) {
			t.Errorf("day %d was not asked", day)
		}
	}
	if !strings.Contains(seen, "The week in this channel") {
		t.Error("the weekly reminder did not come")
	}
}

// TestTheDemoTakesAQuizAndServesIt: a file in the private conversation, a press on
// Publish, and the channel can choose it.
func TestTheDemoTakesAQuizAndServesIt(t *testing.T) {
	url := playing(t)
	page(t, url, "olga", func(s string) bool { return strings.Contains(s, "Day 32 · Project: ML Model + Feature Store") })
	olga := webtest.NewScene(url, chattest.Stage{Channel: demoChannel})
	ada := webtest.NewScene(url, chattest.Stage{Channel: demoChannel})
	if err := ada.Give("ada", sample("quiz.md", sampleQuiz)); err != nil {
		t.Fatal(err)
	}
	page(t, url, "ada", func(s string) bool { return strings.Contains(s, "owners of a running study channel") })
	if err := olga.Give("olga", sample("git-basics.md", sampleQuiz)); err != nil {
		t.Fatal(err)
	}
	page(t, url, "olga", func(s string) bool { return strings.Contains(s, "This is what I found") })
	if err := olga.Press("olga", "Publish", ""); err != nil {
		t.Fatal(err)
	}
	page(t, url, "olga", func(s string) bool { return strings.Contains(s, "Published as “Git") })
	if err := olga.Type("olga", "setup", false); err != nil {
		t.Fatal(err)
	}
	if err := olga.Press("olga", "Pack, days, holidays", ""); err != nil {
		t.Fatal(err)
	}
	form := olga.Look("olga").Form
	if form == nil || !slices.ContainsFunc(form.Shown["pack"].Options, func(o chat.Option) bool { return o.Value == "git-basics" }) {
		t.Errorf("setup does not offer the pack: %+v", form)
	}
}
