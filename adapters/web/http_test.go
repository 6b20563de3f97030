package web_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"studybot/adapters/web"
	"studybot/adapters/web/webtest"
	"studybot/bot/chat"
)

// request sends something to the playground as it is, and returns the answer.
func request(t *testing.T, method, url, body string, header map[string]string) (int, string) {
	t.Helper()
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range header {
		if name == "Host" {
			req.Host = value
		}
		req.Header.Set(name, value)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(data)
}

func TestOnlyThisMachine(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":0", "192.168.1.5:0", "example.org:80", "[::]:0", "nonsense"} {
		s := settings(newStoryClock(t), io.Discard)
		s.Addr = addr
		p, err := web.New(s)
		if err == nil {
			p.Close()
			t.Errorf("it listens on %s", addr)
		} else if !strings.Contains(err.Error(), web.DefaultAddr) {
			t.Errorf("the error for %s does not say what to use: %v", addr, err)
		}
	}
}

func TestBusyPort(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	s := settings(newStoryClock(t), io.Discard)
	s.Addr = taken.Addr().String()
	p, err := web.New(s)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if strings.Contains(p.URL(), taken.Addr().String()) || !strings.HasPrefix(p.URL(), "http://127.0.0.1:") {
		t.Errorf("it says it listens on %s", p.URL())
	}
}

func TestBadSettings(t *testing.T) {
	good := settings(newStoryClock(t), io.Discard)
	for name, spoil := range map[string]func(*web.Settings){
		"no clock":        func(s *web.Settings) { s.Clock = nil },
		"no log":          func(s *web.Settings) { s.Log = nil },
		"nobody":          func(s *web.Settings) { s.People = nil },
		"no channel":      func(s *web.Settings) { s.Channels = nil },
		"an odd id":       func(s *web.Settings) { s.People = []web.Person{{ID: "a/b", Name: "A"}} },
		"the same id":     func(s *web.Settings) { s.Channels = []web.Channel{{ID: "a", Name: "A"}, {ID: "a", Name: "B"}} },
		"an odd command":  func(s *web.Settings) { s.Commands = []chat.Command{{Name: "Say it"}} },
		"a nameless user": func(s *web.Settings) { s.People = []web.Person{{ID: "a"}} },
	} {
		s := good
		spoil(&s)
		if p, err := web.New(s); err == nil {
			p.Close()
			t.Errorf("%s is accepted", name)
		}
	}
}

func TestFilesAreBounded(t *testing.T) {
	s := newStory(t)
	file := func(n int) []chat.File { return []chat.File{{Name: "quiz.md", Data: make([]byte, n)}} }
	for name, c := range map[string]struct {
		as, place string
		files     []chat.File
		want      int
	}{
		"the largest":            {"ada", "dm:ada", file(chat.MaxFile), 200},
		"a byte more":            {"ada", "dm:ada", file(chat.MaxFile + 1), 413},
		"far more":               {"ada", "dm:ada", file(6 * chat.MaxFile), 413},
		"too many":               {"ada", "dm:ada", make([]chat.File, chat.MaxFiles+1), 413},
		"none":                   {"ada", "dm:ada", nil, 400},
		"a channel":              {"ada", "study", file(1), 409},
		"another's conversation": {"bob", "dm:ada", file(1), 409},
		"nobody":                 {"eve", "dm:eve", file(1), 404},
		"a long name":            {strings.Repeat("a", 200), "dm:ada", file(1), 413},
	} {
		t.Run(name, func(t *testing.T) {
			got, status, err := webtest.Give(s.URL(), c.as, c.place, c.files)
			if err != nil || status != c.want || (status != 200 && got.Problem == "") {
				t.Errorf("%d %q: %v", status, got.Problem, err)
			}
		})
	}
	for _, body := range []string{"--x\r\nnonsense", "--x\r\nContent-Disposition: form-data; name=\"admin\"\r\n\r\n1\r\n--x--"} {
		if status, _ := request(t, "POST", s.URL()+"api/files", body, map[string]string{"Content-Type": "multipart/form-data; boundary=x"}); status != 400 {
			t.Errorf("%q is answered with %d", body, status)
		}
	}
	if status, _ := request(t, "POST", s.URL()+"api/files", "{}", map[string]string{"Content-Type": "application/json"}); status != 415 {
		t.Errorf("JSON is answered with %d", status)
	}
}

func TestStrangersAreRefused(t *testing.T) {
	s := newStory(t)
	command := `{"as":"ada","place":"study","text":"help"}`
	json := map[string]string{"Content-Type": "application/json"}
	with := func(name, value string) map[string]string {
		return map[string]string{"Content-Type": "application/json", name: value}
	}
	for _, c := range []struct {
		name, method, path, body string
		header                   map[string]string
		want                     int
	}{
		{"another host's name", "GET", "", "", map[string]string{"Host": "evil.example"}, 421},
		{"another port", "GET", "", "", map[string]string{"Host": "127.0.0.1:1"}, 421},
		{"a name for this machine", "POST", "api/command", command, with("Host", "localhost.evil.example"), 421},
		{"another site's request", "POST", "api/command", command, with("Sec-Fetch-Site", "cross-site"), 403},
		{"another site's origin", "POST", "api/command", command, with("Origin", "http://evil.example"), 403},
		{"a plain form", "POST", "api/command", command, map[string]string{"Content-Type": "text/plain"}, 415},
		{"too much", "POST", "api/command", `{"text":"` + strings.Repeat("x", 1<<20) + `"}`, json, 413},
		{"a long command", "POST", "api/command", `{"as":"ada","place":"study","text":"` + strings.Repeat("x", 400) + `"}`, json, 413},
		{"no JSON", "POST", "api/command", `{"as":`, json, 400},
		{"two values", "POST", "api/command", command + command, json, 400},
		{"a wrong type", "POST", "api/command", `{"as":1}`, json, 400},
		{"an unknown field", "POST", "api/command", `{"as":"ada","admin":true}`, json, 400},
		{"deep JSON", "POST", "api/submit", `{"values":` + strings.Repeat("[", 50000), json, 400},
		{"nobody", "POST", "api/command", `{"as":"eve","place":"study","text":"help"}`, json, 404},
		{"an unknown place", "POST", "api/command", `{"as":"ada","place":"attic","text":"help"}`, json, 404},
		{"another's conversation", "POST", "api/command", `{"as":"bob","place":"dm:ada","text":"help"}`, json, 404},
		{"an unknown post", "POST", "api/press", `{"as":"ada","post":"m99","path":"help"}`, json, 404},
		{"an unknown step", "POST", "api/clock", `{"step":"year"}`, json, 409},
		{"an unknown route", "GET", "api/secrets", "", nil, 404},
		{"a file beside the page", "GET", "assets/..%2fweb.go", "", nil, 404},
		{"the stream of nobody", "GET", "api/stream?as=eve", "", nil, 404},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, body := request(t, c.method, s.URL()+c.path, c.body, c.header)
			if status != c.want {
				t.Errorf("status %d, want %d: %s", status, c.want, body)
			}
			if strings.Contains(body, "evil") || strings.Contains(body, "eve") {
				t.Errorf("the answer repeats what was sent: %s", body)
			}
		})
	}
	if told := s.told(); len(told) != 0 {
		t.Errorf("the handler was asked: %+v", told)
	}
}

func TestBadPath(t *testing.T) {
	s := newStory(t)
	ref := send(t, s, chat.Place{Team: web.Team, Channel: "study"}, questionCard("today"))
	for _, path := range []string{"", "Help", "a b", "help/%zz", "../../etc", strings.Repeat("x", 101)} {
		if a, status, err := post(s.Playground, "press", map[string]string{"as": "ada", "post": ref.ID, "path": path}); status != 400 || a.Problem == "" || err != nil {
			t.Errorf("%q: status %d, %q, %v", path, status, a.Problem, err)
		}
	}
	if told := s.told(); len(told) != 0 {
		t.Errorf("the handler was asked: %+v", told)
	}
}

func send(t *testing.T, s *story, to chat.Place, m chat.Message) chat.Ref {
	t.Helper()
	ref, err := s.Send(t.Context(), chat.Post{To: to, Message: m})
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func TestHeaders(t *testing.T) {
	s := newStory(t)
	res, err := http.Get(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	policy := res.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'self';", "style-src 'self';", "frame-ancestors 'none'", "require-trusted-types-for 'script'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy lacks %s: %s", want, policy)
		}
	}
	if strings.Contains(policy, "unsafe") || res.Header.Get("X-Content-Type-Options") != "nosniff" || res.Header.Get("Cross-Origin-Resource-Policy") != "same-origin" {
		t.Errorf("the headers are weak: %v", res.Header)
	}
}

// What one person is told alone cannot be seen, pressed or fetched by another.
func TestPrivateStaysPrivate(t *testing.T) {
	s := newStory(t)
	m := *score(chat.Event{Member: "ada"})
	m.Files = []chat.File{{Name: "my data.json", Type: "application/json", Data: []byte("{}")}}
	ref := send(t, s, chat.Place{Team: web.Team, Member: "ada"}, m)
	for person, want := range map[string]int{"ada": 200, "bob": 404, "eve": 404} {
		for _, path := range []string{"picture/" + ref.ID + "/0", "file/" + ref.ID + "/0"} {
			if status, _ := request(t, "GET", s.URL()+path+"?as="+person, "", nil); status != want {
				t.Errorf("%s gets %s with status %d", person, path, status)
			}
		}
	}
	for _, path := range []string{"picture/m99/0", "picture/" + ref.ID + "/7", "picture/" + ref.ID + "/-1", "file/" + ref.ID + "/x"} {
		if status, _ := request(t, "GET", s.URL()+path+"?as=ada", "", nil); status != 404 {
			t.Errorf("%s: status %d", path, status)
		}
	}
	if all, err := entries(s.Playground, "bob"); err != nil || len(all) != 0 {
		t.Errorf("bob sees %+v, %v", all, err)
	}
	if _, status, err := post(s.Playground, "press", map[string]string{"as": "bob", "post": ref.ID, "path": "plan"}); status != 404 || err != nil {
		t.Errorf("bob presses ada's button: status %d, %v", status, err)
	}
	a, _, err := post(s.Playground, "press", map[string]string{"as": "ada", "post": ref.ID, "path": "settings"})
	if err != nil || a.Form == nil {
		t.Fatalf("ada's form: %+v, %v", a, err)
	}
	b, _, err := post(s.Playground, "submit", map[string]any{"as": "bob", "form": a.Form.ID, "values": map[string][]string{}})
	if err != nil || b.Problem == "" {
		t.Errorf("bob sends ada's form: %+v, %v", b, err)
	}
}

func TestFileHeaders(t *testing.T) {
	s := newStory(t)
	ref := send(t, s, chat.Place{Team: web.Team, Member: "ada"}, *evilCard())
	res, err := http.Get(s.URL() + "file/" + ref.ID + "/0?as=ada")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if d := res.Header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment") {
		t.Errorf("a file could be shown as a page: %q", d)
	}
}

func TestCommands(t *testing.T) {
	s := newStory(t)
	for text, want := range map[string]chat.Action{
		"/study score @bob":     chat.Do("score", "bob"),
		"score @Chi":            chat.Do("score", "chi"),
		"/score @chi  now":      chat.Do("score", "chi", "now"),
		"  /STUDY Plan ":        chat.Do("plan"),
		"score @nobody":         chat.Do("score", "@nobody"),
		"":                      chat.Do("help"),
		"/study":                chat.Do("help"),
		"forget ada/everything": chat.Do("forget", "ada/everything"),
	} {
		before := len(s.told())
		if _, status, err := post(s.Playground, "command", map[string]string{"as": "ada", "place": "dm:ada", "text": text}); status != 200 || err != nil {
			t.Fatalf("%q: status %d, %v", text, status, err)
		}
		told := s.told()
		if len(told) != before+1 {
			t.Fatalf("%q asked the handler %d times", text, len(told)-before)
		}
		e := told[before]
		if e.Action.Path() != want.Path() || e.Member != "ada" || !e.Admin || !e.Private || e.Team != web.Team || e.Channel != "dm:ada" {
			t.Errorf("%q became %+v", text, e)
		}
	}
	before := len(s.told())
	a, _, err := post(s.Playground, "command", map[string]string{"as": "bob", "place": "study", "text": "Hello, everybody!"})
	if err != nil || len(a.Entries) != 2 || !strings.Contains(a.Entries[1].Card.Words(), "I do not know that command. /study help lists them.") || len(s.told()) != before {
		t.Errorf("free text: %+v, %v", a, err)
	}
}

func TestCompletion(t *testing.T) {
	s := newStory(t)
	body := func(as, place, command, arg, typed string) map[string]string {
		return map[string]string{"as": as, "place": place, "command": command, "arg": arg, "typed": typed}
	}
	a, status, err := post(s.Playground, "complete", body("bob", "study", "assess", "area", "time "+strings.Repeat("ü", 50)))
	if status != 200 || err != nil || len(a.Choices) != 0 || len(a.Entries) != 0 {
		t.Errorf("status %d, %+v, %v", status, a, err)
	}
	e := s.told()[0]
	if e.Action.Verb != "complete" || e.Action.Arg(0) != "assess" || e.Action.Arg(1) != "area" || len([]rune(e.Action.Arg(2))) != 40 || e.Member != "bob" || e.Channel != "study" {
		t.Errorf("the handler was asked %+v", e)
	}
	if a, _, err = post(s.Playground, "complete", body("bob", "dm:bob", "assess", "area", "TIME")); err != nil || len(a.Choices) != 1 || a.Choices[0].Value != "time series" || a.Choices[0].Hint != "rated 4" {
		t.Errorf("the choices are %+v, %v", a, err)
	}
	before := len(s.told())
	for _, b := range []map[string]string{
		body("eve", "study", "assess", "area", ""),
		body("bob", "dm:ada", "assess", "area", ""),
		body("bob", "study", "assess", "member", ""),
		body("bob", "study", "score", "member", ""),
		body("bob", "study", "nothing", "area", ""),
	} {
		if _, status, _ := post(s.Playground, "complete", b); status != 404 || len(s.told()) != before {
			t.Errorf("%v: status %d", b, status)
		}
	}
}

// At a standing clock every event is later than the one before.
func TestEventsHaveAnOrder(t *testing.T) {
	s := newStory(t)
	for range 5 {
		if _, _, err := post(s.Playground, "command", map[string]string{"as": "bob", "place": "study", "text": "help"}); err != nil {
			t.Fatal(err)
		}
	}
	told := s.told()
	for i := 1; i < len(told); i++ {
		if told[i].At.Sub(told[i-1].At) != time.Millisecond || told[i].Admin {
			t.Errorf("event %d: %+v after %+v", i, told[i], told[i-1])
		}
	}
}

func TestDefectsAreSentences(t *testing.T) {
	s := newStory(t)
	for verb, want := range map[string]string{"panic": "Something went wrong", "slow": "took too long", "toolong": "breaks the limits"} {
		a, status, err := post(s.Playground, "command", map[string]string{"as": "ada", "place": "study", "text": verb})
		if err != nil || status != 200 || len(a.Entries) != 2 || !strings.Contains(a.Entries[1].Card.Words(), want) {
			t.Errorf("%s: status %d, %+v, %v", verb, status, a, err)
		}
	}
	if log := s.log.String(); !strings.Contains(log, "panicked") {
		t.Errorf("the log does not tell of the panic: %s", log)
	}
}

func TestForms(t *testing.T) {
	s := newStory(t)
	open := func() string {
		a, _, err := post(s.Playground, "command", map[string]string{"as": "ada", "place": "study", "text": "settings"})
		if err != nil || a.Form == nil {
			t.Fatalf("no form: %+v, %v", a, err)
		}
		return a.Form.ID
	}
	id := open()
	submit := func(values map[string][]string) answered {
		t.Helper()
		a, _, err := post(s.Playground, "submit", map[string]any{"as": "ada", "form": id, "values": values})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	good := func() map[string][]string {
		return map[string][]string{"name": {"ML"}, "hour": {"09"}, "days": {"mon", "tue"}, "channel": {"study"}, "people": {"bob"}}
	}
	for name, c := range map[string]struct {
		spoil func(map[string][]string)
		field string // that is named, or "" when the whole is refused
	}{
		"nothing typed":     {func(v map[string][]string) { v["name"] = []string{"  "} }, "name"},
		"too long":          {func(v map[string][]string) { v["name"] = []string{strings.Repeat("ü", 41)} }, "name"},
		"nothing chosen":    {func(v map[string][]string) { delete(v, "days") }, "days"},
		"a forged option":   {func(v map[string][]string) { v["hour"] = []string{"25"} }, ""},
		"two of one":        {func(v map[string][]string) { v["hour"] = []string{"09", "10"} }, ""},
		"a forged channel":  {func(v map[string][]string) { v["channel"] = []string{"attic"} }, ""},
		"a forged person":   {func(v map[string][]string) { v["people"] = []string{"eve"} }, ""},
		"an unknown answer": {func(v map[string][]string) { v["role"] = []string{"owner"} }, ""},
	} {
		v := good()
		c.spoil(v)
		a := submit(v)
		if c.field != "" && a.Invalid[c.field] == "" || c.field == "" && a.Problem == "" {
			t.Errorf("%s: %+v", name, a)
		}
	}
	before := len(s.told())
	if a := submit(good()); a.Problem != "" || len(a.Invalid) != 0 || len(a.Entries) != 1 {
		t.Errorf("a good form: %+v", a)
	}
	e := s.told()[before]
	if e.Action.Verb != "saved" || !slices.Equal(e.Values["days"], []string{"mon", "tue"}) || e.Value("channel") != "study" || e.Channel != "study" {
		t.Errorf("the form arrived as %+v", e)
	}
	if a := submit(good()); a.Problem == "" {
		t.Error("a form can be sent twice")
	}
}

func TestClock(t *testing.T) {
	s := newStory(t)
	at := func(day, hour int) time.Time { return time.Date(2026, 3, day, hour, 0, 0, 0, s.clock.zone) }
	for _, c := range []struct {
		step string
		want time.Time
	}{
		{"hour", at(2, 9)},
		{"post", at(3, 9)},
		{"day", at(4, 9)},
		{"week", at(11, 9)},
		{"week", at(18, 9)},
		{"week", at(25, 9)},
		{"week", time.Date(2026, 4, 1, 9, 0, 0, 0, s.clock.zone)}, // the clocks of Berlin have changed
	} {
		if _, status, err := post(s.Playground, "clock", map[string]string{"step": c.step}); status != 200 || err != nil {
			t.Fatalf("%s: status %d, %v", c.step, status, err)
		}
		if made := s.clock.made(); !made[len(made)-1].Equal(c.want) || !s.clock.Now().Equal(c.want) {
			t.Errorf("%s leads to %s, want %s", c.step, made[len(made)-1], c.want)
		}
	}
	all, err := entries(s.Playground, "bob")
	if err != nil || len(all) != 31 {
		t.Errorf("%d posts on the way, want 31; %v", len(all), err)
	}
}

func TestClockMovesOnceAtATime(t *testing.T) {
	s := newStory(t)
	s.clock.gate = make(chan struct{})
	first := make(chan int)
	go func() {
		_, status, _ := post(s.Playground, "clock", map[string]string{"step": "day"})
		first <- status
	}()
	for len(s.clock.made()) == 0 {
		time.Sleep(time.Millisecond)
	}
	a, status, err := post(s.Playground, "clock", map[string]string{"step": "day"})
	if err != nil || status != 409 || !strings.Contains(a.Problem, "already moving") {
		t.Errorf("a second move: status %d, %q, %v", status, a.Problem, err)
	}
	close(s.clock.gate)
	if status := <-first; status != 200 {
		t.Errorf("the first move: status %d", status)
	}
}

func TestClockThatFails(t *testing.T) {
	s := newStory(t)
	s.clock.fail = errTest
	for _, step := range []string{"hour", "post"} {
		a, status, err := post(s.Playground, "clock", map[string]string{"step": step})
		if err != nil || status != 409 || !strings.Contains(a.Problem, "stopped on the way") || strings.Contains(a.Problem, errTest.Error()) {
			t.Errorf("%s: status %d, %q, %v", step, status, a.Problem, err)
		}
	}
}

func TestSendRefuses(t *testing.T) {
	s := newStory(t)
	for name, c := range map[string]struct {
		to   chat.Place
		m    chat.Message
		want chat.Reason
	}{
		"another team":    {chat.Place{Team: "other:team", Channel: "study"}, *words("x"), chat.ChannelGone},
		"another channel": {chat.Place{Team: web.Team, Channel: "attic"}, *words("x"), chat.ChannelGone},
		"another member":  {chat.Place{Team: web.Team, Member: "eve"}, *words("x"), chat.MemberClosed},
		"another thread":  {chat.Place{Team: web.Team, Channel: "study", Thread: "m9"}, *words("x"), chat.MessageGone},
		"a bad message":   {chat.Place{Team: web.Team, Channel: "study"}, chat.Message{}, chat.BadMessage},
	} {
		if _, err := s.Send(t.Context(), chat.Post{To: c.to, Message: c.m}); chat.RefusedFor(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// stream opens the stream of a person.
func stream(ctx context.Context, t *testing.T, s *story, person, mark string) *bufio.Scanner {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL()+"api/stream?as="+person, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Last-Event-ID", mark)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	return bufio.NewScanner(res.Body)
}

// next reads the stream up to the next event of a kind and returns its id and data.
func next(t *testing.T, lines *bufio.Scanner, kind string) (id, data string) {
	t.Helper()
	found := false
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch name {
		case "id":
			id = value
		case "event":
			found = value == kind
		case "data":
			if found {
				return id, value
			}
		}
	}
	t.Fatalf("the stream ended before an event %q: %v", kind, lines.Err())
	return "", ""
}

// A page that was away hears what it missed, in order, once, and nothing of others.
func TestStreamResumes(t *testing.T) {
	s := newStory(t)
	_, body := request(t, "GET", s.URL()+"api/state?as=bob", "", nil)
	var state struct{ Mark string }
	if err := json.Unmarshal([]byte(body), &state); err != nil {
		t.Fatal(err)
	}
	channel := chat.Place{Team: web.Team, Channel: "study"}
	ctx, away := context.WithCancel(t.Context())
	lines := stream(ctx, t, s, "bob", state.Mark)
	first := send(t, s, channel, *words("one"))
	id, data := next(t, lines, "entry")
	if !strings.Contains(data, `"one"`) {
		t.Errorf("the first event is %s", data)
	}
	away()
	send(t, s, chat.Place{Team: web.Team, Member: "ada"}, *words("secret of ada"))
	send(t, s, channel, *words("two"))
	if err := s.Edit(t.Context(), first, *words("one, better")); err != nil {
		t.Fatal(err)
	}
	lines = stream(t.Context(), t, s, "bob", id)
	for _, want := range []string{`"two"`, `"one, better"`} {
		if _, data = next(t, lines, "entry"); !strings.Contains(data, want) {
			t.Errorf("missed %s: %s", want, data)
		}
	}
	if _, data = next(t, lines, "status"); !strings.Contains(data, `"ada":1`) || strings.Contains(data, "secret") {
		t.Errorf("the status is %s", data)
	}
	_, _ = next(t, stream(t.Context(), t, s, "bob", "anotherrun-5"), "reset")
}

// Serve ends when its context does, with a page open and an answer on its way.
func TestServeEnds(t *testing.T) {
	clock := newStoryClock(t)
	p, err := web.New(settings(clock, io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	asked, answer := make(chan bool), make(chan bool)
	go func() {
		ended <- p.Serve(ctx, func(context.Context, chat.Event) chat.Reply {
			asked <- true
			<-answer
			return chat.Reply{Private: words("the last words")}
		})
	}()
	got := make(chan answered, 1)
	go func() {
		a, _, _ := post(p, "command", map[string]string{"as": "ada", "place": "study", "text": "help"})
		got <- a
	}()
	<-asked
	if err := p.Serve(ctx, nil); err == nil {
		t.Error("it can be served twice")
	}
	stop()
	close(answer)
	if a := <-got; len(a.Entries) != 2 || !strings.Contains(a.Entries[1].Card.Words(), "the last words") {
		t.Errorf("a running answer was lost: %+v", a)
	}
	if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("serve: %v", err)
	}
}

// The page's own code has no way to turn text into markup, and asks nobody else.
func TestAssetsAreCareful(t *testing.T) {
	s := newStory(t)
	odd := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|https?://[a-z]|style="| on[a-z]+="`)
	for _, name := range []string{"index.html", "app.js", "api.js", "card.js", "clock.js", "compose.js", "dom.js", "form.js", "menu.js", "talk.js", "when.js", "style.css", "card.css", "form.css"} {
		status, body := request(t, "GET", s.URL()+"assets/"+name, "", nil)
		body = strings.ReplaceAll(body, "http://www.w3.org/2000/svg", "")
		if found := odd.FindString(body); status != 200 || found != "" {
			t.Errorf("%s: status %d, %q", name, status, found)
		}
	}
}

// Whatever is sent to the page's requests, the answer is a known status and the
// handler hears only of events that can be.
func FuzzInbound(f *testing.F) {
	seeds := []string{
		`{"as":"ada","place":"study","text":"/study score @bob"}`,
		`{"as":"bob","place":"dm:bob","text":"help"}`,
		`{"as":"ada","post":"m1","path":"rate/1","value":"2"}`,
		`{"as":"ada","post":"m1","path":"rate/%2F"}`,
		`{"as":"ada","form":"f1","values":{"name":["x"],"hour":["09"],"days":["mon"],"channel":["study"]}}`,
		`{"as":"ada","form":"f1","values":{"people":["eve"]}}`,
		`{"as":"ada"}`, `{"step":"hour"}`, `{"step":"week"}`, `[]`, `null`, `{"as":"ada","place":"study","text":"\u0000 \ud800"}`,
	}
	routes := []string{"command", "press", "submit", "home", "clock"}
	for i, seed := range seeds {
		f.Add(uint8(i), seed)
	}
	f.Fuzz(func(t *testing.T, route uint8, body string) {
		s := &story{clock: newStoryClock(t), log: &lockedBuffer{}}
		serve(t, s, func(ctx context.Context, e chat.Event) chat.Reply {
			if err := e.Action.Check(); err != nil {
				t.Errorf("an impossible action: %v", err)
			}
			if !slices.Contains([]string{"ada", "bob", "chi"}, e.Member) || e.Admin != (e.Member == "ada") {
				t.Errorf("an impossible member: %+v", e)
			}
			return s.handle(ctx, e)
		})
		send(t, s, chat.Place{Team: web.Team, Channel: "study"}, questionCard("today"))
		if _, _, err := post(s.Playground, "press", map[string]string{"as": "ada", "post": "m1", "path": "settings"}); err != nil {
			t.Fatal(err)
		}
		req := httptest.NewRequest(http.MethodPost, s.URL()+"api/"+routes[int(route)%len(routes)], strings.NewReader(body))
		req.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, req)
		if !slices.Contains([]int{200, 400, 404, 409, 413}, w.Code) || !json.Valid(w.Body.Bytes()) {
			t.Errorf("status %d: %s", w.Code, w.Body)
		}
	})
}
