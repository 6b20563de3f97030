package discordtest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

const study = `[{"name":"study","description":"Study","contexts":[0,1],"integration_types":[0],"description_localizations":{"de":"Lernen"},"options":[
{"type":1,"name":"topics","description":"Topics"},
{"type":1,"name":"score","description":"Score","options":[{"type":6,"name":"member","description":"Who"}]},
{"type":1,"name":"plan","description":"Plan","options":[{"type":3,"name":"area","description":"Area","autocomplete":true},{"type":3,"name":"why","description":"Why"}]}
]}]`

// client is a hand-written gateway client.
type client struct {
	bot
	conn *websocket.Conn
	seq  int
	id   string
	url  string
}

func (b bot) dial(url string) *client {
	b.t.Helper()
	conn, resp, err := websocket.DefaultDialer.DialContext(b.t.Context(), url+"?v=10&encoding=json", nil)
	if err != nil {
		b.t.Fatal(err)
	}
	_ = resp.Body.Close()
	b.t.Cleanup(func() { _ = conn.Close() })
	c := &client{bot: b, conn: conn}
	if hello := c.next(); hello["op"] != 10.0 {
		b.t.Fatalf("the first payload is %v", hello)
	}
	return c
}

func (c *client) next() object {
	c.t.Helper()
	var p object
	_ = c.conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	if err := c.conn.ReadJSON(&p); err != nil {
		c.t.Fatalf("nothing more was said: %v", err)
	}
	if n, ok := p["s"].(float64); ok {
		c.seq = int(n)
	}
	return p
}

// closed waits for the end and returns its code.
func (c *client) closed() int {
	for {
		if _, _, err := c.conn.ReadMessage(); err != nil {
			if e, ok := err.(*websocket.CloseError); ok {
				return e.Code
			}
			return -1
		}
	}
}

func (c *client) say(op int, d any) {
	c.t.Helper()
	if err := c.conn.WriteJSON(object{"op": op, "d": d}); err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) identify(intents int, shard ...int) {
	d := object{"token": "test.bot.token", "intents": intents, "properties": object{"os": "linux", "browser": "x", "device": "x"}}
	if len(shard) > 0 {
		d["shard"] = shard
	}
	c.say(2, d)
}

// ready identifies and reads READY.
func (b bot) ready(intents int, shard ...int) *client {
	b.t.Helper()
	c := b.dial(b.s.socketURL("/gateway/"))
	c.identify(intents, shard...)
	p := c.next()
	if p["t"] != "READY" {
		b.t.Fatalf("no READY but %v", p)
	}
	d := p["d"].(object)
	c.id, c.url = str(d["session_id"]), str(d["resume_gateway_url"])
	return c
}

// answering answers every interaction over the gateway by the callback.
func (c *client) answering(answer func(p object) string) {
	go func() {
		for {
			var p object
			if c.conn.ReadJSON(&p) != nil {
				return
			}
			if p["t"] != "INTERACTION_CREATE" {
				continue
			}
			d := p["d"].(object)
			body := answer(d)
			resp, err := c.s.http.Client().Do(c.request("POST", callbackPath(d), body))
			if err != nil {
				return // the test is over
			}
			_ = resp.Body.Close()
		}
	}()
}

func callbackPath(d object) string {
	return "/interactions/" + str(d["id"]) + "/" + str(d["token"]) + "/callback"
}

func private(s string) string {
	return `{"type":4,"data":` + strings.Replace(card(text(s)), "32768", "32832", 1) + `}`
}

const modal = `{"type":9,"data":{"custom_id":"asked","title":"A question","components":[{"type":10,"content":"Say it."},
{"type":18,"label":"Why?","component":{"type":4,"custom_id":"why","style":2,"max_length":10}},
{"type":18,"label":"Level","description":"How far","component":{"type":3,"custom_id":"level","options":[{"label":"One","value":"1","default":true},{"label":"Two","value":"2"}]}},
{"type":18,"label":"Who","component":{"type":5,"custom_id":"who","required":false,"max_values":3,"default_values":[{"id":"` + Bob + `","type":"user"}]}},
{"type":18,"label":"Where","component":{"type":8,"custom_id":"where","required":false,"channel_types":[0]}}]}}`

// both runs a test over the gateway and over HTTP.
func both(t *testing.T, answer func(p object) string, run func(t *testing.T, s *Server, b bot)) {
	for _, mode := range []string{"gateway", "http"} {
		t.Run(mode, func(t *testing.T) {
			s, b := start(t, Options{})
			b.must("PUT", "/applications/"+App+"/commands", study)
			if mode == "http" {
				url := served(t, s, func(p object) (int, string) { return 200, answer(p) })
				if err := s.SendTo(url); err != nil {
					t.Fatal(err)
				}
			} else {
				b.ready(intentDirect).answering(answer)
			}
			run(t, s, b)
			if p := s.Problems(); len(p) > 0 {
				t.Errorf("problems: %q", p)
			}
		})
	}
}

func TestCommandsAndComponents(t *testing.T) {
	seen := make(chan object, 32)
	both(t, func(p object) string {
		seen <- p
		data := p["data"].(object)
		switch {
		case p["type"] == 4.0:
			return `{"type":8,"data":{"choices":[{"name":"Storage","value":"storage"}]}}`
		case data["custom_id"] == "b1":
			return `{"type":7,"data":` + strings.Replace(card(text("Updated")), `"flags":32768,`, "", 1) + `}`
		case data["custom_id"] == "m":
			return private("You chose " + data["values"].([]any)[0].(string))
		}
		return private("**Hello**")
	}, func(t *testing.T, s *Server, b bot) {
		check := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		check(s.SlashCommand(Ann, Channel, "score @bob"))
		p := <-seen
		opt := objects(objects(p["data"].(object)["options"])[0]["options"])[0]
		resolved := p["data"].(object)["resolved"].(object)["users"].(object)[Bob].(object)
		if opt["value"] != Bob || resolved["username"] != "bob" || p["guild_id"] != Guild || p["context"] != 0.0 || p["member"].(object)["permissions"] == "" {
			t.Errorf("the command arrived as %v", p)
		}
		m, err := s.AwaitPrivate(Ann, Saying("Hello"))
		check(err)
		if m.Words() != "Hello" || len(s.Private(Bob)) != 0 || len(s.Messages(Channel)) != 0 {
			t.Errorf("the private answer is %q", m.Words())
		}
		check(s.SlashOptions(Ann, Channel, "plan", map[string]string{"why": "because of this"}))
		if p := <-seen; objects(objects(p["data"].(object)["options"])[0]["options"])[0]["name"] != "why" {
			t.Errorf("a named option arrived as %v", p["data"])
		}
		check(s.SlashCommand(Ann, Channel, "plan storage to learn more"))
		if p := <-seen; objects(objects(p["data"].(object)["options"])[0]["options"])[1]["value"] != "to learn more" {
			t.Errorf("the rest of the line arrived as %v", p["data"])
		}
		for _, wrong := range []string{"shout", "topics now", "score @nobody", "", "/other"} {
			if s.SlashCommand(Ann, Channel, wrong) == nil {
				t.Errorf("%q can be used", wrong)
			}
		}
		list, err := s.Autocomplete(Ann, Channel, "plan", "area", "sto")
		check(err)
		if p := <-seen; !slices.Equal(list, []Choice{{"Storage", "storage"}}) || objects(objects(p["data"].(object)["options"])[0]["options"])[0]["focused"] != true {
			t.Errorf("suggestions %v for %v", list, p["data"])
		}
		if _, err := s.Autocomplete(Ann, Channel, "plan", "why", "x"); err == nil {
			t.Error("an option without completion is completed")
		}
		o := b.must("POST", messages, card(text("Card")+","+row(button(1))+","+menu(options(2))))
		m, err = s.AwaitMessage(Channel, Saying("Card"))
		check(err)
		if !slices.Equal(m.Labels(), []string{"Button 1", "Level"}) || !slices.Equal(m.Options("Level"), []string{"Label v0", "Label v1"}) {
			t.Errorf("labels %q", m.Labels())
		}
		check(s.Choose(Bob, m, "Level", "Label v1"))
		p = <-seen
		if p["message"].(object)["id"] != o["id"] || p["member"].(object)["user"].(object)["id"] != Bob {
			t.Errorf("the choice arrived as %v", p)
		}
		_, err = s.AwaitPrivate(Bob, Saying("You chose v1"))
		check(err)
		if s.Choose(Bob, m, "Level", "Label v9") == nil || s.Click(Bob, m, "Button 9") == nil {
			t.Error("what is not there can be used")
		}
		check(s.Click(Bob, m, "Button 1"))
		<-seen
		if m, err = s.AwaitMessage(Channel, Saying("Updated")); err != nil || m.ID != o["id"] || len(s.Messages(Channel)) != 1 {
			t.Errorf("the update: %+v, %v", m, err)
		}
		th := b.must("POST", messages+"/"+m.ID+"/threads", `{"name":"Talk"}`)
		b.must("POST", "/channels/"+str(th["id"])+"/messages", card(text("Inside")+","+menu(options(1))))
		in, err := s.AwaitMessage(str(th["id"]), Saying("Inside"))
		check(err)
		check(s.Choose(Ann, in, "Level", "v0"))
		if ch := (<-seen)["channel"].(object); ch["type"] != 11.0 || ch["parent_id"] != Channel {
			t.Errorf("the thread arrived as %v", ch)
		}
		dm := s.OpenDM(Ann)
		check(s.SlashCommand(Ann, dm, "topics"))
		p = <-seen
		if p["context"] != 1.0 || p["guild_id"] != nil || p["member"] != nil || p["user"].(object)["id"] != Ann {
			t.Errorf("a private command arrived as %v", p)
		}
	})
}

func TestForms(t *testing.T) {
	seen := make(chan object, 8)
	both(t, func(p object) string {
		if p["type"] == 5.0 {
			seen <- p
			return private("Got it")
		}
		return modal
	}, func(t *testing.T, s *Server, b bot) {
		if err := s.SlashCommand(Ann, Channel, "topics"); err != nil {
			t.Fatal(err)
		}
		f, err := s.AwaitModal(Ann)
		if err != nil || f.Title != "A question" || !slices.Equal(f.Inputs(), []string{"why", "level", "who", "where"}) || !strings.Contains(f.Words(), "Say it.") {
			t.Fatalf("the form is %+v, %v", f, err)
		}
		if !slices.Equal(f.Shows("level"), []string{"1"}) || !slices.Equal(f.Shows("who"), []string{Bob}) {
			t.Errorf("it shows %q and %q", f.Shows("level"), f.Shows("who"))
		}
		for name, given := range map[string]map[string][]string{
			"empty": {}, "too long": {"why": {long(11)}}, "unknown": {"why": {"x"}, "other": {"x"}}, "no option": {"why": {"x"}, "level": {"3"}},
		} {
			if s.Submit(Ann, given) == nil {
				t.Errorf("%s: it can be sent", name)
			}
		}
		if err := s.Submit(Ann, map[string][]string{"Why?": {"because"}, "level": {"Two"}, "where": {Channel}}); err != nil {
			t.Fatal(err)
		}
		p := <-seen
		data := p["data"].(object)
		list := objects(data["components"])
		if p["message"] != nil || list[1]["component"].(object)["value"] != "because" || list[2]["component"].(object)["values"].([]any)[0] != "2" || data["resolved"].(object)["users"].(object)[Bob] == nil {
			t.Errorf("the form arrived as %v", data)
		}
		if _, open := s.Modal(Ann); open {
			t.Error("the form is still open")
		}
		o := b.must("POST", messages, card(text("Card")+","+row(button(1))))
		m, err := s.AwaitMessage(Channel, Saying("Card"))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Click(Bob, m, "b1"); err != nil {
			t.Fatal(err)
		}
		if err := s.Submit(Bob, map[string][]string{"why": {"x"}}); err != nil {
			t.Fatal(err)
		}
		if p := <-seen; p["message"].(object)["id"] != o["id"] {
			t.Errorf("the form forgot its message: %v", p["message"])
		}
		if s.Submit(Bob, nil) == nil {
			t.Error("a form is sent twice")
		}
	})
}

func TestFormLimits(t *testing.T) {
	for name, c := range map[string][3]string{
		"title":       {"A question", long(46), "BASE_TYPE_BAD_LENGTH"},
		"label":       {"Why?", long(46), "BASE_TYPE_BAD_LENGTH"},
		"description": {"How far", long(101), "BASE_TYPE_BAD_LENGTH"},
		"custom_id":   {`"asked"`, `"` + long(101) + `"`, "BASE_TYPE_BAD_LENGTH"},
		"max length":  {`"max_length":10`, `"max_length":4001`, "NUMBER_TYPE_RANGE"},
		"value":       {`"max_length":10`, `"max_length":3,"value":"abcd"`, "BASE_TYPE_BAD_LENGTH"},
		"style":       {`"style":2`, `"style":3`, "NUMBER_TYPE_RANGE"},
		"same input":  {`"level"`, `"why"`, "CUSTOM_ID_DUPLICATED"},
		"disabled":    {`"custom_id":"who"`, `"custom_id":"who","disabled":true`, "MODAL_COMPONENT_DISABLED"},
		"required":    {`"custom_id":"level"`, `"custom_id":"level","min_values":0`, "REQUIRED_MIN_VALUES"},
		"defaults":    {`"type":"user"`, `"type":"role"`, "BASE_TYPE_CHOICES"},
		"inputs":      {`"components":[{"type":10,"content":"Say it."}`, `"components":[` + text("a") + `,` + text("b"), "BASE_TYPE_BAD_LENGTH"},
		"old row":     {`{"type":10,"content":"Say it."}`, row(`{"type":4,"custom_id":"a","style":1,"label":"a"}`), "UNION_TYPE_CHOICES"},
		"button":      {`{"type":10,"content":"Say it."}`, row(button(1)), "UNION_TYPE_CHOICES"},
	} {
		s, b := start(t, Options{})
		b.must("PUT", "/applications/"+App+"/commands", study)
		wrong := strings.Replace(modal, c[0], c[1], 1)
		if wrong == modal {
			t.Fatalf("%s: nothing is wrong", name)
		}
		b.ready(0).answering(func(object) string { return wrong })
		err := s.SlashCommand(Ann, Channel, "topics")
		if err == nil || !strings.Contains(err.Error(), c[2]) || len(s.Problems()) == 0 {
			t.Errorf("%s: %v, problems %q", name, err, s.Problems())
		}
	}
}

func TestAnswers(t *testing.T) {
	s, b := start(t, Options{})
	b.must("PUT", "/applications/"+App+"/commands", study)
	c := b.ready(intentDirect)
	act := func(do func() error) (object, chan error) {
		t.Helper()
		ended := make(chan error, 1)
		go func() { ended <- do() }()
		for {
			if p := c.next(); p["t"] == "INTERACTION_CREATE" {
				return p["d"].(object), ended
			}
		}
	}
	wait := func(ended chan error) {
		t.Helper()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
	}
	topics := func() error { return s.SlashCommand(Ann, Channel, "topics") }
	d, ended := act(topics)
	hook := "/webhooks/" + App + "/" + str(d["token"])
	b.refused(10015, "POST", hook, card(text("x")))
	b.must("POST", callbackPath(d), `{"type":5,"data":{"flags":64}}`)
	wait(ended)
	b.refused(40060, "POST", callbackPath(d), `{"type":5}`)
	if p := s.Private(Ann); len(p) != 1 || !p[0].Loading {
		t.Errorf("the member does not see that the bot thinks: %+v", p)
	}
	b.must("PATCH", hook+"/messages/@original", card(text("Later")))
	if m, err := s.AwaitPrivate(Ann, Saying("Later")); err != nil || m.To != Ann {
		t.Errorf("%+v, %v", m, err)
	}
	more := b.must("POST", hook, strings.Replace(card(text("More")), "32768", "32832", 1))
	b.must("PATCH", hook+"/messages/"+str(more["id"]), card(text("Even more")))
	b.must("GET", hook+"/messages/@original", "")
	b.must("DELETE", hook+"/messages/@original", "")
	b.refused(10008, "GET", hook+"/messages/@original", "")
	if p := s.Private(Ann); len(p) != 1 || p[0].Words() != "Even more" {
		t.Errorf("the member sees %+v", p)
	}
	s.ExpireTokens()
	b.refused(50027, "POST", hook, card(text("x")))

	// A command has no message to update; a form cannot follow a form.
	for _, body := range []string{`{"type":6}`, `{"type":7,"data":{}}`, `{"type":8,"data":{"choices":[]}}`, `{"type":1}`, `{"type":4}`, `{"type":5,"data":{"flags":32768}}`} {
		d, ended = act(topics)
		if status, o := b.call("POST", callbackPath(d), body); status != 400 {
			t.Errorf("%s is taken: %v", body, o)
		}
		if <-ended == nil {
			t.Errorf("%s: the member sees no failure", body)
		}
	}
	d, ended = act(topics)
	b.must("POST", callbackPath(d), modal)
	wait(ended)
	d, ended = act(func() error { return s.Submit(Ann, map[string][]string{"why": {"x"}}) })
	b.refused(50035, "POST", callbackPath(d), modal)
	<-ended
	d, ended = act(func() error { return s.Submit(Ann, map[string][]string{"why": {"x"}}) })
	b.refused(50035, "POST", callbackPath(d), `{"type":6}`)
	<-ended

	// A press that is only acknowledged, then its message edited.
	b.must("POST", messages, card(text("Card")+","+row(button(1))))
	m, err := s.AwaitMessage(Channel, Saying("Card"))
	if err != nil {
		t.Fatal(err)
	}
	d, ended = act(func() error { return s.Click(Ann, m, "Button 1") })
	b.must("POST", callbackPath(d)+"?with_response=true", `{"type":6}`)
	wait(ended)
	b.must("PATCH", "/webhooks/"+App+"/"+str(d["token"])+"/messages/@original", card(text("Edited")))
	if m, err := s.AwaitMessage(Channel, Saying("Edited")); err != nil || m.Edits != 1 {
		t.Errorf("%+v, %v", m, err)
	}
	b.refused(10062, "POST", "/interactions/1/none/callback", `{"type":6}`)
}

func TestNobodyAnswers(t *testing.T) {
	s, b := start(t, Options{AckWithin: 50 * time.Millisecond})
	b.must("PUT", "/applications/"+App+"/commands", study)
	if s.SlashCommand(Ann, Channel, "topics") == nil {
		t.Error("a command without a bot succeeds")
	}
	c := b.ready(0)
	if s.SlashCommand(Ann, Channel, "topics") == nil {
		t.Error("a command without an answer succeeds")
	}
	d := c.next()["d"].(object)
	b.refused(10062, "POST", callbackPath(d), private("too late"))
	if err := s.SendTo("http://127.0.0.1:1"); err == nil {
		t.Error("an address where nobody is can be saved")
	}
	if s.SlashCommand(Ann, Channel, "topics") == nil {
		t.Error("a command without a listener succeeds")
	}
	if n := s.Counts().Missed; n != 3 {
		t.Errorf("%d were missed, want 3", n)
	}
}

func TestRepeatedDelivery(t *testing.T) {
	got := make(chan string, 4)
	both(t, func(p object) string {
		got <- str(p["id"])
		return private("Hello")
	}, func(t *testing.T, s *Server, _ bot) {
		s.SendTwice()
		if err := s.SlashCommand(Ann, Channel, "topics"); err != nil {
			t.Fatal(err)
		}
		if first, second := <-got, <-got; first != second {
			t.Errorf("delivered as %s and %s", first, second)
		}
		if n := len(s.Private(Ann)); n != 1 {
			t.Errorf("%d answers are seen", n)
		}
	})
}

func TestCommandLimits(t *testing.T) {
	one := func(options string) string {
		return `[{"name":"study","description":"x","options":[` + options + `]}]`
	}
	opt := func(kind int, name, more string) string {
		return `{"type":` + string(rune('0'+kind)) + `,"name":"` + name + `","description":"x"` + more + `}`
	}
	for name, c := range map[string]struct{ good, bad string }{
		"name":           {strings.Replace(one(""), "study", long(32), 1), strings.Replace(one(""), "study", long(33), 1)},
		"upper case":     {one(""), strings.Replace(one(""), "study", "Study", 1)},
		"description":    {strings.Replace(one(""), `"x"`, `"`+long(100)+`"`, 1), strings.Replace(one(""), `"x"`, `"`+long(101)+`"`, 1)},
		"no description": {one(""), strings.Replace(one(""), `"x"`, `""`, 1)},
		"options":        {one(repeat(25, func(i int) string { return opt(3, "o"+long(i+1), "") })), one(repeat(26, func(i int) string { return opt(3, "o"+long(i+1), "") }))},
		"same option":    {one(opt(3, "a", "") + "," + opt(3, "b", "")), one(opt(3, "a", "") + "," + opt(3, "a", ""))},
		"required first": {one(opt(3, "a", `,"required":true`) + "," + opt(3, "b", "")), one(opt(3, "a", "") + "," + opt(3, "b", `,"required":true`))},
		"mixed":          {one(opt(1, "a", "") + "," + opt(1, "b", "")), one(opt(1, "a", "") + "," + opt(3, "b", ""))},
		"nested":         {one(opt(2, "a", `,"options":[`+opt(1, "b", "")+`]`)), one(opt(1, "a", `,"options":[`+opt(1, "b", "")+`]`))},
		"choices":        {one(opt(3, "a", `,"choices":[{"name":"a","value":"a"}]`)), one(opt(3, "a", `,"autocomplete":true,"choices":[{"name":"a","value":"a"}]`))},
		"choice":         {one(opt(3, "a", `,"choices":[{"name":"a","value":"a"}]`)), one(opt(3, "a", `,"choices":[{"name":"a","value":"`+long(101)+`"}]`))},
		"completion":     {one(opt(3, "a", `,"autocomplete":true`)), one(opt(6, "a", `,"autocomplete":true`))},
		"locale":         {strings.Replace(one(""), `"name"`, `"description_localizations":{"de":"x","pt-BR":"x"},"name"`, 1), strings.Replace(one(""), `"name"`, `"description_localizations":{"de-AT":"x"},"name"`, 1)},
		"contexts":       {strings.Replace(one(""), `"name"`, `"contexts":[0,1],"name"`, 1), strings.Replace(one(""), `"name"`, `"contexts":[3],"name"`, 1)},
		"same command":   {one(""), `[{"name":"a","description":"x"},{"name":"a","description":"x"}]`},
		"8000 characters": {one(""), one(repeat(25, func(i int) string {
			return strings.Replace(opt(1, "s"+long(i+1), `,"options":[`+repeat(4, func(j int) string { return strings.Replace(opt(3, "o"+long(j+1), ""), `"x"`, `"`+long(100)+`"`, 1) })+`]`), `"x"`, `"`+long(100)+`"`, 1)
		}))},
	} {
		s, b := start(t, Options{})
		path := "/applications/" + App + "/commands"
		b.must("PUT", path, c.good)
		if p := s.Problems(); len(p) > 0 {
			t.Errorf("%s: a problem although it is right: %q", name, p)
		}
		b.refused(50035, "PUT", path, c.bad)
		if s.Counts().CommandPuts != 1 || len(s.Commands()) != 1 {
			t.Errorf("%s: registered in spite of it", name)
		}
	}
	_, b := start(t, Options{})
	path := "/applications/" + App + "/commands"
	b.must("PUT", path, study)
	if list := objects(b.must("GET", path, "")["list"]); list[0]["description_localizations"] != nil || list[0]["id"] == nil {
		t.Errorf("without localizations: %v", list)
	}
	if list := objects(b.must("GET", path+"?with_localizations=true", "")["list"]); list[0]["description_localizations"] == nil {
		t.Errorf("with localizations: %v", list)
	}
	b.refused(20012, "PUT", "/applications/5/commands", "[]")
}
