package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"studybot/adapters/discord"
	"studybot/adapters/discord/discordtest"
	"studybot/adapters/redis"
	"studybot/adapters/slack"
	"studybot/adapters/slack/slacktest"
	"studybot/adapters/web"
	"studybot/adapters/web/webtest"
	"studybot/bot"
	"studybot/bot/chat"
	"studybot/bot/chat/chattest"
	"studybot/bot/command"
	"studybot/bot/deliver"
	"studybot/bot/schedule"
	"studybot/cmd/studybot/arrivals"
)

// sideOf makes one platform for the parity walk, its people and its stand-in.
type sideOf func(t *testing.T, clock *stillClock, log *slog.Logger) *side

// sidesOfParity are the platforms that are compared, a line each. The first leads:
// its cards say which controls the crawl uses.
func sidesOfParity() []sideOf { return []sideOf{webSide, slackSide, discordSide} }

// differences are meant: what one platform has besides the others, or lacks, and why.
func differences() []*difference {
	return []*difference{
		{who: "web", has: true, fact: `^(choice: (helpers|channel) / .*|form word: (#ml-study|Olga|Ada|Ben))$`, why: "The playground draws channels and people as choices. Chat services have pickers of their own."},
		{who: "Discord", has: true, fact: `^from: `, why: "A private conversation belongs to no server, so a message there says which one it is about."},
		{who: "Discord", has: false, fact: `^own page, `, why: "Discord gives an app no page of its own for each member. /study home shows the same."},
		{who: "Discord", has: true, fact: `^word: \[file\]$`, why: "Discord takes files along with a command, Slack and the playground in the private conversation alone."},
		{who: "Discord", has: true, fact: `^the form closes$`, why: "A modal cannot stay open. The sentences come as a message that opens it again with what was typed."},
	}
}

// unreached are verbs that no card and no command leads to in the walk, be it on one
// platform, and why.
func unreached() map[string]string {
	return map[string]string{
		"line":                 "Only a pack with a week's line longer than a card leads there; the built-in one has none.",
		"Discord setup-chosen": "Discord lists a server's channels in the server only, so in private it says where to type the command instead.",

		"complete": "It answers while somebody types, where a platform completes. The adapters' own tests ask for it.",
	}
}

// side is one platform in the parity walk.
type side struct {
	name     string
	platform chat.Platform
	scene    chattest.Scene
	// people are the platform's ids by role: olga, ada, ben.
	people map[string]string
	// mention is how a member is named in a typed command.
	mention func(id string) string
	// ready waits until events reach the bot; nil when they do at once.
	ready    func() error
	problems func() []string

	mu      sync.Mutex
	handled []handled
	later   []chat.Message // what came as a message after it was announced
	verbs   map[string]bool
}

// handled is what the bot was asked and answered.
type handled struct {
	event chat.Event
	reply chat.Reply
}

// stillClock stands until it is moved.
type stillClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *stillClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *stillClock) set(to time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = to
}

func (c *stillClock) Zone() *time.Location                        { return c.Now().Location() }
func (c *stillClock) Advance(context.Context, time.Time) error    { return nil }
func (c *stillClock) NextPost(context.Context) (time.Time, error) { return time.Time{}, nil }

func webSide(t *testing.T, clock *stillClock, log *slog.Logger) *side {
	t.Helper()
	p, err := web.New(web.Settings{
		Addr: "127.0.0.1:0", Clock: clock, Log: log,
		People:   []web.Person{{ID: "olga", Name: "Olga"}, {ID: "ada", Name: "Ada"}, {ID: "ben", Name: "Ben"}},
		Channels: []web.Channel{{ID: demoChannel, Name: "ml-study"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	stage := chattest.Stage{Platform: p, Team: web.Team, Channel: demoChannel, Ann: "ada", Bob: "ben"}
	return &side{
		name: "web", platform: p, scene: webtest.NewScene(p.URL(), stage),
		people:   map[string]string{"olga": "olga", "ada": "ada", "ben": "ben"},
		mention:  func(id string) string { return "@" + id },
		problems: func() []string { return nil },
	}
}

func slackSide(t *testing.T, _ *stillClock, log *slog.Logger) *side {
	t.Helper()
	mux := http.NewServeMux()
	listener := httptest.NewServer(mux)
	t.Cleanup(listener.Close)
	s := slacktest.New(slacktest.Options{AckWithin: 20 * time.Second, TriggerLife: 20 * time.Second, EventsURL: listener.URL})
	t.Cleanup(s.Close)
	set := slack.Settings{APIURL: s.APIURL()}
	set.BotToken, set.AppToken, set.SigningSecret = s.Tokens()
	p, err := slack.New(set, log)
	if err != nil {
		t.Fatal(err)
	}
	for path, h := range p.Routes() {
		mux.Handle(path, h)
	}
	return &side{
		name: "Slack", platform: p, scene: slacktest.NewScene(s, p),
		people:   map[string]string{"olga": olga, "ada": ada, "ben": ben},
		mention:  func(id string) string { return "<@" + id + "|somebody>" },
		problems: s.Problems,
	}
}

func discordSide(t *testing.T, clock *stillClock, log *slog.Logger) *side {
	t.Helper()
	side, _ := discordSideOver(t, clock, log, false)
	return side
}

// discordSideOver is Discord over the gateway or over signed HTTP, and its stand-in.
func discordSideOver(t *testing.T, _ *stillClock, log *slog.Logger, signedHTTP bool) (*side, *discordtest.Server) {
	t.Helper()
	s := discordtest.New(discordtest.Options{AckWithin: 20 * time.Second})
	t.Cleanup(s.Close)
	people := discordPeople(s)
	set := discord.Settings{APIURL: s.APIURL()}
	set.BotToken, set.AppID, set.PublicKey = s.Tokens()
	if !signedHTTP {
		set.PublicKey = ""
	}
	p, err := discord.New(set, discord.Deps{Commands: command.List(), Log: log})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	for path, h := range p.Routes() {
		mux.Handle(path, h)
	}
	listener := httptest.NewServer(mux)
	t.Cleanup(listener.Close)
	return &side{
		name: "Discord", platform: p, scene: discordtest.NewScene(s, p), people: people,
		mention: func(id string) string { return "<@" + id + ">" },
		ready: func() error {
			if err := discordReady(s, signedHTTP); err != nil || !signedHTTP {
				return err
			}
			return s.SendTo(listener.URL)
		},
		problems: s.Problems,
	}, s
}

// difference is one that is meant.
type difference struct {
	who  string // the platform that differs from all others
	has  bool   // it has the fact besides; else it lacks it
	fact string // a regular expression
	why  string
	met  bool
}

// parity takes the same steps on every platform and compares what is seen.
type parity struct {
	t        *testing.T
	clock    *stillClock
	store    *redis.Store
	bot      *bot.Bot
	engine   *deliver.Engine
	sides    []*side
	meant    []*difference
	wrong    int
	importer *unhurried
	// used are the controls that the crawl has used.
	used map[string]bool
}

// parityStart is a Monday just before the first question. It is long past, so that
// no platform's clock is behind it.
func parityStart(t *testing.T) time.Time {
	t.Helper()
	loc, err := schedule.Zone("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return time.Date(2024, 1, 8, 8, 30, 0, 0, loc)
}

// dots draws a dot for every picture: what platforms make of pictures does not hang on how
// long the drawing takes on a busy machine. The charts have tests of their own.
type dots struct{}

func (dots) draw() ([]byte, error) {
	var out bytes.Buffer
	err := png.Encode(&out, image.NewGray(image.Rect(0, 0, 400, 300)))
	return out.Bytes(), err
}

// Radar draws a dot.
func (d dots) Radar(context.Context, []string, []string, [][]float64, float64) ([]byte, error) {
	return d.draw()
}

// Bars draws a dot.
func (d dots) Bars(context.Context, []string, []float64, float64) ([]byte, error) { return d.draw() }

// newParity starts one bot on the embedded store, with these platforms.
func newParity(t *testing.T, sides ...sideOf) *parity {
	t.Helper()
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	store, err := redis.Embedded(t.Context(), log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	p := &parity{t: t, clock: &stillClock{now: parityStart(t)}, store: store, meant: differences(), used: map[string]bool{}}
	var platforms []chat.Platform
	var senders []deliver.Sender
	for _, of := range sides {
		s := of(t, p.clock, log)
		s.verbs = map[string]bool{}
		p.sides = append(p.sides, s)
		platforms, senders = append(platforms, posting{s.platform, s}), append(senders, s.platform)
	}
	packs, err := arrivals.Open(t.TempDir(), log)
	if err != nil {
		t.Fatal(err)
	}
	p.importer = &unhurried{Importer: packs.Importer()}
	p.bot = bot.New(bot.Config{
		Store: store, Packs: packs.Shelf(), Importer: p.importer, Platforms: platforms, Charts: dots{}, Zone: "Europe/Berlin", Now: p.clock.Now, Log: log,
	})
	t.Cleanup(p.bot.Close)
	p.engine = deliver.New(deliver.Config{
		Agenda: store, Ledger: store, Work: p.bot, Senders: senders, Now: p.clock.Now, Log: log, Worker: "parity",
	})
	ctx, stop := context.WithCancel(context.Background())
	var serving sync.WaitGroup
	for _, s := range p.sides {
		serving.Go(func() {
			if err := s.platform.Serve(ctx, s.recording(p.bot.Handle)); err != nil {
				t.Errorf("%s: %v", s.name, err)
			}
		})
	}
	for _, s := range p.sides {
		if s.ready == nil {
			continue
		}
		if err := s.ready(); err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
	}
	t.Cleanup(func() {
		stop()
		serving.Wait()
		for _, s := range p.sides {
			if problems := s.problems(); len(problems) > 0 {
				t.Errorf("%s would have refused: %s", s.name, strings.Join(problems, "\n"))
			}
		}
	})
	return p
}

func (s *side) recording(handle chat.Handler) chat.Handler {
	return func(ctx context.Context, e chat.Event) chat.Reply {
		reply := handle(ctx, e)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.handled = append(s.handled, handled{e, reply})
		s.verbs[e.Action.Verb] = true
		return reply
	}
}

func (s *side) asked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.handled)
}

// answered waits for the event after the first n.
func (s *side) answered(n int) (handled, bool) {
	ok := soon(func() bool { return s.asked() > n })
	s.mu.Lock()
	defer s.mu.Unlock()
	if !ok {
		return handled{}, false
	}
	return s.handled[n], true
}

// soon waits until ok, with patience.
func soon(ok func() bool) bool {
	for deadline := time.Now().Add(patience); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			return false
		}
	}
	return true
}

// fails tells a difference, and gives up when there are many.
func (p *parity) fails(format string, args ...any) {
	p.t.Helper()
	p.t.Errorf(format, args...)
	if p.wrong++; p.wrong >= 12 {
		p.t.Fatal("and perhaps more: the platforms differ too much to go on")
	}
}

// facts are what is seen, each with how often.
type facts map[string]int

func (f facts) add(format string, args ...any) { f[fmt.Sprintf(format, args...)]++ }

// lacks are those of want that f has not, in order.
func (f facts) lacks(want facts) []string {
	var out []string
	for fact, n := range want {
		if f[fact] < n {
			out = append(out, fact)
		}
	}
	slices.Sort(out)
	return out
}

var (
	spoken = regexp.MustCompile(`[\p{L}\p{N}☑☐▇]`)
	number = regexp.MustCompile(`^\d+\.$`) // a number that a platform draws before an entry
	// fromLine ends a message whose platform has to say where it comes from.
	fromLine = regexp.MustCompile(`\nFrom (Study circle)\z`)
	marked   = strings.NewReplacer("☑ Done:", "☑", "☐ Open:", "☐", "`", "")
)

// words adds the words of a text. Marks of a platform's own drawing are no words.
func (s *side) words(f facts, kind, text string) {
	for _, w := range strings.Fields(marked.Replace(s.roles(text))) {
		if spoken.MatchString(w) && !number.MatchString(w) {
			f.add("%s: %s", kind, w)
		}
	}
}

// roles writes who and where somebody is for the platform's ids.
func (s *side) roles(text string) string {
	stage := s.scene.Stage()
	for _, role := range slices.Sorted(maps.Keys(s.people)) {
		if id := s.people[role]; len(id) > 4 || text == id { // a short id may be a part of a word
			text = strings.ReplaceAll(text, id, role)
		}
	}
	if len(stage.Channel) > 5 || text == stage.Channel {
		text = strings.ReplaceAll(text, stage.Channel, "the channel")
	}
	return text
}

// seen are the facts of a drawn message.
func (s *side) seen(m chattest.Seen) facts {
	f := facts{}
	text := m.Text
	if line := fromLine.FindStringSubmatchIndex(text); line != nil {
		f.add("from: %s", text[line[2]:line[3]])
		text = text[:line[0]]
	}
	s.words(f, "word", text)
	for _, label := range m.Controls {
		f.add("control: %s", s.roles(label))
	}
	for menu, options := range m.Menus {
		for _, o := range options {
			f.add("option: %s / %s / %s", menu, o.Label, o.Hint)
		}
	}
	for _, alt := range m.Alts {
		f.add("picture: %s", alt)
	}
	return f
}

// meaning are the facts of a message as the bot said it.
func (s *side) meaning(m chat.Message) facts {
	f := facts{}
	s.words(f, "word", m.Title+"\n"+m.Note)
	s.blocks(f, "word", m.Body)
	for _, field := range m.Fields {
		s.words(f, "word", field.Name+" "+field.Value)
		if !field.At.IsZero() {
			s.words(f, "word", chattest.Instant(field.At))
		}
	}
	for _, im := range m.Images {
		f.add("picture: %s", im.Alt)
	}
	for _, c := range slices.Concat(m.Rows...) {
		f.add("control: %s", s.roles(c.Label))
		if c.Kind == chat.Menu {
			for _, o := range c.Options {
				f.add("option: %s / %s / %s", c.Label, o.Label, o.Hint)
			}
		}
	}
	return f
}

func (s *side) blocks(f facts, kind string, blocks []chat.Block) {
	for _, b := range blocks {
		s.words(f, kind, b.Lead+" "+b.Text)
		for _, it := range b.Items {
			if it.Done != nil {
				f.add("%s: %s", kind, map[bool]string{true: "☑", false: "☐"}[*it.Done])
			}
			s.words(f, kind, it.Lead+" "+it.Text)
			if !it.At.IsZero() {
				s.words(f, kind, chattest.Instant(it.At))
			}
		}
	}
}

// form are the facts of an open form; asked those of the form as the bot said it.
func (s *side) form(open *chattest.OpenForm) facts {
	f := facts{}
	f.add("form: %s", open.Title)
	s.words(f, "form word", open.Intro)
	for _, name := range open.Inputs {
		s.input(f, name, open.Shown[name])
	}
	return f.once()
}

func (s *side) asks(form *chat.Form) facts {
	f := facts{}
	f.add("form: %s", form.Title)
	s.blocks(f, "form word", form.Intro)
	for _, in := range form.Inputs {
		s.input(f, in.Name, in)
	}
	return f.once()
}

// once forgets how often a fact is there: a form says what an input or an option
// means above the inputs or beside them, where its label need not be repeated.
func (f facts) once() facts {
	for fact := range f {
		f[fact] = 1
	}
	return f
}

func (s *side) input(f facts, name string, in chat.Input) {
	f.add("input: %s / %s", name, in.Label)
	s.words(f, "form word", in.Label+" "+in.Hint)
	for _, o := range in.Options {
		f.add("choice: %s / %s", name, s.roles(o.Label))
		s.words(f, "form word", o.Label+" "+o.Hint)
	}
	for _, v := range in.Value {
		if v != "" {
			f.add("shown: %s = %s", name, s.roles(v))
		}
	}
}

// event are the facts of what reached the bot.
func (s *side) event(e chat.Event) facts {
	f := facts{}
	args := make([]string, len(e.Action.Args))
	for i, a := range e.Action.Args {
		args[i] = s.roles(a)
		if strings.HasPrefix(e.Action.Verb, "import-") && i == 0 {
			args[i] = "draft" // its name is drawn by lot
		}
		if e.Action.Verb == "setup-dayed" && i == 1 && len(a) > 9 {
			args[i] = a[:9] + strings.Repeat("*", len(a)-9) // after pack, days and holidays come marks of the helpers' ids
		}
	}
	f.add("asks: %s by %s", chat.Do(e.Action.Verb, args...).Path(), s.roles(e.Member))
	for name, values := range e.Values {
		for _, v := range values {
			if v != "" {
				f.add("sends: %s = %s", name, s.roles(v))
			}
		}
	}
	return f
}

// step lets everybody of the role do the same, and compares what they see.
func (p *parity) step(name, who string, act func(s *side, member string) error) chat.Reply {
	p.t.Helper()
	// Of two steps the later one is later everywhere: some platforms tell the time of
	// an act by their own clock, others leave that to ours.
	p.clock.set(p.clock.Now().Add(time.Second))
	all := make([]facts, len(p.sides))
	var leads chat.Reply
	for i, s := range p.sides {
		member := s.people[who]
		before := s.marks(member)
		n, later := s.asked(), s.posted()
		if err := act(s, member); err != nil {
			p.t.Fatalf("%s, %s: %v; problems: %v", s.name, name, err, s.problems())
		}
		h, ok := s.answered(n)
		if !ok {
			p.t.Fatalf("%s, %s: the bot was never asked; problems: %v", s.name, name, s.problems())
		}
		all[i] = s.event(h.event)
		r := p.awaited(name, s, member, before, h.reply, later)
		p.drawn(name, s, member, before, r, all[i])
		if i == 0 {
			leads = r
		}
	}
	p.compare(name, all)
	return leads
}

// own is what the member alone sees, and then what all see.
func (s *side) own(member string) []chattest.Seen {
	screen := s.scene.Look(member)
	all := slices.Concat(screen.Channel, screen.Direct, screen.Private)
	if screen.Home != nil {
		all = append(all, *screen.Home)
	}
	return all
}

func (s *side) marks(member string) map[string]bool {
	out := map[string]bool{}
	for _, m := range s.own(member) {
		out[mark(member, m)] = true
	}
	return out
}

// drawn waits until the reply is drawn, whole, and adds what is seen to the facts.
func (p *parity) drawn(name string, s *side, member string, before map[string]bool, r chat.Reply, into facts) {
	p.t.Helper()
	take := func(what string, m *chat.Message, fresh bool) {
		want, lacks := s.meaning(*m), []string(nil)
		var found facts
		if !soon(func() bool {
			lacks = nil
			for _, seen := range slices.Backward(s.own(member)) {
				old := before[mark(member, seen)]
				if fresh && old {
					continue
				}
				found = s.seen(seen)
				missing := found.lacks(want)
				if old && len(p.unmeant(s, want.lacks(found))) > 0 {
					continue // an earlier card that says more
				}
				if len(missing) == 0 {
					lacks = nil
					return true
				}
				if lacks == nil || len(missing) < len(lacks) {
					lacks = missing
				}
			}
			return false
		}) {
			p.fails("%s, %s: the %s %q is not drawn whole; it lacks %q", s.name, name, what, m.Title, lacks)
		}
		into.merge(found)
		for _, file := range m.Files {
			if !soon(func() bool { return s.hasFile(member, file.Name) }) {
				p.fails("%s, %s: the file %s never came", s.name, name, file.Name)
			}
			into.add("file: %s", file.Name)
		}
	}
	switch {
	case r.Form != nil:
		want, lacks := s.asks(r.Form), []string(nil)
		var got facts
		if !soon(func() bool {
			open := s.scene.Look(member).Form
			if open == nil || open.Title != r.Form.Title {
				lacks = []string{"the form"}
				return false
			}
			got = s.form(open)
			lacks = got.lacks(want)
			return len(lacks) == 0
		}) {
			p.fails("%s, %s: the form %q is not drawn whole; it lacks %q", s.name, name, r.Form.Title, lacks)
		}
		into.merge(got)
		return
	case len(r.Invalid) > 0:
		p.rejected(name, s, member, before, r.Invalid, into)
		return
	}
	if r.Private != nil {
		take("answer", r.Private, true)
	}
	if r.Update != nil {
		take("answer", r.Update, false)
	}
	if r.Direct != nil {
		take("message", r.Direct, true)
	}
}

// unmeant are the facts that the platform is not meant to have besides.
func (p *parity) unmeant(s *side, besides []string) []string {
	return slices.DeleteFunc(besides, func(fact string) bool {
		return slices.ContainsFunc(p.meant, func(d *difference) bool {
			return d.who == s.name && d.has && regexp.MustCompile(d.fact).MatchString(fact)
		})
	})
}

func (f facts) merge(other facts) {
	for fact, n := range other {
		f[fact] += n
	}
}

func (s *side) hasFile(member, name string) bool {
	return slices.ContainsFunc(s.scene.Look(member).Direct, func(m chattest.Seen) bool { return slices.Contains(m.Files, name) })
}

// again is what a platform calls the control that opens a rejected form once more,
// where it cannot keep the form open.
const again = "Open the form again"

// rejected waits for the sentences of a rejected form: beside its inputs, or in a
// message with the control that opens it again.
func (p *parity) rejected(name string, s *side, member string, before map[string]bool, invalid map[string]string, into facts) {
	p.t.Helper()
	for input, sentence := range invalid {
		into.add("error: %s / %s", input, sentence)
	}
	if !soon(func() bool {
		screen := s.scene.Look(member)
		if screen.Form != nil {
			return maps.Equal(screen.Form.Errors, invalid)
		}
		return slices.ContainsFunc(s.own(member), func(m chattest.Seen) bool {
			for _, sentence := range invalid {
				if !strings.Contains(m.Text, sentence) {
					return false
				}
			}
			return !before[mark(member, m)] && slices.Contains(m.Controls, again)
		})
	}) {
		p.fails("%s, %s: the sentences %q were never seen whole", s.name, name, invalid)
	}
	if s.scene.Look(member).Form == nil {
		into.add("the form closes")
	}
}

// resend sends a rejected form once more, opened again where it had to close.
func (p *parity) resend(name, who string, values map[string][]string) chat.Reply {
	p.t.Helper()
	for _, s := range p.sides {
		member := s.people[who]
		if s.scene.Look(member).Form != nil {
			continue
		}
		if err := s.scene.Press(member, again, ""); err != nil {
			p.t.Fatalf("%s, %s: %v", s.name, name, err)
		}
		if !soon(func() bool { return s.scene.Look(member).Form != nil }) {
			p.t.Fatalf("%s, %s: the form never came back", s.name, name)
		}
	}
	return p.sends(name, who, values)
}

// compare fails where one platform lacks what another has, unless that is meant.
func (p *parity) compare(name string, all []facts) {
	p.t.Helper()
	for _, d := range p.meant {
		i := slices.IndexFunc(p.sides, func(s *side) bool { return s.name == d.who })
		if i < 0 {
			continue
		}
		of, most := regexp.MustCompile(d.fact), facts{}
		for j, f := range all {
			for fact, n := range f {
				if j != i {
					most[fact] = max(most[fact], n)
				}
			}
		}
		for _, f := range []facts{all[i], most} {
			for fact := range f {
				differs := all[i][fact] > most[fact] && d.has || all[i][fact] < most[fact] && !d.has
				if differs && of.MatchString(fact) {
					all[i][fact], d.met = most[fact], true
				}
			}
		}
	}
	union := facts{}
	for _, f := range all {
		for fact, n := range f {
			union[fact] = max(union[fact], n)
		}
	}
	for i, f := range all {
		if lacks := f.lacks(union); len(lacks) > 0 {
			p.fails("%s, %s: lacks %q, which another platform has", p.sides[i].name, name, lacks)
		}
	}
}

// types a command, in the channel unless direct is set. {ada} becomes a mention.
func (p *parity) types(who, command string, direct bool) chat.Reply {
	p.t.Helper()
	return p.step("type "+command, who, func(s *side, member string) error {
		text := command
		for role, id := range s.people {
			text = strings.ReplaceAll(text, "{"+role+"}", s.mention(id))
		}
		return s.scene.Type(member, text, direct)
	})
}

// without takes steps on all platforms but one, which does something else instead.
func (p *parity) without(name string, instead func(s *side), steps func()) {
	all := p.sides
	p.sides = slices.DeleteFunc(slices.Clone(all), func(s *side) bool {
		if s.name == name {
			instead(s)
		}
		return s.name == name
	})
	steps()
	p.sides = all
}

// presses a control; option is a menu's choice.
func (p *parity) presses(who, label, option string) chat.Reply {
	p.t.Helper()
	return p.step(strings.TrimSpace("press "+label+" "+option), who, func(s *side, member string) error {
		return s.scene.Press(member, label, option)
	})
}

// sends the open form; {channel} and {ben} become the platform's ids.
func (p *parity) sends(name, who string, values map[string][]string) chat.Reply {
	p.t.Helper()
	r := p.step(name, who, func(s *side, member string) error {
		mine := map[string][]string{}
		for input, list := range values {
			for _, v := range list {
				v = strings.ReplaceAll(v, "{channel}", s.scene.Stage().Channel)
				for role, id := range s.people {
					v = strings.ReplaceAll(v, "{"+role+"}", id)
				}
				mine[input] = append(mine[input], v)
			}
		}
		return s.scene.Submit(member, mine)
	})
	for _, s := range p.sides {
		if len(r.Invalid) == 0 && !soon(func() bool { return s.scene.Look(s.people[who]).Form == nil }) {
			p.fails("%s, %s: the form stays open", s.name, name)
		}
	}
	return r
}

// advance moves the clock, delivering to every team what falls due on the way.
func (p *parity) advance(to time.Time) {
	p.t.Helper()
	for range 1000 {
		next := to
		due := false
		for _, s := range p.sides {
			entries, err := p.store.Due(p.t.Context(), s.scene.Stage().Team, to, 1)
			if err != nil {
				p.t.Fatal(err)
			}
			if len(entries) > 0 && !entries[0].Due.After(next) {
				next, due = entries[0].Due, true
			}
		}
		if next.After(p.clock.Now()) {
			p.clock.set(next.In(p.clock.Zone()))
		}
		if !due {
			return
		}
		for _, s := range p.sides {
			if err := p.engine.Deliver(p.t.Context(), s.scene.Stage().Team); err != nil {
				p.t.Fatalf("%s: %v", s.name, err)
			}
		}
	}
	p.t.Fatal("something stays due however often it is delivered")
}

// everything compares what the role's screen shows in one place, message by message.
func (p *parity) everything(name, who string, place func(chattest.Screen) []chattest.Seen) {
	p.t.Helper()
	shown := make([][]chattest.Seen, len(p.sides))
	same := func() bool {
		for i, s := range p.sides {
			shown[i] = slices.DeleteFunc(place(s.scene.Look(s.people[who])), func(m chattest.Seen) bool { return m.Text == "" }) // files alone
		}
		for i, s := range p.sides {
			if len(shown[i]) != len(shown[0]) {
				return false
			}
			for j, m := range shown[i] {
				if !maps.Equal(s.seen(m), p.sides[0].seen(shown[0][j])) {
					return false
				}
			}
		}
		return true
	}
	// Tallies are redrawn a moment later, and meant differences never go away.
	for deadline := time.Now().Add(6 * time.Second); !same() && time.Now().Before(deadline); {
		time.Sleep(20 * time.Millisecond)
	}
	for j := range slices.MaxFunc(shown, func(a, b []chattest.Seen) int { return len(a) - len(b) }) {
		all := make([]facts, len(p.sides))
		title := ""
		for i, s := range p.sides {
			all[i] = facts{}
			if j < len(shown[i]) {
				all[i] = s.seen(shown[i][j])
				title, _, _ = strings.Cut(shown[i][j].Text, "\n")
			}
		}
		p.compare(fmt.Sprintf("%s %d (%s)", name, j+1, title), all)
	}
}

// pages compares the members' own pages.
func (p *parity) pages(who string) {
	p.t.Helper()
	all := make([]facts, len(p.sides))
	for i, s := range p.sides {
		all[i] = facts{}
		pages, ok := s.scene.(chattest.Homed)
		if !ok {
			continue
		}
		n := s.asked()
		if err := pages.OpenHome(s.people[who]); err != nil {
			p.t.Fatalf("%s: open the own page: %v", s.name, err)
		}
		h, _ := s.answered(n)
		if h.reply.Update == nil {
			p.t.Fatalf("%s: the own page is answered with %+v", s.name, h.reply)
		}
		want := s.meaning(*h.reply.Update)
		if !soon(func() bool {
			page := s.scene.Look(s.people[who]).Home
			return page != nil && len(s.seen(*page).lacks(want)) == 0
		}) {
			p.fails("%s: the own page is not drawn whole", s.name)
			continue
		}
		for fact, n := range s.seen(*s.scene.Look(s.people[who]).Home) {
			all[i]["own page, "+fact] = n
		}
	}
	p.compare("the own page", all)
}
