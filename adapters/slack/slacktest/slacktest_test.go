package slacktest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func anyFile(string) bool { return true }

// TestBlocksAreRefused: the stand-in must notice each breach, or the tests that
// lean on it prove nothing.
func TestBlocksAreRefused(t *testing.T) {
	long := func(n int) string { return strings.Repeat("x", n) }
	text := func(n int) string { return `{"type":"plain_text","text":"` + long(n) + `"}` }
	option := func(value string) string { return `{"text":` + text(5) + `,"value":"` + value + `"}` }
	list := func(n int, one string) string { return strings.TrimSuffix(strings.Repeat(one+",", n), ",") }
	actions := func(e string) string { return `[{"type":"actions","elements":[` + e + `]}]` }
	rich := func(e string) string { return `[{"type":"rich_text","elements":[` + e + `]}]` }
	section := func(e string) string { return rich(`{"type":"rich_text_section","elements":[` + e + `]}`) }
	for name, c := range map[string]struct{ good, bad string }{
		"blocks":            {`[` + list(50, `{"type":"divider"}`) + `]`, `[` + list(51, `{"type":"divider"}`) + `]`},
		"header":            {`[{"type":"header","text":` + text(150) + `}]`, `[{"type":"header","text":` + text(151) + `}]`},
		"header surrogates": {`[{"type":"header","text":{"type":"plain_text","text":"` + strings.Repeat("😀", 75) + `"}}]`, `[{"type":"header","text":{"type":"plain_text","text":"` + strings.Repeat("😀", 76) + `"}}]`},
		"header mrkdwn":     {`[{"type":"header","text":` + text(1) + `}]`, `[{"type":"header","text":{"type":"mrkdwn","text":"x"}}]`},
		"section":           {`[{"type":"section","text":` + text(3000) + `}]`, `[{"type":"section","text":` + text(3001) + `}]`},
		"empty text":        {`[{"type":"section","text":` + text(1) + `}]`, `[{"type":"section","text":` + text(0) + `}]`},
		"fields":            {`[{"type":"section","fields":[` + list(10, text(2000)) + `]}]`, `[{"type":"section","fields":[` + list(11, text(1)) + `]}]`},
		"field":             {`[{"type":"section","fields":[` + text(2000) + `]}]`, `[{"type":"section","fields":[` + text(2001) + `]}]`},
		"extra key":         {`[{"type":"divider"}]`, `[{"type":"divider","color":"red"}]`},
		"unknown block":     {`[{"type":"divider"}]`, `[{"type":"fancy"}]`},
		"block ids":         {`[{"type":"divider","block_id":"a"},{"type":"divider","block_id":"b"}]`, `[{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}]`},
		"button":            {actions(`{"type":"button","action_id":"a","text":` + text(75) + `}`), actions(`{"type":"button","action_id":"a","text":` + text(76) + `}`)},
		"button value":      {actions(`{"type":"button","text":` + text(1) + `,"value":"` + long(2000) + `"}`), actions(`{"type":"button","text":` + text(1) + `,"value":"` + long(2001) + `"}`)},
		"button style":      {actions(`{"type":"button","text":` + text(1) + `,"style":"danger"}`), actions(`{"type":"button","text":` + text(1) + `,"style":"default"}`)},
		"action ids":        {actions(`{"type":"button","action_id":"a","text":` + text(1) + `}`), actions(list(2, `{"type":"button","action_id":"a","text":`+text(1)+`}`))},
		"action id":         {actions(`{"type":"button","action_id":"` + long(255) + `","text":` + text(1) + `}`), actions(`{"type":"button","action_id":"` + long(256) + `","text":` + text(1) + `}`)},
		"elements":          {actions(`{"type":"button","text":` + text(1) + `}`), actions(list(26, `{"type":"button","text":`+text(1)+`}`))},
		"options":           {actions(`{"type":"static_select","options":[` + list(100, option("v")) + `]}`), actions(`{"type":"static_select","options":[` + list(101, option("v")) + `]}`)},
		"option value":      {actions(`{"type":"static_select","options":[` + option(long(150)) + `]}`), actions(`{"type":"static_select","options":[` + option(long(151)) + `]}`)},
		"initial option":    {actions(`{"type":"static_select","options":[` + option("v") + `],"initial_option":` + option("v") + `}`), actions(`{"type":"static_select","options":[` + option("v") + `],"initial_option":` + option("w") + `}`)},
		"image alt":         {`[{"type":"image","slack_file":{"id":"F1"},"alt_text":"` + long(2000) + `"}]`, `[{"type":"image","slack_file":{"id":"F1"},"alt_text":""}]`},
		"image source":      {`[{"type":"image","slack_file":{"id":"F1"},"alt_text":"x"}]`, `[{"type":"image","slack_file":{"id":"F1"},"image_url":"https://x","alt_text":"x"}]`},
		"rich text":         {section(`{"type":"text","text":"` + long(3000) + `"}`), section(`{"type":"text","text":"` + long(3001) + `"}`)},
		"rich empty":        {section(`{"type":"text","text":"x"}`), section(`{"type":"text","text":""}`)},
		"rich nothing":      {section(`{"type":"text","text":"x"}`), section(``)},
		"rich date":         {section(`{"type":"date","timestamp":1,"format":"{date}"}`), section(`{"type":"date","timestamp":"1","format":"{date}"}`)},
		"rich list":         {rich(`{"type":"rich_text_list","style":"bullet","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x"}]}]}`), rich(`{"type":"rich_text_list","style":"dots","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x"}]}]}`)},
		"rich style":        {section(`{"type":"text","text":"x","style":{"bold":true}}`), section(`{"type":"text","text":"x","style":{"loud":true}}`)},
		"input":             {`[{"type":"divider"}]`, `[{"type":"input","label":` + text(1) + `,"element":{"type":"plain_text_input"}}]`},
		"context":           {`[{"type":"context","elements":[` + list(10, text(1)) + `]}]`, `[{"type":"context","elements":[` + list(11, text(1)) + `]}]`},
		"no list":           {`[]`, `{}`},
	} {
		if errs := Blocks([]byte(c.good), anyFile); len(errs) > 0 {
			t.Errorf("%s: refused although it is right: %q", name, errs)
		}
		if errs := Blocks([]byte(c.bad), anyFile); len(errs) == 0 {
			t.Errorf("%s: taken although it is wrong", name)
		}
	}
	if errs := Blocks([]byte(`[{"type":"image","slack_file":{"id":"F1"},"alt_text":"x"}]`), func(string) bool { return false }); len(errs) == 0 {
		t.Error("an unknown file is taken")
	}
	modal := func(title int, metadata, extra string) string {
		return `{"type":"modal","title":` + text(title) + `,"submit":` + text(24) + `,"private_metadata":"` + metadata + `","blocks":[{"type":"input","block_id":"a","label":` + text(10) + `,"element":{"type":"plain_text_input","action_id":"v"` + extra + `}}]}`
	}
	for name, c := range map[string]struct{ good, bad string }{
		"title":         {modal(24, "", ""), modal(25, "", "")},
		"metadata":      {modal(1, long(3000), ""), modal(1, long(3001), "")},
		"max length":    {modal(1, "", `,"max_length":3000`), modal(1, "", `,"max_length":3001`)},
		"initial value": {modal(1, "", `,"max_length":3,"initial_value":"abc"`), modal(1, "", `,"max_length":3,"initial_value":"abcd"`)},
		"no submit":     {modal(1, "", ""), strings.Replace(modal(1, "", ""), `"submit"`, `"close"`, 1)},
	} {
		if errs := ModalView([]byte(c.good)); len(errs) > 0 {
			t.Errorf("%s: refused although it is right: %q", name, errs)
		}
		if errs := ModalView([]byte(c.bad)); len(errs) == 0 {
			t.Errorf("%s: taken although it is wrong", name)
		}
	}
}

func call(t *testing.T, s *Server, method string, v url.Values) (int, map[string]any, http.Header) {
	t.Helper()
	if v.Get("token") == "" {
		v.Set("token", "xoxb-test-token")
	}
	resp, err := http.PostForm(s.APIURL()+method, v)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	_ = json.Unmarshal(data, &out) // an HTML page stays nil
	return resp.StatusCode, out, resp.Header
}

func TestRateFaultsAndTokens(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	say := url.Values{"channel": {"C0STUDY"}, "text": {"x"}}
	s.Limit(Rate{PerSecond: 0.001, Burst: 2})
	for range 2 {
		if _, a, _ := call(t, s, "chat.postMessage", say); a["ok"] != true {
			t.Errorf("inside the burst: %v", a)
		}
	}
	for range 2 {
		status, a, h := call(t, s, "chat.postMessage", say)
		if status != 429 || a["error"] != "ratelimited" || h.Get("Retry-After") != "1000" {
			t.Errorf("over the rate: %d %v, Retry-After %q", status, a, h.Get("Retry-After"))
		}
	}
	if c := s.Counts(); c.Posts != 2 || c.Limited != 2 || c.Early != 1 || c.Requests != 4 {
		t.Errorf("counts: %+v", c)
	}
	s.Limit(Rate{PerSecond: 1000, Burst: 1000, PerChannel: true})
	if _, a, _ := call(t, s, "chat.postMessage", say); a["ok"] != true {
		t.Errorf("the first in a channel: %v", a)
	}
	if status, _, _ := call(t, s, "chat.postMessage", say); status != 429 {
		t.Errorf("the second within a second: %d", status)
	}
	s.Limit(Rate{})
	s.SetFaults(Faults{Error500: 1})
	if status, a, _ := call(t, s, "chat.postMessage", say); status != 500 || a != nil {
		t.Errorf("a bad day: %d %v", status, a)
	}
	s.SetFaults(Faults{Cut: 1})
	before := s.Counts().Posts
	if _, err := http.PostForm(s.APIURL()+"chat.postMessage", say); err == nil || s.Counts().Posts != before+1 {
		t.Errorf("a cut answer: %v, %d posts", err, s.Counts().Posts-before)
	}
	s.SetFaults(Faults{})
	for name, c := range map[string]struct {
		method string
		args   url.Values
		want   string
	}{
		"wrong token":    {"chat.postMessage", url.Values{"token": {"xoxb-other"}}, "invalid_auth"},
		"no channel":     {"chat.postMessage", url.Values{"channel": {"C9"}, "text": {"x"}}, "channel_not_found"},
		"no text":        {"chat.postMessage", url.Values{"channel": {"C0STUDY"}}, "no_text"},
		"bad blocks":     {"chat.postMessage", url.Values{"channel": {"C0STUDY"}, "blocks": {`[{"type":"x"}]`}}, "invalid_blocks"},
		"bad metadata":   {"chat.postMessage", url.Values{"channel": {"C0STUDY"}, "text": {"x"}, "metadata": {`{"event_type":"a b"}`}}, "invalid_metadata_format"},
		"no trigger":     {"views.open", url.Values{"trigger_id": {"t"}, "view": {"{}"}}, "invalid_trigger_id"},
		"no message":     {"chat.update", url.Values{"channel": {"C0STUDY"}, "ts": {"1.1"}, "text": {"x"}}, "message_not_found"},
		"unknown method": {"chat.shout", url.Values{}, "unknown_method"},
		"app token":      {"apps.connections.open", url.Values{"token": {"xoxb-test-token"}}, "invalid_auth"},
	} {
		if _, a, _ := call(t, s, c.method, c.args); a["error"] != c.want {
			t.Errorf("%s: %v, want %s", name, a, c.want)
		}
	}
}

func TestNobodyAnswers(t *testing.T) {
	s := New(Options{AckWithin: time.Millisecond})
	defer s.Close()
	if err := s.SlashCommand("U0ANN", "C0STUDY", "score"); err == nil {
		t.Error("a command without a bot succeeds")
	}
	s.SendTo("http://127.0.0.1:1")
	if err := s.OpenHome("U0ANN"); err == nil {
		t.Error("an event without a bot succeeds")
	}
	if c := s.Counts(); c.Missed != 2 {
		t.Errorf("counts: %+v", c)
	}
	m := Message{Text: "<!here> @x", LinkNames: true, Blocks: []map[string]any{
		{"type": "section", "text": map[string]any{"type": "mrkdwn", "text": "<@U1>"}},
		{"type": "rich_text", "elements": []any{map[string]any{"type": "rich_text_section", "elements": []any{map[string]any{"type": "user", "user_id": "U1"}}}}},
	}}
	if n := m.Pings(); n != 4 {
		t.Errorf("%d pings were counted, want 4", n)
	}
}
