package slack

import (
	"encoding/json"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

func TestTyped(t *testing.T) {
	for _, c := range []struct {
		in   string
		want chat.Action
	}{
		{"", chat.Do("help")},
		{"   \n ", chat.Do("help")},
		{"score", chat.Do("score")},
		{"SCORE <@U123|bob>", chat.Do("score", "U123")},
		{"score <@W1>  two", chat.Do("score", "W1", "two")},
		{"score <@bob>", chat.Do("score", "<@bob>")},
		{"score <@U1", chat.Do("score", "<@U1")},
		{"away <#C1|general> 3d", chat.Do("away", "<#C1|general>", "3d")},
		{"note \"quoted words\"", chat.Do("note", "\"quoted", "words\"")},
		{"DROP_TABLE now", chat.Do("unknown")},
		{"../../etc", chat.Do("unknown")},
		{"漢字", chat.Do("unknown")},
		{"\xff\xfe", chat.Do("unknown")},
		{"a b c d e f g h i j k l m n o p", chat.Do("a", strings.Split("b c d e f g h i j k l m", " ")...)},
		{"x " + strings.Repeat("é", 80), chat.Do("x", strings.Repeat("é", 50))},
		{strings.Repeat("y", 9000), chat.Do("unknown")},
	} {
		if got := edge.Typed(c.in, mentioned); !reflect.DeepEqual(got, c.want) {
			t.Errorf("typed(%.40q) = %+v, want %+v", c.in, got, c.want)
		}
	}
}

func TestInstant(t *testing.T) {
	now := time.Unix(1772440200, 0)
	for in, want := range map[string]time.Time{
		"1772440199.123456":    time.Unix(1772440199, 123e6),
		"1772440199":           time.Unix(1772440199, 0),
		"1772440199.5":         time.Unix(1772440199, 500e6),
		"1772440199.-9":        time.Unix(1772440199, 0),
		"":                     now,
		"soon":                 now,
		"-5.1":                 now,
		"99999999999999999999": now,
		"1882440199.0":         now, // years ahead
	} {
		if got := instant(in, now); !got.Equal(want) {
			t.Errorf("instant(%q) = %s, want %s", in, got, want)
		}
	}
}

const clickPayload = `{"type":"block_actions","trigger_id":"t1","response_url":"https://hooks.slack.com/a","team":{"id":"T0STUDY"},
"user":{"id":"U0ANN","team_id":"T0STUDY"},"channel":{"id":"C0STUDY","name":"study"},
"container":{"type":"message","message_ts":"1.2","channel_id":"C0STUDY","thread_ts":"1.1"},
"message":{"text":"ignored","blocks":[{"type":"whatever","deep":[[[[1]]]]}]},
"actions":[{"type":"button","action_id":"b0","value":"rate/c1/4","action_ts":"1772440199.250000"}]}`

func TestReadInteraction(t *testing.T) {
	now := time.Unix(1772440200, 0)
	in, err := readInteraction([]byte(clickPayload), now)
	if err != nil {
		t.Fatal(err)
	}
	want := chat.Event{
		Team: team, Channel: channel, Member: ann, At: time.Unix(1772440199, 250e6),
		Post: chat.Ref{Team: team, Channel: channel, ID: "1.2"}, Action: chat.Do("rate", "c1", "4"),
	}
	if !reflect.DeepEqual(in.event, want) {
		t.Errorf("a click is %+v, want %+v", in.event, want)
	}
	if in.from.Thread != "1.1" || in.from.URL == "" || in.trigger != "t1" || in.key != "t1" {
		t.Errorf("a click comes from %+v", in)
	}

	edit := func(replace ...string) []byte { return []byte(strings.NewReplacer(replace...).Replace(clickPayload)) }
	for name, c := range map[string]struct {
		data   []byte
		err    error
		refuse bool
		check  func(incoming) bool
	}{
		"ephemeral":            {data: edit(`"channel_id":"C0STUDY"`, `"is_ephemeral":true`), check: func(in incoming) bool { return in.from.Ephemeral }},
		"direct conversation":  {data: edit(`"C0STUDY","name":"study"`, `"D1","name":"directmessage"`), check: func(in incoming) bool { return in.event.Private && in.event.Channel == "D1" }},
		"menu":                 {data: edit(`"button"`, `"static_select"`, `"b0"`, `"m1|tick/w1"`, `"value":"rate/c1/4"`, `"selected_option":{"value":"i2"}`), check: func(in incoming) bool { return in.event.Action.Verb == "tick" && in.event.Value("value") == "i2" }},
		"menu without choice":  {data: edit(`"button"`, `"static_select"`, `"b0"`, `"m1|tick/w1"`, `"value":"rate/c1/4"`, `"selected_option":null`), check: func(in incoming) bool { return in.event.Value("value") == "" }},
		"link":                 {data: edit(`"b0"`, `"l0"`), err: errNotForUs},
		"no actions":           {data: edit(`"actions":[{`, `"others":[{`), err: errNotForUs},
		"another type":         {data: edit(`"block_actions"`, `"message_action"`), err: errNotForUs},
		"stranger's workspace": {data: edit(`"team_id":"T0STUDY"`, `"team_id":"T9EVIL"`), check: func(in incoming) bool { return in.team == "T9EVIL" }},
		"no team":              {data: edit(`"team":{"id":"T0STUDY"}`, `"team":null`), check: func(in incoming) bool { return in.team == "T0STUDY" }},
		"no user":              {data: edit(`"U0ANN"`, `""`), err: errUnreadable},
		"strange user":         {data: edit(`"U0ANN"`, `"U0 <@x>"`), err: errUnreadable},
		"not our value":        {data: edit(`rate/c1/4`, `<script>`), refuse: true},
		"long value":           {data: edit(`rate/c1/4`, strings.Repeat("a", 2000)), refuse: true},
		"no value":             {data: edit(`"value":"rate/c1/4"`, `"value":""`), refuse: true},
		"wrong types":          {data: edit(`"value":"rate/c1/4"`, `"value":{"a":1}`), err: errUnreadable},
		"empty":                {data: nil, err: errUnreadable},
		"not JSON":             {data: []byte("payload"), err: errUnreadable},
		"null":                 {data: []byte("null"), err: errUnreadable},
		"list":                 {data: []byte("[]"), err: errUnreadable},
		"depth bomb":           {data: []byte(strings.Repeat("[", 500_000)), err: errUnreadable},
		"object bomb":          {data: []byte(strings.Repeat(`{"a":`, 200_000)), err: errUnreadable},
		"bomb inside":          {data: edit(`"channel":{`, `"channel":{"deep":`+strings.Repeat("[", 20_000)+strings.Repeat("]", 20_000)+`,`), err: errUnreadable},
		"bomb in the echo":     {data: edit(`[[[[1]]]]`, strings.Repeat("[", 20_000)+strings.Repeat("]", 20_000))}, // never read
	} {
		in, err := readInteraction(c.data, now)
		if !errors.Is(err, c.err) || (err == nil) != (c.err == nil) {
			t.Errorf("%s: error %v, want %v", name, err, c.err)
			continue
		}
		if (in.refuse != "") != c.refuse {
			t.Errorf("%s: refuse is %q", name, in.refuse)
		}
		if c.check != nil && !c.check(in) {
			t.Errorf("%s: read as %+v", name, in)
		}
	}
}

func TestReadSubmission(t *testing.T) {
	payload := `{"type":"view_submission","trigger_id":"t2","team":{"id":"T0STUDY"},"user":{"id":"U0ANN"},
"view":{"type":"modal","callback_id":"asked/c1","private_metadata":"{\"c\":\"C0STUDY\",\"t\":\"1.2\",\"u\":\"https://hooks.slack.com/a\",\"x\":9999999999}",
"state":{"values":{"why":{"v":{"type":"plain_text_input","value":"words"}},"level":{"v":{"selected_option":{"value":"2"}}},
"days":{"v":{"selected_options":[{"value":"1"},{"value":"3"}]}},"channel":{"v":{"selected_conversation":"C9"}},"owners":{"v":{"selected_users":["U1","U2"]}},
"empty":{"v":{"value":null}},"none":{"v":{"selected_option":null}}}}}}`
	in, err := readInteraction([]byte(payload), time.Unix(1772440200, 0))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{"why": {"words"}, "level": {"2"}, "days": {"1", "3"}, "channel": {"C9"}, "owners": {"U1", "U2"}}
	if !reflect.DeepEqual(in.event.Values, want) {
		t.Errorf("the values are %v, want %v", in.event.Values, want)
	}
	if in.event.Post.ID != "1.2" || in.event.Channel != channel || in.event.Action.Arg(0) != "c1" || len(in.inputs) != 7 {
		t.Errorf("a form is read as %+v", in)
	}
	for name, bad := range map[string]string{
		"not our form":     strings.Replace(payload, "asked/c1", "x y z", 1),
		"no form name":     strings.Replace(payload, "asked/c1", "", 1),
		"broken metadata":  strings.Replace(payload, `{\"c\"`, `[[`, 1),
		"hostile metadata": strings.Replace(payload, `\"C0STUDY\"`, `5`, 1),
	} {
		in, err := readInteraction([]byte(bad), time.Now())
		if err != nil || (in.refuse == "") != strings.Contains(name, "metadata") {
			t.Errorf("%s: %v, refuse %q", name, err, in.refuse)
		}
		if strings.Contains(name, "metadata") && !in.event.Private {
			t.Errorf("%s: an answer without an origin is not private", name)
		}
	}
}

func TestReadEvent(t *testing.T) {
	now := time.Unix(1772440200, 0)
	message := `{"type":"event_callback","team_id":"T0STUDY","event_id":"Ev1","event":{"type":"message","channel_type":"im","user":"U0ANN","text":"score <@U0BOB>","channel":"D1","ts":"1772440100.5"}}`
	in, err := readEvent([]byte(message), now)
	if err != nil || in.kind != direct || in.key != "Ev1" || !in.event.Private || in.event.Action.Arg(0) != "U0BOB" || !in.event.At.Equal(time.Unix(1772440100, 500e6)) {
		t.Errorf("a message is read as %+v, %v", in, err)
	}
	opened := `{"type":"event_callback","team_id":"T0STUDY","event_id":"Ev2","event":{"type":"app_home_opened","tab":"home","user":"U0ANN","channel":"D1","event_ts":"1772440100.5"}}`
	in, err = readEvent([]byte(opened), now)
	if err != nil || in.kind != home || in.event.Action.Verb != "home" || !in.from.Home {
		t.Errorf("an opened home is read as %+v, %v", in, err)
	}
	for name, c := range map[string]struct {
		data string
		err  error
	}{
		"messages tab":     {strings.Replace(opened, `"tab":"home"`, `"tab":"messages"`, 1), errNotForUs},
		"a bot's message":  {strings.Replace(message, `"user"`, `"bot_id":"B1","user"`, 1), errNotForUs},
		"a changed one":    {strings.Replace(message, `"user"`, `"subtype":"message_changed","user"`, 1), errNotForUs},
		"in a channel":     {strings.Replace(message, `"im"`, `"channel"`, 1), errNotForUs},
		"another event":    {strings.Replace(message, `"message"`, `"reaction_added"`, 1), errNotForUs},
		"another callback": {`{"type":"app_rate_limited"}`, errNotForUs},
		"no user":          {strings.Replace(message, `"U0ANN"`, `""`, 1), errUnreadable},
		"no JSON":          {`{"type":`, errUnreadable},
	} {
		if _, err := readEvent([]byte(c.data), now); !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", name, err, c.err)
		}
	}
}

// held says what must be true of whatever was read.
func held(t *testing.T, in incoming, err error) {
	if err != nil {
		if !errors.Is(err, errNotForUs) && !errors.Is(err, errUnreadable) {
			t.Fatalf("a strange error: %v", err)
		}
		return
	}
	if in.event.Member == "" || !strings.HasPrefix(in.event.Team, "slack:T") && !isID(in.team) {
		t.Fatalf("nobody did it: %+v", in)
	}
	if in.event.At.IsZero() || in.event.At.After(time.Unix(1772440200, 0).Add(time.Hour)) {
		t.Fatalf("it is dated %s", in.event.At)
	}
	if in.refuse == "" {
		a := in.event.Action
		if len(a.Args) > chat.MaxArgs || chat.Do(a.Verb).Check() != nil {
			t.Fatalf("an action without bounds: %+v", a)
		}
	}
	if len(in.from.pack()) > maxMetadata && len(in.from.Channel)+len(in.from.TS)+len(in.from.Thread) < 1000 {
		t.Fatalf("the origin does not fit: %d", len(in.from.pack()))
	}
}

func FuzzInteraction(f *testing.F) {
	f.Add([]byte(clickPayload))
	f.Add([]byte(`{"type":"view_submission","team":{"id":"T1"},"user":{"id":"U1"},"view":{"callback_id":"a/b","state":{"values":{"x":{"v":{"value":"1"}}}}}}`))
	f.Add([]byte(`{"type":"block_actions","actions":[{}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		in, err := readInteraction(data, time.Unix(1772440200, 0))
		held(t, in, err)
	})
}

func FuzzEvent(f *testing.F) {
	f.Add([]byte(`{"type":"event_callback","team_id":"T1","event_id":"Ev1","event":{"type":"message","channel_type":"im","user":"U1","text":"score <@U2|x>","channel":"D1","ts":"1.5"}}`))
	f.Add([]byte(`{"type":"event_callback","team_id":"T1","event":{"type":"app_home_opened","tab":"home","user":"U1","event_ts":"1.5"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		in, err := readEvent(data, time.Unix(1772440200, 0))
		held(t, in, err)
	})
}

func FuzzCommand(f *testing.F) {
	f.Add("team_id=T1&channel_id=C1&user_id=U1&text=score+%3C%40U1%7Cbob%3E&trigger_id=t")
	f.Add("team_id=T1&channel_id=C1&user_id=U1&text=%00%ff")
	f.Fuzz(func(t *testing.T, body string) {
		v, err := url.ParseQuery(body)
		if err != nil {
			return
		}
		in, err := readCommand(slashFromForm(v), time.Unix(1772440200, 0))
		held(t, in, err)
		data, err := json.Marshal(slashFromForm(v))
		if err != nil {
			t.Fatal(err)
		}
		var s slashPayload // the same over Socket Mode
		if json.Unmarshal(data, &s) == nil {
			in, err = readCommand(s, time.Unix(1772440200, 0))
			held(t, in, err)
		}
	})
}

func TestSettings(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("xoxb-from-file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		env  map[string]string
		want string // part of the error, "" for none
	}{
		"socket mode":       {map[string]string{"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}, ""},
		"signed HTTP":       {map[string]string{"SLACK_BOT_TOKEN_FILE": file, "SLACK_SIGNING_SECRET": "0123456789abcdef"}, ""},
		"nothing":           {nil, "SLACK_BOT_TOKEN is missing"},
		"swapped tokens":    {map[string]string{"SLACK_BOT_TOKEN": "xapp-1", "SLACK_APP_TOKEN": "xoxb-1"}, "SLACK_BOT_TOKEN is not a bot token"},
		"wrong app token":   {map[string]string{"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN is not an app-level token"},
		"no way in":         {map[string]string{"SLACK_BOT_TOKEN": "xoxb-1"}, "set SLACK_APP_TOKEN"},
		"two ways in":       {map[string]string{"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_SIGNING_SECRET": "0123456789abcdef"}, "both set"},
		"short secret":      {map[string]string{"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "short"}, "too short"},
		"bad address":       {map[string]string{"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": "localhost:1"}, "SLACK_API_URL is not an address"},
		"value and file":    {map[string]string{"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_BOT_TOKEN_FILE": file}, "keep one of them"},
		"file is not there": {map[string]string{"SLACK_BOT_TOKEN_FILE": file + "x"}, "SLACK_BOT_TOKEN_FILE"},
		"file is empty":     {map[string]string{"SLACK_BOT_TOKEN_FILE": os.DevNull}, "is empty"},
	} {
		s, err := FromEnv(func(k string) string { return c.env[k] })
		if err == nil {
			err = s.Check()
		}
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if err != nil && (strings.Contains(err.Error(), "xoxb-1") || strings.Contains(err.Error(), "xapp-1") || strings.Contains(err.Error(), "0123456789abcdef")) {
			t.Errorf("%s: the error shows a secret: %v", name, err)
		}
	}
	if s := (Settings{APIURL: "http://127.0.0.1:1/api"}); s.api() != "http://127.0.0.1:1/api/" || s.On() {
		t.Errorf("the address is %q, on is %t", s.api(), s.On())
	}
	if (Settings{}).api() != "https://slack.com/api/" {
		t.Error("the default is not Slack")
	}
}
