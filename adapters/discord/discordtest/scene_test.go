package discordtest

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"studybot/bot/chat"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestScene(t *testing.T) {
	both(t, func(p object) string {
		if data := p["data"].(object); data["custom_id"] == "b1" {
			return modal
		}
		return private("Hello")
	}, func(t *testing.T, s *Server, b bot) {
		sc := NewScene(s, nil)
		if st := sc.Stage(); st.Team != "discord:"+Guild || st.Channel != Channel || st.Ann == st.Bob {
			t.Errorf("the stage is %+v", st)
		}
		b.must("POST", messages, card(text("Old")+","+row(button(1))))
		b.must("POST", messages, card(text("New")+","+row(button(1))))
		s.Write(Bob, Channel, "a person's words")
		for what, err := range map[string]error{
			"type": sc.Type(Ann, "topics", false), "type directly": sc.Type(Ann, "topics", true), "press": sc.Press(Ann, "Button 1", ""),
		} {
			if err != nil {
				t.Errorf("%s: %v", what, err)
			}
		}
		if sc.Press(Ann, "Nothing", "") == nil {
			t.Error("what is not there can be pressed")
		}
		seen := sc.Look(Ann)
		if len(seen.Channel) != 2 || seen.Channel[1].Text != "New" || len(seen.Private) == 0 || seen.Form == nil || seen.Form.Title != "A question" {
			t.Errorf("Ann sees %+v", seen)
		}
		f, _ := s.Modal(Ann)
		if f.source.Words() != "New" {
			t.Errorf("the older message's button was pressed: %q", f.source.Words())
		}
		if err := sc.Submit(Ann, map[string][]string{"why": {"x"}}); err != nil {
			t.Error(err)
		}
		if other := sc.Look(Bob); len(other.Private) != 0 || other.Form != nil {
			t.Errorf("Bob sees %+v", other)
		}
		for _, reason := range []chat.Reason{chat.NotInChannel, chat.ChannelGone, chat.NotAllowed, chat.Unauthorized, chat.MemberClosed, chat.MessageGone, chat.BadMessage} {
			if !sc.Fail(&chat.Refused{Reason: reason}) {
				t.Errorf("%s cannot be provoked", reason)
			}
			if status, _ := b.call("POST", messages, card(text("x"))); status < 400 {
				t.Errorf("%s: %d", reason, status)
			}
		}
		sc.Fail(&chat.Busy{After: 7 * time.Second})
		if status, o := b.call("PATCH", messages+"/1", card(text("x"))); status != 429 || o["retry_after"] != 7.0 {
			t.Errorf("busy: %d %v", status, o)
		}
		if sc.Fail(errors.New("a bad day")) {
			t.Error("anything can be provoked")
		}
	})
}

// A listener that does not check signatures, or that does not know a ping, cannot
// be saved.
func TestSavingAnAddress(t *testing.T) {
	s, _ := start(t, Options{})
	for body, want := range map[string]string{`{"type":1}`: "wrong signature", `{"type":5}`: "ping"} {
		l := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) }))
		if err := s.SendTo(l.URL); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", body, err)
		}
		l.Close()
	}
}

func TestSuggestionLimits(t *testing.T) {
	one := func(name, value string) string { return `{"name":` + quoted(name) + `,"value":` + quoted(value) + `}` }
	for name, c := range map[string]struct {
		choices string
		fine    bool
	}{
		"25":         {repeat(25, func(int) string { return one("n", "v") }), true},
		"26":         {repeat(26, func(int) string { return one("n", "v") }), false},
		"long":       {one(long(100), long(100)), true},
		"name":       {one(long(101), "v"), false},
		"value":      {one("n", long(101)), false},
		"empty name": {one("", "v"), false},
		"none":       {"", true},
	} {
		s, b := start(t, Options{})
		b.must("PUT", "/applications/"+App+"/commands", study)
		b.ready(0).answering(func(object) string { return `{"type":8,"data":{"choices":[` + c.choices + `]}}` })
		list, err := s.Autocomplete(Ann, Channel, "plan", "area", "x")
		if (err == nil) != c.fine || c.fine != (len(s.Problems()) == 0) {
			t.Errorf("%s: %d suggestions, %v, problems %q", name, len(list), err, s.Problems())
		}
	}
}

func TestPrivateConversation(t *testing.T) {
	got := make(chan object, 4)
	both(t, func(p object) string {
		got <- p
		return `{"type":6}`
	}, func(t *testing.T, s *Server, b bot) {
		dm := s.OpenDM(Ann)
		b.must("POST", "/channels/"+dm+"/messages", card(text("-# From [Study](https://discord.com/channels/"+Guild+")")+","+row(button(1))))
		m, err := s.AwaitDirect(Ann, Saying("From Study"))
		if err != nil {
			t.Fatal(err)
		}
		if s.Click(Bob, m, "Button 1") == nil {
			t.Error("somebody else's conversation can be pressed in")
		}
		if err := s.Click(Ann, m, "Button 1"); err != nil {
			t.Fatal(err)
		}
		p := <-got
		echo := objects(p["message"].(object)["components"])
		if p["context"] != 1.0 || p["guild_id"] != nil || p["member"] != nil || p["user"].(object)["id"] != Ann || len(echo) != 2 || !strings.Contains(str(echo[0]["content"]), Guild) {
			t.Errorf("the press arrived as %v", p)
		}
		if owners := p["authorizing_integration_owners"].(object); owners["0"] != "0" {
			t.Errorf("owners: %v", owners)
		}
		s.RemoveMember(Guild, Ann)
		if s.SlashCommand(Ann, Channel, "topics") == nil {
			t.Error("somebody who left uses a command")
		}
		if list := s.Direct(Ann); len(list) != 1 || !slices.Equal(list[0].Labels(), []string{"Button 1"}) {
			t.Errorf("the conversation is %+v", list)
		}
	})
}
