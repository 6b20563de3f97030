package discordtest

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// bot is a tiny client, written by hand.
type bot struct {
	t *testing.T
	s *Server
}

const goodAgent = "DiscordBot (https://example.org/bot, 1.0)"

// start is a stand-in that waits longer than a busy machine takes.
func start(t *testing.T, o Options) (*Server, bot) {
	t.Helper()
	if o.AckWithin == 0 {
		o.AckWithin = 20 * time.Second
	}
	s := New(o)
	t.Cleanup(s.Close)
	return s, bot{t, s}
}

func (b bot) do(req *http.Request) (int, object) {
	b.t.Helper()
	resp, err := b.s.http.Client().Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	var out any
	_ = json.Unmarshal(data, &out) // what is no JSON stays nil
	if list, ok := out.([]any); ok {
		return resp.StatusCode, object{"list": list}
	}
	o, _ := out.(object)
	return resp.StatusCode, o
}

func (b bot) request(method, path, body string) *http.Request {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.s.APIURL()+"/api/v10"+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("User-Agent", goodAgent)
	req.Header.Set("Authorization", "Bot test.bot.token")
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	return req
}

func (b bot) call(method, path, body string) (int, object) {
	b.t.Helper()
	return b.do(b.request(method, path, body))
}

// must wants a success.
func (b bot) must(method, path, body string) object {
	b.t.Helper()
	status, o := b.call(method, path, body)
	if status/100 != 2 {
		b.t.Fatalf("%s %s: %d %v", method, path, status, o)
	}
	return o
}

// refused wants an error code.
func (b bot) refused(code int, method, path, body string) object {
	b.t.Helper()
	status, o := b.call(method, path, body)
	if status/100 == 2 || o["code"] != float64(code) {
		b.t.Errorf("%s %s: %d %v, want code %d", method, path, status, o, code)
	}
	return o
}

// form sends payload_json with files.
func (b bot) form(method, path, payload string, files ...string) (int, object) {
	b.t.Helper()
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	_ = w.WriteField("payload_json", payload)
	for i, name := range files {
		f, err := w.CreateFormFile(fmt.Sprintf("files[%d]", i), name)
		if err != nil {
			b.t.Fatal(err)
		}
		_, _ = f.Write([]byte("data"))
	}
	_ = w.Close()
	req := b.request(method, path, "")
	req.Body = io.NopCloser(&buf)
	req.Header.Set("Content-Type", w.FormDataContentType())
	return b.do(req)
}

// card is a message of Components V2 around the components.
func card(components string, more ...string) string {
	return `{"flags":32768,"allowed_mentions":{"parse":[]},"components":[` + components + `]` + strings.Join(append([]string{""}, more...), ",") + `}`
}

func text(s string) string { return `{"type":10,"content":` + quoted(s) + `}` }

func quoted(s string) string {
	data, _ := json.Marshal(s)
	return string(data)
}

func long(n int) string { return strings.Repeat("w", n) }

func repeat(n int, one func(i int) string) string {
	var list []string
	for i := range n {
		list = append(list, one(i))
	}
	return strings.Join(list, ",")
}

func button(i int) string {
	return fmt.Sprintf(`{"type":2,"style":2,"label":"Button %d","custom_id":"b%d"}`, i, i)
}

func row(inner string) string { return `{"type":1,"components":[` + inner + `]}` }

func menu(more string) string {
	return row(`{"type":3,"custom_id":"m","placeholder":"Level"` + more + `}`)
}

func option(value string) string {
	return `{"label":"Label ` + value + `","value":"` + value + `","description":"d"}`
}

func options(n int) string {
	return `,"options":[` + repeat(n, func(i int) string { return option(fmt.Sprint("v", i)) }) + `]`
}

func container(inner string) string { return `{"type":17,"components":[` + inner + `]}` }

const messages = "/channels/" + Channel + "/messages"

func TestMessageLimits(t *testing.T) {
	texts := func(n int) string { return repeat(n, func(int) string { return text("x") }) }
	for name, c := range map[string]struct{ good, bad, want string }{
		"components":       {card(texts(40)), card(texts(41)), "MAX_TOTAL"},
		"nested":           {card(container(texts(39))), card(container(texts(40))), "MAX_TOTAL"},
		"text":             {card(text(long(4000))), card(text(long(4001))), "BASE_TYPE_BAD_LENGTH"},
		"text over all":    {card(text(long(2000)) + "," + text(long(2000))), card(text(long(2000)) + "," + text(long(2001))), "DISPLAYABLE_TEXT_SIZE"},
		"blank text":       {card(text("x")), card(text(" ")), "BASE_TYPE_REQUIRED"},
		"content":          {card(text("x")), card(text("x"), `"content":"x"`), "LEGACY_FIELDS"},
		"embeds":           {card(text("x")), card(text("x"), `"embeds":[{"title":"x"}]`), "LEGACY_FIELDS"},
		"flag":             {card(text("x")), strings.Replace(card(text("x")), "32768", "0", 1), "UNION_TYPE_CHOICES"},
		"ephemeral":        {card(text("x")), strings.Replace(card(text("x")), "32768", "32832", 1), "BITFIELD"},
		"buttons":          {card(row(repeat(5, button))), card(row(repeat(6, button))), "BASE_TYPE_BAD_LENGTH"},
		"empty row":        {card(row(button(1))), card(row("")), "BASE_TYPE_BAD_LENGTH"},
		"menu and button":  {card(menu(options(1))), card(row(strings.TrimSuffix(strings.TrimPrefix(menu(options(1)), `{"type":1,"components":[`), "]}") + "," + button(1))), "WIDTH"},
		"label":            {card(row(strings.Replace(button(1), "Button 1", long(80), 1))), card(row(strings.Replace(button(1), "Button 1", long(81), 1))), "BASE_TYPE_BAD_LENGTH"},
		"custom_id":        {card(row(strings.Replace(button(1), "b1", long(100), 1))), card(row(strings.Replace(button(1), "b1", long(101), 1))), "BASE_TYPE_BAD_LENGTH"},
		"same custom_id":   {card(row(button(1) + "," + button(2))), card(row(button(1) + "," + button(1))), "CUSTOM_ID_DUPLICATED"},
		"no custom_id":     {card(row(button(1))), card(row(`{"type":2,"style":1,"label":"x"}`)), "BASE_TYPE_REQUIRED"},
		"style":            {card(row(button(1))), card(row(strings.Replace(button(1), `"style":2`, `"style":7`, 1))), "NUMBER_TYPE_RANGE"},
		"link":             {card(row(`{"type":2,"style":5,"label":"x","url":"https://example.org"}`)), card(row(`{"type":2,"style":5,"label":"x","url":"https://example.org","custom_id":"x"}`)), "MUTUALLY_EXCLUSIVE"},
		"link length":      {card(row(`{"type":2,"style":5,"label":"x","url":"https://e.org/` + long(498) + `"}`)), card(row(`{"type":2,"style":5,"label":"x","url":"https://e.org/` + long(499) + `"}`)), "BASE_TYPE_BAD_LENGTH"},
		"link scheme":      {card(row(`{"type":2,"style":5,"label":"x","url":"https://e.org"}`)), card(row(`{"type":2,"style":5,"label":"x","url":"ftp://e.org"}`)), "SCHEME"},
		"button url":       {card(row(button(1))), card(row(strings.Replace(button(1), `"style":2`, `"style":2,"url":"https://e.org"`, 1))), "MUTUALLY_EXCLUSIVE"},
		"options":          {card(menu(options(25))), card(menu(options(26))), "BASE_TYPE_BAD_LENGTH"},
		"no options":       {card(menu(options(1))), card(menu(`,"options":[]`)), "BASE_TYPE_BAD_LENGTH"},
		"option value":     {card(menu(`,"options":[` + option(long(94)) + `]`)), card(menu(`,"options":[` + option(long(101)) + `]`)), "BASE_TYPE_BAD_LENGTH"},
		"option twice":     {card(menu(options(2))), card(menu(`,"options":[` + option("a") + "," + option("a") + `]`)), "VALUE_DUPLICATED"},
		"option hint":      {card(menu(options(1))), card(menu(`,"options":[{"label":"a","value":"a","description":"` + long(101) + `"}]`)), "BASE_TYPE_BAD_LENGTH"},
		"placeholder":      {card(strings.Replace(menu(options(1)), "Level", long(150), 1)), card(strings.Replace(menu(options(1)), "Level", long(151), 1)), "BASE_TYPE_BAD_LENGTH"},
		"max values":       {card(menu(options(2) + `,"max_values":2`)), card(menu(options(2) + `,"max_values":3`)), "NUMBER_TYPE_MAX"},
		"min over max":     {card(menu(options(3) + `,"min_values":2,"max_values":2`)), card(menu(options(3) + `,"min_values":3,"max_values":2`)), "EXCEEDS_MAX"},
		"defaults":         {card(menu(`,"options":[{"label":"a","value":"a","default":true}]`)), card(menu(`,"options":[{"label":"a","value":"a","default":true},{"label":"b","value":"b","default":true}]`)), "TOO_MANY_DEFAULT"},
		"ids":              {card(`{"type":10,"id":7,"content":"x"},{"type":10,"id":8,"content":"x"}`), card(`{"type":10,"id":7,"content":"x"},{"type":10,"id":7,"content":"x"}`), "COMPONENT_ID_DUPLICATED"},
		"id size":          {card(`{"type":10,"id":2147483647,"content":"x"}`), card(`{"type":10,"id":2147483648,"content":"x"}`), "NUMBER_TYPE_RANGE"},
		"id sign":          {card(`{"type":10,"id":1,"content":"x"}`), card(`{"type":10,"id":-1,"content":"x"}`), "NUMBER_TYPE_RANGE"},
		"colour":           {card(`{"type":17,"accent_color":16777215,"components":[` + text("x") + `]}`), card(`{"type":17,"accent_color":16777216,"components":[` + text("x") + `]}`), "NUMBER_TYPE_RANGE"},
		"empty container":  {card(container(text("x"))), card(container("")), "BASE_TYPE_BAD_LENGTH"},
		"in a container":   {card(container(row(button(1)))), card(container(container(text("x")))), "UNION_TYPE_CHOICES"},
		"loose button":     {card(row(button(1))), card(button(1)), "UNION_TYPE_CHOICES"},
		"section":          {card(`{"type":9,"components":[` + texts(3) + `],"accessory":` + button(1) + `}`), card(`{"type":9,"components":[` + texts(4) + `],"accessory":` + button(1) + `}`), "BASE_TYPE_BAD_LENGTH"},
		"no accessory":     {card(`{"type":9,"components":[` + texts(1) + `],"accessory":` + button(1) + `}`), card(`{"type":9,"components":[` + texts(1) + `]}`), "UNION_TYPE_CHOICES"},
		"separator":        {card(`{"type":14,"spacing":2,"divider":false}`), card(`{"type":14,"spacing":3}`), "NUMBER_TYPE_RANGE"},
		"missing file":     {card(`{"type":12,"items":[{"media":{"url":"https://e.org/a.png"},"description":"a"}]}`), card(`{"type":12,"items":[{"media":{"url":"attachment://a.png"},"description":"a"}]}`), "ATTACHMENT_NOT_FOUND"},
		"file address":     {card(text("x")), card(`{"type":13,"file":{"url":"https://e.org/a.png"}}`), "FILE_COMPONENT"},
		"alt":              {card(`{"type":12,"items":[{"media":{"url":"https://e.org/a.png"},"description":"` + long(1024) + `"}]}`), card(`{"type":12,"items":[{"media":{"url":"https://e.org/a.png"},"description":"` + long(1025) + `"}]}`), "BASE_TYPE_BAD_LENGTH"},
		"gallery":          {card(`{"type":12,"items":[` + repeat(10, func(int) string { return `{"media":{"url":"https://e.org/a.png"},"description":"a"}` }) + `]}`), card(`{"type":12,"items":[` + repeat(11, func(int) string { return `{"media":{"url":"https://e.org/a.png"},"description":"a"}` }) + `]}`), "BASE_TYPE_BAD_LENGTH"},
		"unknown type":     {card(text("x")), card(`{"type":99}`), "UNION_TYPE_CHOICES"},
		"input in message": {card(row(button(1))), card(row(`{"type":4,"custom_id":"a","style":1}`)), "UNION_TYPE_CHOICES"},
		"nonce":            {card(text("x"), `"nonce":"`+long(25)+`"`), card(text("x"), `"nonce":"`+long(26)+`"`), "NONCE"},
		"enforced nonce":   {card(text("x"), `"nonce":"1","enforce_nonce":true`), card(text("x"), `"enforce_nonce":true`), "BASE_TYPE_REQUIRED"},
		"attachment":       {card(text("x"), `"attachments":[]`), card(text("x"), `"attachments":[{"id":0,"filename":"a.png"}]`), "ATTACHMENT_NOT_FOUND"},
	} {
		s, b := start(t, Options{})
		b.must("POST", messages, c.good)
		if p := s.Problems(); len(p) > 0 {
			t.Errorf("%s: a problem although it is right: %q", name, p)
		}
		o := b.refused(50035, "POST", messages, c.bad)
		if data, _ := json.Marshal(o["errors"]); !strings.Contains(string(data), c.want) {
			t.Errorf("%s: errors %s, want %s", name, data, c.want)
		}
		if len(s.Problems()) == 0 {
			t.Errorf("%s: no problem is told", name)
		}
		if n := len(s.Messages(Channel)); n != 1 {
			t.Errorf("%s: %d messages", name, n)
		}
	}
}

// What Discord would take, but a careful bot does not send.
func TestCarelessMessages(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"mentions by default": {`{"content":"x"}`, "allowed_mentions"},
		"some mentions":       {`{"content":"x","allowed_mentions":{"parse":["users"]}}`, "allowed_mentions"},
		"one person":          {`{"content":"x","allowed_mentions":{"parse":[],"users":["1"]}}`, "allowed_mentions"},
		"unknown field":       {card(text("x"), `"colour":1`), "unknown field colour"},
		"unknown inside":      {card(`{"type":10,"content":"x","text":"y"}`), "unknown field components.0.text"},
		"a person drawn":      {card(text("<@" + Bob + ">")), "drawn as a mention"},
		"everyone drawn":      {card(text("Hello @everyone")), "drawn as a mention"},
		"hidden link":         {card(text("[bank](https://evil.example)")), "drawn as a mention"},
		"picture without alt": {card(`{"type":12,"items":[{"media":{"url":"https://e.org/a.png"}}]}`), "without words"},
	} {
		s, b := start(t, Options{})
		b.must("POST", messages, c.body)
		if p := s.Problems(); len(p) != 1 || !strings.Contains(p[0], c.want) {
			t.Errorf("%s: problems %q, want %q", name, p, c.want)
		}
	}
	s, b := start(t, Options{})
	req := b.request("GET", "/users/@me", "")
	req.Header.Set("User-Agent", "Go-http-client/1.1")
	if status, o := b.do(req); status != 403 || o["code"] != 40333.0 {
		t.Errorf("a client without a name: %d %v", status, o)
	}
	b.refused(0, "GET", "/guilds/"+Guild+"/emojis", "")
	if p := s.Problems(); len(p) != 2 {
		t.Errorf("problems: %q", p)
	}
	b.refused(50006, "POST", messages, card(""))
	b.refused(50006, "POST", messages, "")
	b.refused(50109, "POST", messages, "{")
}

func TestMessagesAndNonces(t *testing.T) {
	s, b := start(t, Options{})
	body := card(container(text("## Title\nOne *star*")+","+row(button(1))), `"nonce":"n1","enforce_nonce":true`)
	first := b.must("POST", messages, body)
	again := b.must("POST", messages, body)
	if first["id"] != again["id"] || first["nonce"] != "n1" || len(s.Messages(Channel)) != 1 {
		t.Errorf("the same nonce made another message: %v and %v", first["id"], again["id"])
	}
	s.ForgetNonces()
	if third := b.must("POST", messages, body); third["id"] == first["id"] {
		t.Error("a forgotten nonce is still known")
	}
	if at := snowflakeTime(str(first["id"])); time.Since(at).Abs() > time.Hour {
		t.Errorf("the message is dated %s", at)
	}
	list := b.must("GET", messages+"?limit=1", "")["list"].([]any)
	newest := list[0].(object)
	if len(list) != 1 || newest["id"] == first["id"] {
		t.Errorf("the history does not begin with the newest: %v", list)
	}
	inner := objects(objects(newest["components"])[0]["components"])
	if objects(newest["components"])[0]["id"] != 1.0 || inner[0]["id"] != 2.0 {
		t.Errorf("components got no ids: %v", newest["components"])
	}
	before := b.must("GET", messages+"?limit=100&before="+str(newest["id"]), "")["list"].([]any)
	after := b.must("GET", messages+"?after="+str(first["id"]), "")["list"].([]any)
	if len(before) != 1 || before[0].(object)["id"] != first["id"] || len(after) != 1 || after[0].(object)["id"] != newest["id"] {
		t.Errorf("before %v, after %v", before, after)
	}
	b.refused(50035, "GET", messages+"?limit=101", "")
	b.must("PATCH", messages+"/"+str(first["id"]), card(text("New")))
	m, err := s.AwaitMessage(Channel, Saying("New"))
	if err != nil || m.ID != first["id"] || m.Edits != 1 || len(m.Labels()) != 0 {
		t.Errorf("the edit: %+v, %v", m, err)
	}
	b.refused(50035, "PATCH", messages+"/"+m.ID, `{"content":"x","allowed_mentions":{"parse":[]}}`)
	b.refused(10008, "PATCH", messages+"/1", card(text("x")))
	b.refused(10003, "POST", "/channels/1/messages", card(text("x")))
	other := s.Write(Ann, Channel, "hello")
	b.refused(50005, "PATCH", messages+"/"+other, card(text("x")))
	if got := b.must("GET", messages+"/"+other, ""); got["content"] != "" {
		t.Errorf("a person's words are shown without the intent: %v", got)
	}
	s.DeleteMessage(Channel, m.ID)
	b.refused(10008, "GET", messages+"/"+m.ID, "")
}

func TestFiles(t *testing.T) {
	s, b := start(t, Options{})
	gallery := `{"type":12,"items":[{"media":{"url":"attachment://a.png"},"description":"A line."}]}`
	file := `{"type":13,"file":{"url":"attachment://b.md"}}`
	status, o := b.form("POST", messages, card(gallery+","+file, `"attachments":[{"id":0,"description":"A line."},{"id":1}]`), "a.png", "b.md")
	if status != 200 {
		t.Fatalf("%d %v", status, o)
	}
	m := s.Messages(Channel)[0]
	if len(m.Files) != 2 || m.Files[0].Alt != "A line." || string(m.Files[1].Data) != "data" || !slices.Equal(m.FileNames(), []string{"b.md"}) || !slices.Equal(m.Alts(), []string{"A line."}) {
		t.Errorf("the files are %+v", m)
	}
	if url := objects(objects(o["components"])[0]["items"])[0]["media"].(object)["url"]; !strings.HasPrefix(str(url), "https://cdn.") {
		t.Errorf("the picture's address is %v", url)
	}
	if status, _ := b.form("PATCH", messages+"/"+m.ID, card(gallery, `"attachments":[{"id":"`+m.Files[0].ID+`"}]`)); status != 200 {
		t.Error("a kept attachment is not found")
	}
	if p := s.Problems(); len(p) > 0 {
		t.Errorf("problems: %q", p)
	}
	b.form("POST", messages, card(text("x")), "c.png")
	if p := s.Problems(); len(p) != 1 || !strings.Contains(p[0], "no component shows it") {
		t.Errorf("problems: %q", p)
	}
	if status, o := b.form("PATCH", messages+"/"+m.ID, card(gallery, `"attachments":[]`)); status != 400 {
		t.Errorf("a picture that was removed is shown: %v", o)
	}
	s.Permit(Channel, ViewChannel|SendMessages)
	if status, o := b.form("POST", messages, card(gallery), "a.png"); status != 403 || o["code"] != 50013.0 {
		t.Errorf("a file without the permission: %d %v", status, o)
	}
}

func TestPlaces(t *testing.T) {
	s, b := start(t, Options{})
	s.AddGuild(OtherGuild, "Other")
	if list := b.must("GET", "/users/@me/guilds", "")["list"].([]any); len(list) != 2 || list[0].(object)["permissions"] != bits(DefaultPermissions) {
		t.Errorf("guilds: %v", list)
	}
	if me := b.must("GET", "/applications/@me", ""); me["id"] != App {
		t.Errorf("application: %v", me)
	}
	if g := b.must("GET", "/guilds/"+Guild, ""); g["name"] != "Study circle" {
		t.Errorf("guild: %v", g)
	}
	b.must("GET", "/guilds/"+Guild+"/members/"+Ann, "")
	b.refused(10007, "GET", "/guilds/"+OtherGuild+"/members/"+Ann, "")
	dm := b.must("POST", "/users/@me/channels", `{"recipient_id":"`+Ann+`"}`)
	path := "/channels/" + str(dm["id"]) + "/messages"
	b.must("POST", path, card(text("Hello")))
	if m, err := s.AwaitDirect(Ann, Saying("Hello")); err != nil || m.Guild != "" {
		t.Errorf("%+v, %v", m, err)
	}
	s.ClosePrivate(Ann)
	b.refused(50007, "POST", path, card(text("x")))
	s.RemoveMember(Guild, Bob)
	alone := b.must("POST", "/users/@me/channels", `{"recipient_id":"`+Bob+`"}`)
	b.refused(50278, "POST", "/channels/"+str(alone["id"])+"/messages", card(text("x")))
	b.refused(10013, "POST", "/users/@me/channels", `{"recipient_id":"5"}`)
	s.Permit(Channel, ViewChannel)
	b.refused(50013, "POST", messages, card(text("x")))
	b.must("GET", messages, "")
	s.Permit(Channel, SendMessages)
	b.refused(50001, "POST", messages, card(text("x")))
	s.RemoveBot(Guild)
	b.refused(50001, "GET", "/channels/"+Channel, "")
	b.refused(10004, "GET", "/guilds/"+Guild, "")
	s.DeleteChannel(Channel)
	b.refused(10003, "GET", "/channels/"+Channel, "")
	s.Revoke()
	b.refused(0, "GET", "/users/@me", "")
	if n := s.Counts().Unauthorized; n != 1 {
		t.Errorf("%d unauthorized", n)
	}
}

func TestThreads(t *testing.T) {
	s, b := start(t, Options{})
	m := b.must("POST", messages, card(text("Question")))
	path := messages + "/" + str(m["id"]) + "/threads"
	b.refused(50035, "POST", path, `{"name":"`+long(101)+`"}`)
	b.refused(50035, "POST", path, `{"name":"x","auto_archive_duration":61}`)
	th := b.must("POST", path, `{"name":"Talk","auto_archive_duration":1440}`)
	if th["id"] != m["id"] || th["type"] != 11.0 || th["parent_id"] != Channel || !slices.Equal(s.Threads(Channel), []string{str(m["id"])}) {
		t.Errorf("the thread is %v", th)
	}
	b.refused(160004, "POST", path, `{"name":"Talk"}`)
	inside := "/channels/" + str(th["id"])
	b.must("POST", inside+"/messages", card(text("Inside")))
	s.ArchiveThread(str(th["id"]), false)
	b.must("POST", inside+"/messages", card(text("Reopens")))
	if o := b.must("GET", inside, ""); o["thread_metadata"].(object)["archived"] != false {
		t.Errorf("a post does not reopen: %v", o)
	}
	s.ArchiveThread(str(th["id"]), false)
	old := s.Messages(str(th["id"]))[0]
	b.refused(50083, "PATCH", inside+"/messages/"+old.ID, card(text("x")))
	b.must("PATCH", inside, `{"archived":false}`)
	b.must("PATCH", inside+"/messages/"+old.ID, card(text("x")))
	s.ArchiveThread(str(th["id"]), true)
	b.refused(50083, "POST", inside+"/messages", card(text("x")))
	b.refused(50013, "PATCH", inside, `{"archived":false}`)
	s.ArchiveThread(str(th["id"]), false)
	s.Permit(Channel, DefaultPermissions&^SendMessagesInThreads)
	b.refused(50013, "POST", inside+"/messages", card(text("x")))
	s.Permit(Channel, DefaultPermissions&^CreatePublicThreads)
	m = b.must("POST", messages, card(text("Another")))
	b.refused(50013, "POST", messages+"/"+str(m["id"])+"/threads", `{"name":"x"}`)
}

// served runs an HTTP listener that checks signatures and answers with answer.
func served(t *testing.T, s *Server, answer func(p object) (status int, body string)) string {
	t.Helper()
	_, _, hexKey := s.Tokens()
	key, err := hex.DecodeString(hexKey)
	if err != nil {
		t.Fatal(err)
	}
	l := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		sig, err := hex.DecodeString(r.Header.Get("X-Signature-Ed25519"))
		if err != nil || !ed25519.Verify(key, append([]byte(r.Header.Get("X-Signature-Timestamp")), body...), sig) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		var p object
		_ = json.Unmarshal(body, &p)
		w.Header().Set("Content-Type", "application/json")
		if p["type"] == 1.0 {
			_, _ = w.Write([]byte(`{"type":1}`))
			return
		}
		status, out := answer(p)
		w.WriteHeader(status)
		_, _ = w.Write([]byte(out))
	}))
	t.Cleanup(l.Close)
	return l.URL
}
