package chattest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"studybot/bot/chat"
)

func postsAndEdits(t *testing.T, p *play) {
	ref := p.send("k-1", card("First card", "Read `me` & <you>"))
	s := p.until(p.Ann, "the post", func(s Screen) bool { return len(s.Channel) == 1 })
	got := s.Channel[0]
	for _, want := range []string{"First card", "& <you>", "Small print"} {
		if !strings.Contains(got.Text, want) {
			t.Errorf("the post lacks %q: %q", want, got.Text)
		}
	}
	for _, want := range []string{"Say hello", "Level", "Read more"} {
		if !slices.Contains(got.Controls, want) {
			t.Errorf("the post lacks the control %q: %q", want, got.Controls)
		}
	}
	if got.ID != ref.ID {
		t.Errorf("the post is %q, its reference says %q", got.ID, ref.ID)
	}
	p.must("edit", p.Platform.Edit(t.Context(), ref, *text("Second words")))
	s = p.until(p.Bob, "the edit", func(s Screen) bool { return has(s.Channel, "Second words") })
	if len(s.Channel) != 1 || has(s.Channel, "First card") || len(s.Channel[0].Controls) != 0 {
		t.Errorf("an edit must replace all of the message: %+v", s.Channel)
	}
	reply, err := p.Platform.Send(t.Context(), chat.Post{
		To: chat.Place{Team: p.Team, Channel: p.Channel, Thread: ref.ID}, Message: *text("In the thread"), Key: "k-2",
	})
	p.must("send to a thread", err)
	if reply.ID == ref.ID {
		t.Error("a thread's message has the name of its post")
	}
}

func oneKeyOnePost(t *testing.T, p *play) {
	first := p.send("round/2026-03-02", text("The question"))
	other := p.send("round/2026-03-03", text("Another question"))
	if first == other {
		t.Fatal("two posts have one name")
	}
	for range 2 {
		again, err := p.Platform.Send(t.Context(), chat.Post{
			To: chat.Place{Team: p.Team, Channel: p.Channel}, Message: *text("The question"),
			Key: "round/2026-03-02", Again: true, Since: time.Now().Add(-time.Minute),
		})
		p.must("send again", err)
		if again != first {
			t.Errorf("sent again as %+v, first was %+v", again, first)
		}
	}
	fresh, err := p.Platform.Send(t.Context(), chat.Post{
		To: chat.Place{Team: p.Team, Channel: p.Channel}, Message: *text("A third question"),
		Key: "round/2026-03-04", Again: true, Since: time.Now().Add(-time.Minute),
	})
	p.must("send what never arrived", err)
	if fresh == first || fresh == other {
		t.Error("a post that never arrived was taken for another")
	}
	if s := p.Look(p.Ann); len(s.Channel) != 3 {
		t.Errorf("%d posts, want 3: %+v", len(s.Channel), s.Channel)
	}
}

func directMessages(t *testing.T, p *play) {
	post := chat.Post{To: chat.Place{Team: p.Team, Member: p.Ann}, Message: *card("Your digest", "Three open items"), Key: "digest/1"}
	ref, err := p.Platform.Send(t.Context(), post)
	p.must("send to a member", err)
	p.until(p.Ann, "the direct message", func(s Screen) bool { return has(s.Direct, "Your digest") })
	if s := p.Look(p.Bob); has(own(s), "Your digest") || has(s.Channel, "Your digest") {
		t.Errorf("another member sees it: %+v", s)
	}
	post.Again, post.Since = true, time.Now().Add(-time.Minute)
	again, err := p.Platform.Send(t.Context(), post)
	p.must("send to a member again", err)
	if again != ref {
		t.Errorf("sent again as %+v, first was %+v", again, ref)
	}
	p.must("press", p.Press(p.Ann, "Say hello", ""))
	if e := p.event("hello"); !e.Private || e.Member != p.Ann {
		t.Errorf("a press in a private conversation is not private: %+v", e)
	}
	p.must("edit", p.Platform.Edit(t.Context(), ref, *text("Nothing open")))
	p.until(p.Ann, "the edit", func(s Screen) bool { return has(s.Direct, "Nothing open") && !has(s.Direct, "Your digest") })
}

func privateReplies(t *testing.T, p *play) {
	p.must("type", p.Type(p.Ann, "hello big world", false))
	e := p.event("hello")
	if e.Team != p.Team || e.Channel != p.Channel || e.Member != p.Ann || e.Private || !slices.Equal(e.Action.Args, []string{"big", "world"}) {
		t.Errorf("the command arrived as %+v", e)
	}
	if e.Post != (chat.Ref{}) {
		t.Errorf("a typed command has a post: %+v", e.Post)
	}
	if d := time.Since(e.At).Abs(); d > time.Hour {
		t.Errorf("the command is dated %s", e.At)
	}
	p.until(p.Ann, "the reply", func(s Screen) bool { return has(s.Private, "Hello, big world") })
	ref := p.send("k", card("Public card", "For all"))
	p.must("press", p.Press(p.Bob, "Say hello", ""))
	e = p.event("hello")
	if e.Post != ref || e.Member != p.Bob || e.Channel != p.Channel || !slices.Equal(e.Action.Args, []string{"from", "a/button"}) {
		t.Errorf("the press arrived as %+v, the post is %+v", e, ref)
	}
	p.until(p.Bob, "the reply to a press", func(s Screen) bool { return has(s.Private, "Hello, from a/button") })
	ann, bob := p.Look(p.Ann), p.Look(p.Bob)
	if has(own(ann), "a/button") || has(own(bob), "big world") || has(ann.Channel, "Hello") || has(bob.Channel, "Hello") {
		t.Errorf("a private reply is seen by others:\n%+v\n%+v", ann, bob)
	}
	if !has(ann.Channel, "Public card") {
		t.Error("a private reply replaced the public message")
	}
}

func updateReplaces(t *testing.T, p *play) {
	p.send("k", card("Public card", "For all"))
	p.must("press", p.Press(p.Ann, "Update it", ""))
	s := p.until(p.Bob, "the update", func(s Screen) bool { return has(s.Channel, "Updated by "+p.Ann) })
	if len(s.Channel) != 1 || has(s.Channel, "Public card") {
		t.Errorf("the message was not replaced: %+v", s.Channel)
	}
	p.must("type", p.Type(p.Ann, "card", false))
	p.until(p.Ann, "the private card", func(s Screen) bool { return has(s.Private, "Private card") })
	p.must("press", p.Press(p.Ann, "Update it", ""))
	s = p.until(p.Ann, "the update of a private reply", func(s Screen) bool { return has(s.Private, "Updated by") })
	if has(s.Private, "Private card") {
		t.Errorf("the private reply was not replaced: %+v", s.Private)
	}
	if bob := p.Look(p.Bob); has(own(bob), "Updated by") {
		t.Errorf("another member sees the update of a private reply: %+v", bob)
	}
	p.must("type", p.Type(p.Bob, "update", false))
	p.until(p.Bob, "an update with nothing to replace", func(s Screen) bool { return has(s.Private, "Updated by "+p.Bob) })
}

func menuChoice(t *testing.T, p *play) {
	p.send("k", card("Card", "Choose"))
	p.must("choose", p.Press(p.Ann, "Level", "Two"))
	if e := p.event("choose"); e.Value("value") != "2" || len(e.Values) != 1 {
		t.Errorf("the choice arrived as %+v", e)
	}
	p.until(p.Ann, "the reply", func(s Screen) bool { return has(s.Private, "You chose 2") })
}

func forms(t *testing.T, p *play) {
	p.must("type", p.Type(p.Ann, "ask", false))
	s := p.until(p.Ann, "the form", func(s Screen) bool { return s.Form != nil })
	if s.Form.Title != "A question" || !slices.Equal(s.Form.Inputs, []string{"why", "level", "more"}) {
		t.Errorf("the form is %+v", s.Form)
	}
	if other := p.Look(p.Bob); other.Form != nil {
		t.Error("another member sees the form")
	}
	p.must("submit", p.Submit(p.Ann, map[string][]string{"why": {"no"}, "level": {"2"}}))
	p.until(p.Ann, "the rejection", func(s Screen) bool {
		inForm := s.Form != nil && s.Form.Errors["why"] == "Please write a few words."
		return inForm || has(own(s), "Please write a few words.")
	})
	if p.Look(p.Ann).Form == nil { // a platform that can not keep it open
		p.must("type", p.Type(p.Ann, "ask", false))
		p.until(p.Ann, "the form again", func(s Screen) bool { return s.Form != nil })
	}
	p.must("submit", p.Submit(p.Ann, map[string][]string{"why": {"because\nof this"}, "level": {"2"}}))
	s = p.until(p.Ann, "the answer", func(s Screen) bool { return has(own(s), "Got because\nof this and 2") })
	if s.Form != nil {
		t.Error("the form is still open")
	}
	for range 2 {
		e := p.event("asked")
		if e.Channel != p.Channel || e.Member != p.Ann || e.Team != p.Team {
			t.Errorf("the form came back as %+v", e)
		}
	}
}

func formFromButton(t *testing.T, p *play) {
	ref := p.send("k", card("Public card", "For all"))
	p.must("press", p.Press(p.Bob, "Ask me", ""))
	p.until(p.Bob, "the form", func(s Screen) bool { return s.Form != nil })
	p.must("submit", p.Submit(p.Bob, map[string][]string{"why": {"my words"}, "level": {"1"}}))
	if e := p.event("asked"); e.Post != ref || e.Channel != p.Channel {
		t.Errorf("the form forgot its message: %+v, want %+v", e.Post, ref)
	}
	p.until(p.Bob, "the answer", func(s Screen) bool { return has(own(s), "Got my words and 1") })
	p.must("press", p.Press(p.Bob, "Replace it", ""))
	p.until(p.Bob, "the second form", func(s Screen) bool { return s.Form != nil })
	p.must("submit", p.Submit(p.Bob, map[string][]string{"why": {"new words"}, "level": {"1"}}))
	s := p.until(p.Ann, "the replaced message", func(s Screen) bool { return has(s.Channel, "Replaced with new words") })
	if has(s.Channel, "Public card") {
		t.Errorf("the message of the form's button was not replaced: %+v", s.Channel)
	}
}

func directCommand(t *testing.T, p *play) {
	p.must("type", p.Type(p.Ann, "hello you", true))
	if e := p.event("hello"); !e.Private || e.Member != p.Ann || !slices.Equal(e.Action.Args, []string{"you"}) {
		t.Errorf("the command arrived as %+v", e)
	}
	p.until(p.Ann, "the reply", func(s Screen) bool { return has(own(s), "Hello, you") })
	if bob := p.Look(p.Bob); has(own(bob), "Hello, you") || has(bob.Channel, "Hello, you") {
		t.Errorf("another member sees it: %+v", bob)
	}
}

func directFiles(t *testing.T, p *play) {
	p.must("type", p.Type(p.Ann, "export", false))
	s := p.until(p.Ann, "the file", func(s Screen) bool {
		return has(s.Direct, "All of your data") && slices.ContainsFunc(s.Direct, func(m Seen) bool { return slices.Contains(m.Files, "mine.md") })
	})
	bob := p.Look(p.Bob)
	for _, m := range slices.Concat(own(bob), bob.Channel, s.Channel) {
		if len(m.Files) > 0 {
			t.Errorf("others see the file: %+v", m)
		}
	}
}

// memberFiles holds for platforms on which somebody can send the bot a file.
func memberFiles(t *testing.T, p *play) {
	g, ok := p.Scene.(Giver)
	if !ok {
		return
	}
	files := []chat.File{
		{Name: "quiz.md", Type: "text/markdown", Data: []byte("1. What is *this*?\n")},
		{Name: "deck.apkg", Type: "application/octet-stream", Data: bytes.Repeat([]byte{0, 0xff, '\r', '\n'}, 50_000)},
	}
	p.must("give", g.Give(p.Ann, files))
	e := p.event(chat.SentFiles().Verb)
	if !e.Private || e.Member != p.Ann || e.Team != p.Team || e.At.IsZero() || len(e.Files) != len(files) {
		t.Fatalf("it arrived as %s by %s in %s, private %t, %d files", e.Action.Path(), e.Member, e.Team, e.Private, len(e.Files))
	}
	for i, f := range files {
		if got := e.Files[i]; got.Name != f.Name || !bytes.Equal(got.Data, f.Data) {
			t.Errorf("file %d arrived as %q of %d bytes", i+1, got.Name, len(got.Data))
		}
	}
	p.until(p.Ann, "the answer", func(s Screen) bool { return has(s.Direct, "quiz.md of 19 bytes, deck.apkg of 200000 bytes") })
	p.must("press", p.Press(p.Ann, "Update it", ""))
	p.until(p.Ann, "the update", func(s Screen) bool { return has(s.Direct, "Updated by "+p.Ann) })
	if bob := p.Look(p.Bob); has(own(bob), "quiz.md") || has(bob.Channel, "quiz.md") {
		t.Errorf("another member sees it: %+v", bob)
	}
	// More than the bot takes does not arrive, and is not passed over in silence.
	if err := g.Give(p.Ann, make([]chat.File, chat.MaxFiles+1)); err == nil {
		p.until(p.Ann, "a sentence", func(s Screen) bool {
			return slices.ContainsFunc(own(s), func(m Seen) bool { return strings.Contains(m.Text, "at most 4 files") })
		})
	}
}

func pictures(t *testing.T, p *play) {
	m := text("A picture")
	m.Images = []chat.Image{Picture("bars.png", "Two bars: the upper is longer."), Picture("radar.png", "A round line.")}
	p.send("k", m)
	want := []string{"Two bars: the upper is longer.", "A round line."}
	p.until(p.Ann, "the pictures' words", func(s Screen) bool { return len(s.Channel) == 1 && slices.Equal(s.Channel[0].Alts, want) })
	p.must("type", p.Type(p.Ann, "picture", false))
	p.until(p.Ann, "a private picture", func(s Screen) bool {
		return slices.ContainsFunc(own(s), func(m Seen) bool {
			return strings.Contains(m.Text, "Your picture") && slices.Equal(m.Alts, []string{"Five lines: the longest is storage."})
		})
	})
}

func inertText(t *testing.T, p *play) {
	bad := []string{
		"@channel", "@here", "@everyone", "<!here>", "<!channel|all>", "<!everyone>", "<!subteam^S123>", "<@" + p.Bob + ">", "<@!" + p.Bob + ">",
		"<@&123456789012345678>", "<#" + p.Channel + ">", "<https://evil.example|https://bank.example>", "[bank](https://evil.example)",
		"@" + p.Bob, "*bold* _it_ ~s~ `code` ```", "<script>alert(1)</script>", "&lt;!here&gt; &amp;",
	}
	all := strings.Join(bad, " ")
	m := &chat.Message{
		Title: "Title " + bad[3],
		Body: []chat.Block{
			{Kind: chat.Para, Lead: bad[0], Text: all},
			{Kind: chat.Heading, Text: all},
			{Kind: chat.Quote, Text: all},
			{Kind: chat.Code, Text: all},
			{Kind: chat.List, Items: []chat.Item{{Lead: bad[7], Text: all}}},
			{Kind: chat.Steps, Items: []chat.Item{{Text: all}}},
		},
		Fields: []chat.Field{{Name: bad[3], Value: all}},
		Note:   bad[0] + bad[3],
		Images: []chat.Image{Picture("a.png", all)},
		Rows: []chat.Row{
			{{Kind: chat.Button, Label: bad[3], Action: chat.Do("hello", bad[3])}},
			{{Kind: chat.Menu, Label: bad[0], Action: chat.Do("choose"), Options: []chat.Option{{Label: bad[3], Value: bad[4], Hint: bad[7]}}}},
		},
	}
	p.must("check", m.Check())
	p.send("k", m)
	s := p.until(p.Bob, "the post", func(s Screen) bool { return len(s.Channel) == 1 })
	if s.Channel[0].Pings != 0 {
		t.Errorf("text pings %d times: %q", s.Channel[0].Pings, s.Channel[0].Text)
	}
	for _, want := range []string{"<!here>", "@channel", "<script>alert(1)</script>"} {
		if !strings.Contains(s.Channel[0].Text, want) {
			t.Errorf("the text is not drawn as it is: %q lacks %q", s.Channel[0].Text, want)
		}
	}
	p.must("type", p.Type(p.Ann, "hello @here <!channel> </script>", false))
	s = p.until(p.Ann, "the reply", func(s Screen) bool { return has(s.Private, "Hello, @here") })
	if s.Private[len(s.Private)-1].Pings != 0 {
		t.Error("a private reply pings")
	}
}

func longMessage(t *testing.T, p *play) {
	m := longest()
	p.must("check", m.Check())
	ref := p.send(strings.Repeat("k", chat.MaxKey), &m)
	s := p.until(p.Ann, "the long post", func(s Screen) bool { return len(s.Channel) == 1 })
	if got := s.Channel[0]; len(got.Controls) < chat.MaxControls || len(got.Alts) != chat.MaxImages {
		t.Errorf("parts of the long message are missing: %d controls, %d pictures", len(got.Controls), len(got.Alts))
	}
	m.Note = "Changed"
	p.must("edit", p.Platform.Edit(t.Context(), ref, m))
}

// longest is a message at several limits at once.
func longest() chat.Message {
	words := func(n int) string { return strings.Repeat("w", n-1) + "." }
	m := chat.Message{Title: words(chat.MaxTitle), Note: words(chat.MaxNote)}
	for i := range chat.MaxBlocks {
		m.Body = append(m.Body, chat.Block{Kind: chat.BlockKind(i % 4), Text: words(60)})
	}
	var items []chat.Item
	done := true
	for range chat.MaxItems {
		items = append(items, chat.Item{Text: "x", Done: &done, At: time.Unix(1772438400, 0)})
	}
	m.Body[0] = chat.Block{Kind: chat.List, Items: items}
	for i := range chat.MaxFields {
		m.Fields = append(m.Fields, chat.Field{Name: fmt.Sprintf("Name %d", i), Value: words(90)})
	}
	for i := range chat.MaxImages {
		m.Images = append(m.Images, Picture(fmt.Sprintf("p%d.png", i), words(chat.MaxAlt)))
	}
	var row chat.Row
	for i := range chat.MaxControls {
		row = append(row, chat.Control{Kind: chat.Button, Label: fmt.Sprintf("%d%s", i, words(chat.MaxLabel-1)), Action: chat.Do("hello", words(90))})
	}
	var options []chat.Option
	for i := range chat.MaxOptions {
		v := fmt.Sprintf("%02d%s", i, words(chat.MaxLabel-2))
		options = append(options, chat.Option{Label: v, Value: v, Hint: words(chat.MaxOptionHint)})
	}
	m.Rows = []chat.Row{row, {{Kind: chat.Menu, Label: words(chat.MaxLabel), Action: chat.Do("choose", words(90)), Options: options}}, row, row, row}
	return m
}

func memberOrder(t *testing.T, p *play) {
	var want []string
	for i := range 12 {
		word := fmt.Sprintf("n%d", i)
		want = append(want, word)
		p.must("type", p.Type(p.Ann, "hello "+word, false))
	}
	var got []string
	for range want {
		got = append(got, p.event("hello").Action.Arg(0))
	}
	if !slices.Equal(got, want) {
		t.Errorf("the events came as %q", got)
	}
	p.until(p.Ann, "the last reply", func(s Screen) bool { return has(s.Private, "Hello, n11") })
}

func busyAndRefused(t *testing.T, p *play) {
	ref := p.send("k", text("First"))
	for _, want := range []error{
		&chat.Busy{After: 7 * time.Second},
		&chat.Refused{Reason: chat.NotInChannel},
		&chat.Refused{Reason: chat.ChannelGone},
		&chat.Refused{Reason: chat.NotAllowed},
		&chat.Refused{Reason: chat.Unauthorized},
		&chat.Refused{Reason: chat.MessageGone},
	} {
		if !p.Fail(want) {
			t.Logf("%v can not be provoked here", want)
			continue
		}
		if err := sameError(p.Platform.Edit(t.Context(), ref, *text("Edited")), want); err != nil {
			t.Errorf("edit: %v", err)
		}
		if chat.RefusedFor(want) == chat.MessageGone {
			continue // a new post has no message that could be gone
		}
		p.Fail(want)
		_, err := p.Platform.Send(t.Context(), chat.Post{To: chat.Place{Team: p.Team, Channel: p.Channel}, Message: *text("Lost"), Key: "lost"})
		if err := sameError(err, want); err != nil {
			t.Errorf("send: %v", err)
		}
	}
	if s := p.Look(p.Ann); len(s.Channel) != 1 || !has(s.Channel, "First") {
		t.Errorf("something happened in spite of a refusal: %+v", s.Channel)
	}
	gone := ref
	gone.ID = "1.1"
	if err := p.Platform.Edit(t.Context(), gone, *text("Edited")); chat.RefusedFor(err) != chat.MessageGone {
		t.Errorf("editing what is not there: %v", err)
	}
}

func silentEvent(t *testing.T, p *play) {
	p.send("k", card("Card", "Press"))
	p.must("press", p.Press(p.Ann, "Nothing", ""))
	p.event("nothing")
	p.must("type", p.Type(p.Ann, "hello after", false))
	s := p.until(p.Ann, "the next reply", func(s Screen) bool { return has(s.Private, "Hello, after") })
	if len(own(s)) != 1 || len(s.Channel) != 1 {
		t.Errorf("an empty reply was shown: %+v", s)
	}
}
