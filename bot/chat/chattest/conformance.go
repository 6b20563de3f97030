package chattest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"studybot/bot/chat"
)

// patience is how long the suite waits for something to be seen. It is no
// measurement: it only ends a test that would never end.
const patience = 20 * time.Second

// Harness lets the suite act as people on one platform. Each subtest asks for a
// scene of its own.
type Harness interface {
	// Start runs the platform, answering events with handle, until the test ends.
	Start(t *testing.T, handle chat.Handler) Scene
}

// Scene is a running platform with a channel and its members. What a member does
// may be seen only later: the suite looks again until it is there.
type Scene interface {
	// Stage names the parts.
	Stage() Stage
	// Type has the member type a command in the channel, such as "score now"; in
	// the bot's private conversation when direct is set.
	Type(member, text string, direct bool) error
	// Press uses the control with this label on the newest message that the member
	// sees and that has it. For a menu, option is the label to choose.
	Press(member, label, option string) error
	// Submit sends the member's open form.
	Submit(member string, values map[string][]string) error
	// Look is what the member sees now.
	Look(member string) Screen
	// Fail makes the platform refuse the next Send or Edit in its own way, so that
	// the answer is err: a *chat.Busy or a *chat.Refused. It says false when it
	// can not provoke that.
	Fail(err error) bool
}

// Stage is where the suite plays.
type Stage struct {
	Platform chat.Platform
	// Team is as in chat.TeamName.
	Team    string
	Channel string
	// Ann and Bob are two members of the channel.
	Ann, Bob string
}

// Screen is what one member sees.
type Screen struct {
	// Channel holds the public messages, oldest first.
	Channel []Seen
	// Private holds what this member alone sees: private replies, oldest first.
	// Replies in the private conversation may be here or in Direct.
	Private []Seen
	// Direct is the bot's private conversation with the member, oldest first.
	Direct []Seen
	// Form is the open form, or nil.
	Form *OpenForm
	// Home is the member's own page once it was opened (see Homed), else nil.
	Home *Seen
}

// Homed is a Scene whose platform gives each member a page of their own.
type Homed interface {
	// OpenHome opens the member's page; Look shows it under Home.
	OpenHome(member string) error
}

// Giver is a Scene whose members can send files to the bot.
type Giver interface {
	// Give sends the files into the bot's private conversation with the member.
	Give(member string, files []chat.File) error
}

// Seen is a message as it is drawn.
type Seen struct {
	// ID is the Ref.ID of a post.
	ID string
	// Text is all its words in reading order; an instant is written as Instant
	// does, a ticked item begins with ☑ and an open one with ☐.
	Text string
	// Alts are the words of its pictures.
	Alts []string
	// Files are the names of the files that came with it.
	Files []string
	// Controls are the labels of its buttons, links and menus.
	Controls []string
	// Menus are what its menus offer, by label.
	Menus map[string][]chat.Option
	// Pings counts the people or groups whom the platform would notify because
	// the text names them.
	Pings int
}

// OpenForm is a form that waits for its member.
type OpenForm struct {
	Title string
	// Intro is all the words above the inputs; a platform without room for them
	// there may tell them in the first input's hint.
	Intro  string
	Inputs []string
	// Shown is what each input shows at first, by its name: Label, Hint, Value, and
	// Options where the form lists them. Other fields are not told.
	Shown map[string]chat.Input
	// Errors are shown beside inputs, by input name.
	Errors map[string]string
}

// Instant writes an instant in a Text: what a reader would see in their own zone.
func Instant(at time.Time) string { return at.UTC().Format("2006-01-02 15:04 UTC") }

// Run checks everything that a flow may expect of a platform.
func Run(t *testing.T, h Harness) {
	for _, c := range []struct {
		name string
		run  func(*testing.T, *play)
	}{
		{"posts and edits", postsAndEdits},
		{"one post for one key", oneKeyOnePost},
		{"direct messages", directMessages},
		{"private replies are private", privateReplies},
		{"an update replaces", updateReplaces},
		{"a menu tells its choice", menuChoice},
		{"forms open, reject and are sent", forms},
		{"a form from a button comes back to its message", formFromButton},
		{"a command in the private conversation", directCommand},
		{"files reach the member alone", directFiles},
		{"a member's files arrive whole", memberFiles},
		{"pictures have words", pictures},
		{"nobody can be pinged by text", inertText},
		{"the longest message is taken", longMessage},
		{"a member's events keep their order", memberOrder},
		{"busy and refused", busyAndRefused},
		{"a strange press is harmless", silentEvent},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := &play{t: t, events: make(chan chat.Event, 64)}
			p.Scene = h.Start(t, p.handle)
			p.Stage = p.Scene.Stage()
			c.run(t, p)
		})
	}
}

// play is one subtest: a scene and the replies that the test wants for verbs.
type play struct {
	Scene
	Stage
	t      *testing.T
	events chan chat.Event
}

// handle answers with what the verb asks for; the flows of the suite live here.
func (p *play) handle(_ context.Context, e chat.Event) chat.Reply {
	select {
	case p.events <- e:
	default:
	}
	switch e.Action.Verb {
	case "hello":
		return chat.Reply{Private: text("Hello, " + strings.Join(e.Action.Args, " "))}
	case "card":
		return chat.Reply{Private: card("Private card", "Press it")}
	case "picture":
		m := text("Your picture")
		m.Images = []chat.Image{Picture("radar.png", "Five lines: the longest is storage.")}
		return chat.Reply{Private: m}
	case "update":
		return chat.Reply{Update: text("Updated by " + e.Member)}
	case "choose":
		return chat.Reply{Private: text("You chose " + e.Value("value"))}
	case "ask":
		return chat.Reply{Form: askForm()}
	case "asked":
		if len(e.Value("why")) < 3 {
			return chat.Reply{Invalid: map[string]string{"why": "Please write a few words."}}
		}
		return chat.Reply{Private: text(fmt.Sprintf("Got %s and %s", e.Value("why"), e.Value("level")))}
	case "replace":
		f := askForm()
		f.Action = chat.Do("replaced")
		return chat.Reply{Form: f}
	case "replaced":
		return chat.Reply{Update: text("Replaced with " + e.Value("why"))}
	case "import":
		var names []string
		for _, f := range e.Files {
			names = append(names, fmt.Sprintf("%s of %d bytes", f.Name, len(f.Data)))
		}
		m := card("Read", strings.Join(names, ", "))
		return chat.Reply{Direct: m}
	case "export":
		m := text("All of your data")
		m.Files = []chat.File{{Name: "mine.md", Type: "text/markdown", Data: []byte("# mine\n")}}
		return chat.Reply{Direct: m}
	}
	return chat.Reply{}
}

func text(s string) *chat.Message { return &chat.Message{Body: []chat.Block{{Text: s}}} }

// card is a message with a control for each flow of handle.
func card(title, body string) *chat.Message {
	return &chat.Message{
		Title: title,
		Body:  []chat.Block{{Text: body}},
		Rows: []chat.Row{
			{
				{Kind: chat.Button, Label: "Say hello", Action: chat.Do("hello", "from", "a/button"), Emphasis: chat.Primary},
				{Kind: chat.Button, Label: "Update it", Action: chat.Do("update")},
				{Kind: chat.Button, Label: "Ask me", Action: chat.Do("ask")},
				{Kind: chat.Button, Label: "Replace it", Action: chat.Do("replace")},
				{Kind: chat.Button, Label: "Nothing", Action: chat.Do("nothing")},
			},
			{{Kind: chat.Menu, Label: "Level", Action: chat.Do("choose"), Options: levels()}},
			{{Kind: chat.Link, Label: "Read more", URL: "https://example.org/more"}},
		},
		Note: "Small print",
	}
}

func levels() []chat.Option {
	return []chat.Option{{Label: "One", Value: "1", Hint: "I start"}, {Label: "Two", Value: "2"}}
}

func askForm() *chat.Form {
	return &chat.Form{
		Title:  "A question",
		Intro:  []chat.Block{{Text: "Say it in your own words."}},
		Submit: "Send",
		Action: chat.Do("asked"),
		Inputs: []chat.Input{
			{Name: "why", Kind: chat.Text, Label: "Why?", MaxLength: 500},
			{Name: "level", Kind: chat.Choice, Label: "Level", Options: levels(), Value: []string{"1"}},
			{Name: "more", Kind: chat.Line, Label: "More", Optional: true},
		},
	}
}

// Picture is a small valid PNG with a name and words.
func Picture(name, alt string) chat.Image { return chat.Image{Name: name, Alt: alt, PNG: dot()} }

// dot is the smallest picture.
func dot() []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// until looks at the member's screen until ok is satisfied.
func (p *play) until(member, what string, ok func(Screen) bool) Screen {
	p.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		s := p.Look(member)
		if ok(s) {
			return s
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("%s: never seen; the screen is %+v", what, s)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// event waits for the next event with the verb.
func (p *play) event(verb string) chat.Event {
	p.t.Helper()
	timeout := time.After(patience)
	for {
		select {
		case e := <-p.events:
			if e.Action.Verb == verb {
				return e
			}
		case <-timeout:
			p.t.Fatalf("no event %q arrived", verb)
		}
	}
}

func (p *play) must(what string, err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}

func (p *play) send(key string, m *chat.Message) chat.Ref {
	p.t.Helper()
	ref, err := p.Platform.Send(p.t.Context(), chat.Post{
		To: chat.Place{Team: p.Team, Channel: p.Channel}, Message: *m, Key: key,
	})
	p.must("send", err)
	if ref.Team != p.Team || ref.Channel == "" || ref.ID == "" {
		p.t.Fatalf("the post has no whole name: %+v", ref)
	}
	return ref
}

// has says whether one of the messages holds the words.
func has(seen []Seen, words string) bool {
	return slices.ContainsFunc(seen, func(s Seen) bool { return strings.Contains(s.Text, words) })
}

// own is what the member alone sees, wherever the platform shows it.
func own(s Screen) []Seen { return slices.Concat(s.Private, s.Direct) }

// sameError says whether err carries the provoked refusal.
func sameError(err, want error) error {
	var busy, wantBusy *chat.Busy
	var refused, wantRefused *chat.Refused
	switch {
	case errors.As(want, &wantBusy):
		if !errors.As(err, &busy) || busy.After != wantBusy.After {
			return fmt.Errorf("got %v, want %v", err, want)
		}
	case errors.As(want, &wantRefused):
		if !errors.As(err, &refused) || refused.Reason != wantRefused.Reason {
			return fmt.Errorf("got %v, want %v", err, want)
		}
	}
	return nil
}
