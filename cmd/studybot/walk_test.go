package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"studybot/adapters/redis"
	"studybot/bot/chat/chattest"
	"studybot/bot/schedule"
	"studybot/bot/study"
	"studybot/content"
)

// patience ends a wait that would never end. It is no measurement.
const patience = 30 * time.Second

// walker takes a team's steps on one platform.
type walker struct {
	*stand
	t     *testing.T
	store *redis.Store
	steps int
	// before is each member's screen as it was when they last acted; taken are the
	// messages that a step has waited for.
	before, taken map[string]bool
}

func walking(t *testing.T, s *stand, store *redis.Store) *walker {
	return &walker{stand: s, t: t, store: store, before: map[string]bool{}, taken: map[string]bool{}}
}

func (w *walker) must(what string, err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatalf("%s, %s: %v\nproblems: %v", w.name, what, err, w.problems())
	}
}

// own is what the member alone sees, wherever the platform shows it.
func (w *walker) own(member string) []chattest.Seen {
	s := w.scene.Look(member)
	return slices.Concat(s.Private, s.Direct)
}

func mark(member string, s chattest.Seen) string { return member + "\x00" + s.ID + "\x00" + s.Text }

// acts lets the member do something, after this step's trouble.
func (w *walker) acts(member, what string, do func() error) {
	w.t.Helper()
	if w.trouble != nil {
		w.must("the trouble before "+what, w.trouble(w.steps))
	}
	w.steps++
	clear(w.before)
	for _, s := range w.own(member) {
		w.before[mark(member, s)] = true
	}
	w.must(what, do())
}

// sees waits for a message, new or changed since the member acted, that says the words.
func (w *walker) sees(member, says string) chattest.Seen {
	w.t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		own := w.own(member)
		for _, s := range slices.Backward(own) {
			if strings.Contains(s.Text, says) && !w.before[mark(member, s)] {
				w.taken[member+"\x00"+s.ID] = true
				return s
			}
		}
		if time.Now().After(deadline) {
			w.t.Fatalf("%s: %s never saw %q\n%s\nproblems: %v", w.name, member, says, texts(own), w.problems())
		}
	}
}

func texts(list []chattest.Seen) string {
	var s strings.Builder
	for _, m := range list {
		fmt.Fprintf(&s, "%s\n%q\n---\n", m.Text, m.Controls)
	}
	return s.String()
}

// types a command in the channel and waits for what it says.
func (w *walker) types(member, command, says string) chattest.Seen {
	w.t.Helper()
	w.acts(member, "type "+command, func() error { return w.scene.Type(member, command, false) })
	return w.sees(member, says)
}

// presses a button and waits for what it says.
func (w *walker) presses(member, label, says string) chattest.Seen {
	w.t.Helper()
	w.acts(member, "press "+label, func() error { return w.scene.Press(member, label, "") })
	return w.sees(member, says)
}

// chooses an option of a menu and waits for what it says.
func (w *walker) chooses(member, menu, option, says string) chattest.Seen {
	w.t.Helper()
	w.acts(member, "choose "+option, func() error { return w.scene.Press(member, menu, option) })
	return w.sees(member, says)
}

// opens a form by a button.
func (w *walker) opens(member, label string) *chattest.OpenForm {
	w.t.Helper()
	w.acts(member, "press "+label, func() error { return w.scene.Press(member, label, "") })
	var form *chattest.OpenForm
	w.until("the form of "+label, func() bool { form = w.scene.Look(member).Form; return form != nil })
	return form
}

// sends the open form and waits for what it says.
func (w *walker) sends(member string, values map[string][]string, says string) chattest.Seen {
	w.t.Helper()
	w.acts(member, "send the form", func() error { return w.scene.Submit(member, values) })
	seen := w.sees(member, says)
	if open := w.scene.Look(member).Form; open != nil {
		w.t.Fatalf("%s: the form %q stayed open: %v", w.name, open.Title, open.Errors)
	}
	return seen
}

// fills opens a form by a button, sends it, and waits for what it says.
func (w *walker) fills(member, label string, values map[string][]string, says string) chattest.Seen {
	w.t.Helper()
	w.opens(member, label)
	return w.sends(member, values, says)
}

// until waits for something of the scene.
func (w *walker) until(what string, ok func() bool) {
	w.t.Helper()
	for deadline := time.Now().Add(patience); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			w.t.Fatalf("%s: never seen: %s\nproblems: %v", w.name, what, w.problems())
		}
	}
}

// posts are the channel's messages that say the words.
func (w *walker) posts(says string) []chattest.Seen {
	return slices.DeleteFunc(w.scene.Look(w.olga).Channel, func(s chattest.Seen) bool { return !strings.Contains(s.Text, says) })
}

// due puts an entry of the study channel on the agenda for right now.
func (w *walker) due(kind schedule.Kind) {
	w.t.Helper()
	w.must("put on the agenda", w.store.Put(w.t.Context(), w.team(), schedule.Entry{Kind: kind, Subject: w.channel(), Due: time.Now()}))
}

// noonZone is a zone in which it is about noon now, so that no test crosses midnight.
func noonZone(now time.Time) string {
	switch d := now.UTC().Hour() - 12; { // Etc/GMT+3 is three hours behind UTC
	case d > 0:
		return fmt.Sprintf("Etc/GMT+%d", d)
	case d < 0:
		return fmt.Sprintf("Etc/GMT-%d", -d)
	}
	return "Etc/GMT"
}

func TestTheWholeWalk(t *testing.T) {
	for _, c := range []struct {
		name  string
		place placed
	}{
		{"Slack over Socket Mode", slackOver(false)},
		{"Slack over signed HTTP", slackOver(true)},
		{"Discord over the gateway", discordOver(false)},
		{"Discord over signed HTTP", discordOver(true)},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := serving(t, c.place)
			walk(t, p.stands[0], p.store(t))
			p.ends(t)
		})
	}
}

// The gateway drops, asks to connect again, ends the session, to be resumed and for
// good, and delivers everything twice: nothing is lost and nothing is doubled.
func TestTheWholeWalkOverAGatewayInTrouble(t *testing.T) {
	t.Parallel()
	p := apart(t, discordInTrouble)
	walk(t, p.stands[0], p.store(t))
	p.ends(t)
}

// One process serves Slack and Discord. The same people on both are two members
// each, and nothing of one team is seen in the other.
func TestTheWholeWalkOnBothAtOnce(t *testing.T) {
	p := serving(t, slackOver(false), discordOver(false))
	store := p.store(t)
	t.Run("walks", func(t *testing.T) {
		for _, s := range p.stands {
			t.Run(s.name, func(t *testing.T) {
				t.Parallel()
				walk(t, s, store)
			})
		}
	})
	for i, s := range p.stands {
		other := p.stands[1-i]
		var all []chattest.Seen
		for _, member := range []string{s.olga, s.ada, s.ben} {
			screen := s.scene.Look(member)
			all = slices.Concat(all, screen.Channel, screen.Private, screen.Direct)
		}
		for _, theirs := range []string{other.olga, other.ada, other.ben, other.team(), other.channel(), "4 people", "6 people"} {
			if strings.Contains(texts(all), theirs) {
				t.Errorf("%s shows %q of %s", s.name, theirs, other.name)
			}
		}
		w := walking(t, s, store)
		members, err := store.Members(t.Context(), s.team())
		w.must("list the members", err)
		for _, m := range members {
			if m.ID != s.olga && m.ID != s.ben { // ada is forgotten
				t.Errorf("%s has the member %q", s.team(), m.ID)
			}
		}
		w.rated(s.ben)
		w.rated(s.olga)
		tally, err := store.Tally(t.Context(), s.team(), other.channel(), study.DayOf(time.Now()))
		if err == nil && tally.Answered() > 0 {
			t.Errorf("%s counts answers of %s: %v", s.name, other.name, tally)
		}
	}
	p.ends(t)
}

// walk is a team's first days: set-up, question, answers, assessment, score,
// plan, lists, reminder, export, forget.
func walk(t *testing.T, s *stand, store *redis.Store) {
	w := walking(t, s, store)
	zone := noonZone(time.Now())
	loc, err := schedule.Zone(zone)
	w.must("the zone", err)
	clock := func(ago time.Duration) []string { return []string{time.Now().In(loc).Add(-ago).Format("15:04")} }

	w.types(s.olga, "setup", "Nothing is posted yet")
	w.fills(s.olga, "Times", map[string][]string{
		"post": clock(time.Minute), "zone": {zone}, "reveal": clock(-3 * time.Hour),
		"weekly": {time.Now().In(loc).Weekday().String()}, "weeklyat": clock(time.Minute),
	}, zone)
	days := []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
	w.fills(s.olga, "Pack, days, holidays", map[string][]string{"days": days}, "Mon Tue Wed Thu Fri Sat Sun")
	w.presses(s.olga, "Preview", "Preview · Day 32")
	w.presses(s.olga, "Publish", "Published")

	w.due(schedule.Question)
	w.until("the question's post", func() bool { return len(w.posts("Day 32")) > 0 })
	for i, member := range []string{s.ada, s.ben, s.olga} {
		w.answers(member, s.ratings[i])
	}
	w.until("three answers on the post", func() bool { return len(w.posts("3 people")) > 0 })
	if posts := w.posts("Day 32"); len(posts) != 1 {
		t.Errorf("the question was posted %d times", len(posts))
	}
	w.types(s.ada, "history", "Day 32")
	w.types(s.ada, "question", "Why this one:")
	w.presses(s.ada, "The channel's question", "Your answer:")

	w.assesses(s.ada)
	w.types(s.ada, "score", "Feature Engineering & Management")
	w.types(s.ada, "plan", "week 1 of 4")
	w.types(s.ada, "checklist", "Hands-on")
	topics := w.types(s.ada, "topics", "Model Serving at Scale")
	w.chooses(s.ada, "Open a topic", optionWith(t, topics, "Open a topic", "Feature Stores"), "Feature Stores")
	w.types(s.ada, "resources", "Chip Huyen")
	w.types(s.ada, "help", "/study export")
	w.types(s.olga, "status", "The next five")
	w.types(s.ada, "away 2000-01-01", "not ahead")
	if s.anything != nowhere {
		w.acts(s.ada, "type nonsense", func() error { return s.scene.Type(s.ada, "nonsense", s.anything == inPrivate) })
		w.sees(s.ada, "I do not know that command")
	}
	w.types(s.ben, "pause", "Only the owner")

	w.types(s.ada, "home", "Next question")
	if pages, ok := s.scene.(chattest.Homed); ok {
		w.must("open the own page", pages.OpenHome(s.ada))
		w.until("the own page", func() bool {
			page := s.scene.Look(s.ada).Home
			return page != nil && strings.Contains(page.Text, "Next question")
		})
	}

	w.due(schedule.Weekly)
	w.until("the weekly reminder", func() bool { return len(w.posts("The week in this channel")) > 0 })
	w.types(s.olga, "report", "Preview · The week in this channel")

	for _, member := range []string{s.ada, s.ben, s.olga} {
		w.rated(member)
	}
	w.types(s.ada, "export", "Two files are on their way")
	w.sees(s.ada, "Everything I keep about you")
	w.until("the export's files", func() bool {
		var names []string
		for _, m := range s.scene.Look(s.ada).Direct {
			names = append(names, m.Files...)
		}
		slices.Sort(names)
		return slices.Equal(names, []string{"studybot-export.json", "studybot-export.md"})
	})
	w.types(s.ada, "forget", "cannot be undone")
	w.fills(s.ada, "Forget me", map[string][]string{"words": {"forget me"}}, "Forgotten")
	if kept := w.ratingsOf(s.ada); len(kept) != 0 {
		t.Errorf("%s: who is forgotten has ratings: %+v", s.name, kept)
	}
	w.nothingTwice()
}

// answers whatever kind of question was posted and rates it.
func (w *walker) answers(member string, rating int) {
	w.t.Helper()
	form := w.opens(member, "Answer")
	if slices.Contains(form.Inputs, "choice") {
		w.sends(member, map[string][]string{"choice": {"1"}, "confidence": {fmt.Sprint(rating)}}, "Key points")
		return
	}
	w.sends(member, map[string][]string{"text": {"An answer <!channel> @everyone of " + member}}, "How did your answer hold up?")
	anchor, _ := builtinPack(w.t).Anchor(rating)
	w.presses(member, fmt.Sprintf("%d · %s", rating, anchor.Label), fmt.Sprintf("Saved: %d of 5", rating))
}

func (w *walker) ratingsOf(member string) []study.Rating {
	w.t.Helper()
	kept, err := w.store.Ratings(w.t.Context(), study.Who{Team: w.team(), Pack: builtinPack(w.t).ID, Member: member})
	w.must("read the ratings", err)
	return kept
}

// rated finds exactly the one rating that the member gave.
func (w *walker) rated(member string) {
	w.t.Helper()
	want := w.ratings[slices.Index([]string{w.ada, w.ben, w.olga}, member)]
	if kept := w.ratingsOf(member); len(kept) != 1 || kept[0].Value != want {
		w.t.Errorf("%s: %s rated %d once, kept is %+v", w.name, member, want, kept)
	}
}

// assesses rates every area, category by category.
func (w *walker) assesses(member string) {
	w.t.Helper()
	pack := builtinPack(w.t)
	m := w.types(member, "assess", "20 areas")
	for i, category := range pack.Categories {
		at := slices.IndexFunc(m.Controls, func(label string) bool { return strings.HasSuffix(label, category.Name) })
		if at < 0 {
			w.t.Fatalf("%s: no control for %s: %q", w.name, category.Name, m.Controls)
		}
		values := map[string][]string{}
		for _, name := range w.opens(member, m.Controls[at]).Inputs {
			values[name] = []string{fmt.Sprint(2 + i%4)}
		}
		m = w.sends(member, values, fmt.Sprintf("Category %d of %d saved", i+1, len(pack.Categories)))
	}
	w.presses(member, "Finish and see the result", "of 100")
}

// nothingTwice finds no private message that no step has caused.
func (w *walker) nothingTwice() {
	w.t.Helper()
	for _, member := range []string{w.olga, w.ada, w.ben} {
		digests := 0
		for _, s := range w.own(member) {
			switch {
			case w.taken[member+"\x00"+s.ID], len(s.Files) > 0:
			case strings.HasPrefix(s.Text, "Your week"), strings.HasPrefix(s.Text, "Your plan for this week"):
				digests++ // of the weekly reminder, at the member's own hour
			default:
				w.t.Errorf("%s: %s got this besides: %q", w.name, member, s.Text)
			}
		}
		if digests > 1 {
			w.t.Errorf("%s: %s got %d weekly messages", w.name, member, digests)
		}
	}
}

// optionWith is the label of the menu's option that has the words.
func optionWith(t *testing.T, s chattest.Seen, menu, words string) string {
	t.Helper()
	for _, o := range s.Menus[menu] {
		if strings.Contains(o.Label, words) {
			return o.Label
		}
	}
	t.Fatalf("the menu %q has no option with %q: %+v", menu, words, s.Menus)
	return ""
}

func builtinPack(t *testing.T) *study.Pack {
	t.Helper()
	packs, err := content.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return packs[0]
}

// ends stops the program: well, without a problem at any stand-in, and with a log
// that holds no token and nobody's words.
func (p *program) ends(t *testing.T) {
	t.Helper()
	if code := p.stop(); code != 0 {
		t.Errorf("the program ended with %d", code)
	}
	words := []string{"An answer", "<!channel>", "@everyone"}
	for _, s := range p.stands {
		if problems := s.problems(); len(problems) > 0 {
			t.Errorf("%s would have refused: %s", s.name, strings.Join(problems, "\n"))
		}
		words = append(words, s.secrets...)
	}
	for _, word := range words {
		if word != "" && strings.Contains(p.log.String(), word) {
			t.Errorf("the log holds %q", word)
		}
	}
}

// binary builds the program once for the tests that kill it.
func binary(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "studybot")
	out, err := goBuild(t.Context(), path)
	if err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}
	return path
}
