package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"studybot/bot/chat"
	"studybot/bot/chat/chattest"
	"studybot/bot/command"
	"studybot/bot/study"
)

// Every command and every flow of the bot says the same on every platform: the
// same words, controls, choices, pictures, files, forms and errors.
func TestParity(t *testing.T) {
	t.Parallel()
	p := newParity(t, sidesOfParity()...)
	start := p.clock.Now()
	days := func(n int, clock time.Duration) time.Time {
		return time.Date(start.Year(), start.Month(), start.Day()+n, 0, 0, 0, 0, start.Location()).Add(clock)
	}

	p.beforeTheSetUp()
	p.setsUp()
	p.advance(days(0, 9*time.Hour))
	p.answersTheQuestion()
	p.bringsQuestions()
	p.everything("post", "ada", func(s chattest.Screen) []chattest.Seen { return s.Channel })
	p.assesses()
	p.commands()
	p.crawls("ada", false)
	p.crawls("olga", true)
	p.advance(days(7, 10*time.Hour)) // a week of questions, the reminder, Monday's plans
	p.everything("post", "ben", func(s chattest.Screen) []chattest.Seen { return s.Channel })
	p.laterOn()
	p.advance(days(35, 10*time.Hour)) // who is silent is asked whether to be quiet
	p.types("ada", "missed", false)
	p.presses("ben", "No private messages", "")
	p.leaves()
	p.nothingForgotten()
}

func (p *parity) beforeTheSetUp() {
	p.t.Helper()
	p.types("ada", "nonsense", true) // words; a platform that lists commands takes no other as one
	p.types("ada", "help", false)
	p.pages("ada")
	for _, c := range command.List() {
		switch c.Name {
		case "setup":
		case chat.SentFiles().Verb:
			p.asksHowFilesCome("ada")
		default:
			p.types("ada", c.Name, false)
		}
	}
	p.types("ben", "help", true)
}

func (p *parity) setsUp() {
	p.t.Helper()
	p.types("olga", "setup", true)
	p.without("Discord", func(s *side) { // see unreached
		if err := s.scene.Press(s.people["olga"], "Choose a channel", ""); err != nil {
			p.t.Fatal(err)
		}
		if !soon(func() bool { return strings.Contains(texts(s.own(s.people["olga"])), "no channels to choose from") }) {
			p.fails("Discord never said that it lists no channels in private")
		}
	}, func() {
		p.presses("olga", "Choose a channel", "")
		p.sends("send the channel", "olga", map[string][]string{"channel": {"{channel}"}})
	})
	p.types("olga", "setup", false)
	p.presses("olga", "Times", "")
	p.sends("send wrong times", "olga", map[string][]string{"post": {"25:99"}, "zone": {"Mars/Base"}, "reveal": {"x"}})
	p.resend("send good times", "olga", map[string][]string{"post": {"09:00"}, "zone": {"Europe/Berlin"}, "reveal": {"17:00"}})
	p.presses("olga", "Pack, days, holidays", "")
	p.sends("send a wrong date", "olga", map[string][]string{"holidays": {"soon"}})
	p.resend("send good days", "olga", map[string][]string{"holidays": {"2024-01-10"}, "helpers": {"{ben}"}})
	p.presses("olga", "Preview", "")
	p.presses("olga", "Back to the settings", "")
	p.types("ada", "question", false)
	p.presses("olga", "Publish", "")
	p.types("ada", "question", false)
}

func (p *parity) answersTheQuestion() {
	p.t.Helper()
	for i, who := range []string{"ada", "ben", "olga"} {
		if who == "ben" {
			p.presses(who, "I'd rather see it", "")
		} else {
			r := p.presses(who, "Answer", "")
			p.sends("send the answer", who, filled(r.Form))
		}
		for _, rating := range []int{i + 2, i + 3} {
			p.presses(who, rated(p, rating), "")
		}
	}
	p.presses("ada", "Add a note", "")
	p.sends("send the note", "ada", map[string][]string{"note": {"*My* `note` <b> & @everyone"}})
	p.types("ada", "question", false)
	p.types("ada", "history", true)
}

// bringsQuestions sends files in private: a member is told who can, the owner drops
// what was read once and publishes it once; then one platform has to wait for both.
func (p *parity) bringsQuestions() {
	p.t.Helper()
	gives := func(who string) {
		p.step(who+" sends a quiz", who, func(s *side, member string) error {
			return s.scene.(chattest.Giver).Give(member, sample("git-basics.md", sampleQuiz))
		})
	}
	gives("ada")
	gives("olga")
	p.presses("olga", "Drop it", "")
	p.importer.side.Store(p.sides[len(p.sides)-1])
	gives("olga")
	p.presses("olga", "Publish", "")
	p.importer.side.Store(nil)
}

// asksHowFilesCome: the answer is another one where a command takes files along.
func (p *parity) asksHowFilesCome(who string) {
	p.t.Helper()
	asks := func() { p.types(who, chat.SentFiles().Verb, false) }
	p.without("Discord", func(s *side) {
		p.sides = []*side{s}
		asks()
	}, asks)
}

// rated is the label of the button for a rating.
func rated(p *parity, rating int) string {
	anchor, _ := builtinPack(p.t).Anchor(rating)
	return fmt.Sprintf("%d · %s", rating, anchor.Label)
}

func (p *parity) assesses() {
	p.t.Helper()
	p.types("ada", "score", false)
	p.types("ada", "plan", false)
	pack := builtinPack(p.t)
	p.assessesAll("ada")
	// Ben leaves the last category out, and much to do for a plan.
	r := p.types("ben", "assess", false)
	for _, category := range pack.Categories[:len(pack.Categories)-1] {
		values := map[string][]string{}
		for _, in := range p.presses("ben", labelled(p.t, r, category.Name), "").Form.Inputs {
			values[in.Name] = []string{"1"}
		}
		r = p.sends("send "+category.Name, "ben", values)
	}
	p.presses("ben", "Finish with what I have", "")
	p.types("ben", "assess", false)
	p.presses("ben", "Rate the areas left open", "")
	p.types("ben", "score {ada}", false)
	p.types("ada", "score", false)
	p.presses("ada", "Share with the team", "")
	p.types("ben", "score {ada}", false)
}

// assessesAll rates every area, category by category.
func (p *parity) assessesAll(who string) {
	p.t.Helper()
	r := p.types(who, "assess", false)
	for i, category := range builtinPack(p.t).Categories {
		values := map[string][]string{}
		for _, in := range p.presses(who, labelled(p.t, r, category.Name), "").Form.Inputs {
			values[in.Name] = []string{strconv.Itoa(2 + i%4)}
		}
		r = p.sends("send "+category.Name, who, values)
	}
	p.presses(who, "Finish and see the result", "")
}

// doesItAll ticks the checklists in the store, and the plan as a member does, and
// comes to the recognition.
func (p *parity) doesItAll(who string) {
	p.t.Helper()
	p.assessesAll(who)
	pack := builtinPack(p.t)
	for _, s := range p.sides {
		member := study.Who{Team: s.scene.Stage().Team, Pack: pack.ID, Member: s.people[who]}
		for _, l := range pack.Checklists {
			for _, it := range slices.Concat(itemsOf(l)...) {
				if err := p.store.Tick(p.t.Context(), member, []study.Tick{{List: l.ID, Item: it.ID, At: p.clock.Now()}}, nil); err != nil {
					p.t.Fatal(err)
				}
			}
		}
	}
	r := p.types(who, "plan", false)
	weeks := control(r, "Another week").Options
	for _, week := range weeks {
		for p.presses(who, "Another week", week.Label); ; p.presses(who, "More", "") {
			form := p.presses(who, "Tick several", "").Form
			items := map[string][]string{}
			for _, in := range form.Inputs {
				for _, o := range in.Options {
					items[in.Name] = append(items[in.Name], o.Value)
				}
			}
			if r = p.sends("send the ticks of "+week.Label, who, items); control(r, "More").Label == "" {
				break
			}
		}
		for _, o := range weeks { // what a tick has changed
			for i, now := range control(r, "Another week").Options {
				if o.Value == now.Value {
					weeks[i] = now
				}
			}
		}
	}
	p.presses(who, "You have done it all: see your recognition", "")
}

func itemsOf(l study.Checklist) [][]study.Item {
	var all [][]study.Item
	for _, g := range l.Groups {
		all = append(all, g.Items)
	}
	return all
}

// control is the one with the label on the card of a reply, or nothing.
func control(r chat.Reply, label string) chat.Control {
	for _, c := range controls(r) {
		if c.Label == label {
			return c
		}
	}
	return chat.Control{}
}

// labelled is the label of the card's button that ends with the words.
func labelled(t *testing.T, r chat.Reply, words string) string {
	t.Helper()
	for _, c := range controls(r) {
		if strings.HasSuffix(c.Label, words) {
			return c.Label
		}
	}
	t.Fatalf("no control for %q", words)
	return ""
}

// controls are those of the message in a reply.
func controls(r chat.Reply) []chat.Control {
	var all []chat.Control
	for _, m := range []*chat.Message{r.Private, r.Update, r.Direct} {
		if m != nil {
			all = append(all, slices.Concat(m.Rows...)...)
		}
	}
	return all
}

// commands types each command of the list, with each kind of argument.
func (p *parity) commands() {
	p.t.Helper()
	pack := builtinPack(p.t)
	for _, c := range command.List() {
		who := "ada"
		if c.Owner {
			who = "olga"
		}
		if c.Name == chat.SentFiles().Verb {
			p.asksHowFilesCome(who)
			continue
		}
		p.types(who, c.Name, false)
		for _, arg := range c.Args {
			if arg.Kind == chat.MemberArg {
				p.types(who, c.Name+" {ben}", false)
				continue
			}
			p.types(who, c.Name+" zzz", false)
			if options := command.Choices(arg.Name, pack); arg.Kind == chat.SuggestedArg && len(options) > 0 {
				p.types(who, c.Name+" "+options[0].Value, false)
			}
		}
		if c.Owner && c.Name != "setup" {
			p.types("ada", c.Name, false) // who is no owner
		}
	}
	p.types("olga", "resume", false)
	p.types("ada", "away 2024-02-01", true)
	p.types("ada", "away 2000-01-01", false)
	p.types("ada", "away off", false)
	p.types("ada", "settings Asia/Kolkata", false)
}

// crawls uses every control that can be reached from the cards of the commands,
// once for each meaning: the verb and what the control says.
func (p *parity) crawls(who string, owner bool) {
	p.t.Helper()
	type way []chat.Control // controls to use, one after another; Options has the choice alone
	for _, c := range command.List() {
		if c.Owner != owner || slices.Contains([]string{"forget", "export", chat.SentFiles().Verb}, c.Name) {
			continue // the named ones have a walk of their own
		}
		ways := []way{nil}
		for steps := 0; len(ways) > 0; {
			path := ways[0]
			ways = ways[1:]
			r := p.types(who, c.Name, false)
			for at, ctl := range path {
				if !slices.ContainsFunc(controls(r), func(x chat.Control) bool { return x.Label == ctl.Label }) {
					if at == len(path)-1 {
						r = chat.Reply{}
					}
					continue // an earlier use has changed the card, and leads past this one
				}
				option := ""
				if ctl.Kind == chat.Menu {
					option = ctl.Options[0].Label
				}
				if r = p.presses(who, ctl.Label, option); r.Form != nil {
					r = p.fillsIn(who, r.Form)
				}
			}
			for _, ctl := range controls(r) {
				key := ctl.Action.Verb + "|" + ctl.Label
				if p.used[key] || ctl.Kind == chat.Link || ctl.Action.Verb == "setup-publish" {
					continue
				}
				p.used[key] = true
				ways = append(ways, append(slices.Clone(path), ctl))
			}
			if steps++; steps > 150 {
				p.t.Fatalf("/study %s leads on and on", c.Name)
			}
		}
	}
}

// fillsIn sends a form that a control opened.
func (p *parity) fillsIn(who string, form *chat.Form) chat.Reply {
	p.t.Helper()
	r := p.sends("send "+form.Title, who, filled(form))
	if len(r.Invalid) > 0 {
		p.t.Fatalf("the form %q was rejected: %v", form.Title, r.Invalid)
	}
	return r
}

// filled are values for a form's inputs that show none.
func filled(form *chat.Form) map[string][]string {
	values := map[string][]string{}
	for _, in := range form.Inputs {
		typed := in.Kind != chat.Choice && in.Kind != chat.Choices
		if in.Optional && typed || len(in.Value) > 0 && in.Value[0] != "" {
			continue
		}
		switch in.Kind {
		case chat.Choice, chat.Choices:
			values[in.Name] = []string{in.Options[0].Value}
		case chat.ChannelInput:
			values[in.Name] = []string{"{channel}"}
		case chat.MembersInput:
			values[in.Name] = []string{"{ben}"}
		case chat.Line, chat.Text:
			values[in.Name] = []string{map[string]string{
				"number": "12", "until": "2024-02-01", "words": "forget me", "zone": "Asia/Kolkata",
			}[in.Name]}
			if values[in.Name][0] == "" {
				values[in.Name] = []string{"First, *some* `words` <b>.\nThen & more @everyone_else."}
			}
		}
	}
	return values
}

// laterOn is what there is after a week: several questions, a reminder, a paused channel.
func (p *parity) laterOn() {
	p.t.Helper()
	p.everything("private message", "ben", func(s chattest.Screen) []chattest.Seen { return s.Direct })
	r := p.types("ben", "missed", false)
	for _, c := range controls(r) {
		if c.Kind == chat.Menu {
			p.presses("ben", c.Label, c.Options[0].Label)
		}
	}
	p.asksForMore("ben")
	p.crawls("ben", false)
	p.doesItAll("olga")
	p.pages("ada")
	p.types("olga", "pause", false)
	p.pages("ada")
	p.types("ada", "home", false)
	p.types("ada", "why score", false)
	p.types("olga", "status", true)
	p.types("olga", "resume", false)
}

// asksForMore uses the messages with the member's own questions, and goes from one
// question to the next.
func (p *parity) asksForMore(who string) {
	p.t.Helper()
	for _, label := range []string{"Not today", "No questions of my own", "Send me 3 a day again"} {
		p.presses(who, label, "")
	}
	r := p.types(who, "question", false)
	if control(r, "One for me").Label != "" {
		p.presses(who, "One for me", "")
	}
	r = p.presses(who, "Answer", "")
	r = p.sends("send the answer", who, filled(r.Form))
	if label := rated(p, 3); control(r, label).Label != "" {
		r = p.presses(who, label, "")
	}
	for _, c := range controls(r) {
		if c.Action.Verb == "ask" {
			p.presses(who, c.Label, "")
		}
	}
}

func (p *parity) leaves() {
	p.t.Helper()
	p.types("ada", "export", false)
	p.types("ada", "forget", false)
	p.presses("ada", "Forget me", "")
	p.sends("send other words", "ada", map[string][]string{"words": {"no"}})
	p.resend("send the words", "ada", map[string][]string{"words": {"forget me"}})
	p.types("ada", "history", false)
}

// nothingForgotten finds flows that the walk has not visited, and entries of the
// tables that are not needed any more.
func (p *parity) nothingForgotten() {
	p.t.Helper()
	never := unreached()
	for _, s := range p.sides {
		s.mu.Lock()
		for _, verb := range p.bot.Verbs() {
			reason, known := never[verb]
			if !known {
				reason, known = never[s.name+" "+verb]
			}
			switch {
			case !s.verbs[verb] && !known:
				p.t.Errorf("%s: the walk never came to %q: take it there", s.name, verb)
			case s.verbs[verb] && known:
				p.t.Errorf("%s: the walk comes to %q after all, so its entry can go: %s", s.name, verb, reason)
			}
		}
		s.mu.Unlock()
	}
	for _, d := range p.meant {
		if !d.met && slices.ContainsFunc(p.sides, func(s *side) bool { return s.name == d.who }) {
			p.t.Errorf("%s does not differ in %s any more, so the entry can go: %s", d.who, d.fact, d.why)
		}
	}
}
