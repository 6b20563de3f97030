package bot_test

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"studybot/bot"
	"studybot/bot/chat"
	"studybot/bot/schedule"
	"studybot/bot/study"
)

// meeting is a store whose first two readers of a member's record wait for each other,
// so that what either does next rests on the same record.
type meeting struct {
	bot.Store
	mu      sync.Mutex
	readers int
	met     chan struct{}
}

func (m *meeting) Member(ctx context.Context, team, id string) (study.Member, error) {
	found, err := m.Store.Member(ctx, team, id)
	m.mu.Lock()
	m.readers++
	if m.readers == 2 {
		close(m.met)
	}
	m.mu.Unlock()
	select {
	case <-m.met:
	case <-ctx.Done():
	}
	return found, err
}

// atOnce handles the events of a member so that each has read the record before any
// changes it.
func (w *town) atOnce(member string, events ...chat.Event) []chat.Reply {
	w.t.Helper()
	together := &meeting{Store: w.store, met: make(chan struct{})}
	w.restarted(func(c *bot.Config) { c.Store = together })
	replies := make([]chat.Reply, len(events))
	var work sync.WaitGroup
	for i, e := range events {
		e.Member, e.Channel = member, channel
		work.Go(func() { replies[i] = w.does(e) })
	}
	work.Wait()
	w.restarted(func(c *bot.Config) { c.Store = w.store })
	return replies
}

// TestTwoChangesAtOnceBothStand: whatever a member changes in two places at the same
// moment, neither takes the other back, and both are said to be saved.
func TestTwoChangesAtOnceBothStand(t *testing.T) {
	typed := func(verb string, args ...string) chat.Event { return chat.Event{Action: chat.Do(verb, args...)} }
	w := newTown(t).running()
	pack := w.bot.Packs.All()[0].ID
	form := func(f chat.Reply, values map[string]string) chat.Event {
		e := chat.Event{Action: f.Form.Action, Values: map[string][]string{}}
		for _, in := range f.Form.Inputs {
			e.Values[in.Name] = in.Value
		}
		for name, v := range values {
			e.Values[name] = []string{v}
		}
		return e
	}
	fresh := w.says("nobody", "settings")
	messages := w.presses("nobody", fresh, "Change messages")
	rest := w.presses("nobody", fresh, "Plan, zone, sharing")
	type change struct {
		event   chat.Event
		changed func(m *study.Member)
	}
	changes := map[string]change{
		"zone":    {typed("settings", "Asia/Kolkata"), func(m *study.Member) { m.Zone = "Asia/Kolkata" }},
		"away":    {typed("away", "2026-03-20"), func(m *study.Member) { m.AwayUntil = "2026-03-20" }},
		"own-on":  {typed("own-on", "5"), func(m *study.Member) { m.Questions = 5 }},
		"share":   {typed("share", "on"), func(m *study.Member) { m.Shared = true }},
		"minutes": {chat.Event{Action: chat.Do("minutes-save", pack), Values: map[string][]string{"minutes": {"60"}}}, func(m *study.Member) { m.Minutes = 60 }},
		"quiet":   {form(messages, map[string]string{"quietfrom": "22:00", "quietto": "07:00"}), func(m *study.Member) { m.QuietFrom, m.QuietTo = 22*60, 7*60 }},
		"plan":    {form(messages, map[string]string{"digest": "no"}), func(m *study.Member) { m.Digest = false }},
		"hour":    {form(messages, map[string]string{"questionsat": "11:30"}), func(m *study.Member) { m.QuestionsAt = 11*60 + 30 }},
		"time":    {form(rest, map[string]string{"minutes": "60"}), func(m *study.Member) { m.Minutes = 60 }},
		"sharing": {form(rest, map[string]string{"shared": "yes"}), func(m *study.Member) { m.Shared = true }},
	}
	names := slices.Sorted(maps.Keys(changes))
	for i, one := range names {
		for _, other := range names[i+1:] {
			member := one + "-" + other
			want, err := w.store.Member(t.Context(), team, member)
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{one, other} {
				changes[name].changed(&want)
			}
			for j, r := range w.atOnce(member, changes[one].event, changes[other].event) {
				if len(r.Invalid) > 0 || r.Form != nil || r.Private != nil && r.Private.Title == "" {
					t.Errorf("%s at once with %s: change %d is answered with %v %s", one, other, j+1, r.Invalid, text(*card(r)))
				}
			}
			w.has(member, want)
		}
	}
}

// has checks what is stored of a member, courses apart.
func (w *town) has(member string, want study.Member) {
	w.t.Helper()
	got, err := w.store.Member(w.t.Context(), team, member)
	if err != nil {
		w.t.Fatal(err)
	}
	if got.Courses = want.Courses; !reflect.DeepEqual(got, want) {
		w.t.Errorf("%s has %+v, want %+v", member, got, want)
	}
}

// late is a store whose first entry for the agenda is held up on its way.
type late struct {
	bot.Store
	holds      atomic.Bool
	held, free chan struct{}
}

func (l *late) Put(ctx context.Context, team string, entries ...schedule.Entry) error {
	if l.holds.CompareAndSwap(false, true) {
		close(l.held)
		<-l.free
	}
	return l.Store.Put(ctx, team, entries...)
}

// TestTheAgendaFollowsTheLaterChange: the member's own questions come where both changes
// together put them, even if what the first makes of the agenda comes after the second.
func TestTheAgendaFollowsTheLaterChange(t *testing.T) {
	w := newTown(t).running()
	w.until(at("2026-03-02 10:00"))
	w.joins("ada")
	form := w.presses("ada", w.says("ada", "settings"), "Change messages")
	slow := &late{Store: w.store, held: make(chan struct{}), free: make(chan struct{})}
	w.restarted(func(c *bot.Config) { c.Store = slow })
	var first sync.WaitGroup
	first.Go(func() { w.sends("ada", form, map[string]string{"questionsat": "12:00"}) })
	<-slow.held
	w.says("ada", "settings America/New_York")
	close(slow.free)
	first.Wait()
	due, err := w.store.Due(t.Context(), team, w.Now().AddDate(0, 1, 0), 100)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(due, func(e schedule.Entry) bool { return e.Kind == schedule.Own && e.Subject == "ada" })
	if i < 0 || due[i].Due.UTC().Format("15:04") != "17:00" {
		t.Errorf("the questions do not come at noon in New York, which is 17:00 UTC: entry %d of %v", i, due)
	}
}

// forgetful is a store in which ada is forgotten right before her own questions are put on
// the agenda.
type forgetful struct {
	bot.Store
	done bool
}

func (f *forgetful) Put(ctx context.Context, team string, entries ...schedule.Entry) error {
	if slices.ContainsFunc(entries, func(e schedule.Entry) bool { return e.Kind == schedule.Own && e.Subject == "ada" }) && !f.done {
		f.done = true
		if err := f.Forget(ctx, team, "ada"); err != nil {
			return err
		}
	}
	return f.Store.Put(ctx, team, entries...)
}

// TestWhoWasForgottenDoesNotComeBackToTheAgenda: neither with a setting that was saved
// just before, nor with the next question of the channel.
func TestWhoWasForgottenDoesNotComeBackToTheAgenda(t *testing.T) {
	for name, puts := range map[string]func(w *town){
		"setting":  func(w *town) { w.says("ada", "own-on 5") },
		"question": func(w *town) { w.until(at("2026-03-03 09:00")) },
	} {
		w := newTown(t).running()
		w.until(at("2026-03-02 11:00"))
		w.joins("ada", "ben")
		store := &forgetful{Store: w.store}
		w.restarted(func(c *bot.Config) { c.Store = store })
		puts(w)
		if !store.done {
			t.Fatalf("%s: nothing was put", name)
		}
		if got := w.agenda(); strings.Contains(got, "own/ada") {
			t.Errorf("%s: due is %s", name, got)
		}
		if got := w.agenda(); name == "question" && !strings.Contains(got, "own/ben") {
			t.Errorf("%s: due is %s, without the other", name, got)
		}
	}
}

// TestAFormSavesOnlyWhatWasChangedInIt: what was changed elsewhere while a form was open
// stays, unless the form changes it too.
func TestAFormSavesOnlyWhatWasChangedInIt(t *testing.T) {
	w := newTown(t).running()
	messages := w.presses("ada", w.says("ada", "settings"), "Change messages")
	rest := w.presses("ada", w.says("ada", "settings"), "Plan, zone, sharing")
	w.says("ada", "digest off")
	w.says("ada", "settings Asia/Tokyo")
	w.says("ada", "share on")
	wantText(t, *card(w.sends("ada", messages, map[string]string{"quietfrom": "22:00"})), "Questions of your own: none", "Plan and week: none", "Quiet hours: 22:00 to 08:00")
	wantText(t, *card(w.sends("ada", rest, map[string]string{"minutes": "60"})), "60 minutes a week", "Time zone: Asia/Tokyo", "members who ask can see it")
	wantText(t, *card(w.sends("ada", messages, map[string]string{"questions": "2"})), "Questions of your own: 2 on each study day", "Plan and week: none", "Quiet hours: 22:00 to 08:00")

	again := w.presses("ada", w.says("ada", "settings"), "Plan, zone, sharing")
	wantText(t, *card(w.sends("ada", again, map[string]string{"zone": "", "shared": "no"})), "Time zone: Europe/Berlin", "only I see it", "60 minutes a week")

	// A form that an earlier version opened does not say what it showed.
	old := w.presses("ada", w.says("ada", "settings"), "Plan, zone, sharing")
	old.Form.Action.Args = nil
	w.says("ada", "settings Asia/Tokyo")
	wantText(t, *card(w.sends("ada", old, map[string]string{"zone": "", "minutes": "45"})), "Time zone: Europe/Berlin", "45 minutes a week")
}

// overtaken is a store in which a member's settings are changed elsewhere once, right
// before they are saved.
type overtaken struct {
	bot.Store
	elsewhere *study.Member
}

func (o *overtaken) SaveMember(ctx context.Context, was, m study.Member) (study.Member, error) {
	if first := o.elsewhere; first != nil {
		o.elsewhere = nil
		if _, err := o.Store.SaveMember(ctx, was, *first); err != nil {
			return m, err
		}
	}
	return o.Store.SaveMember(ctx, was, m)
}

// What is off already is turned off all the same when it was turned on meanwhile, and on
// likewise: the answer says so.
func TestOffIsOffHoweverItStoodWhenItWasRead(t *testing.T) {
	w := newTown(t).running()
	store := &overtaken{Store: w.store}
	w.restarted(func(c *bot.Config) { c.Store = store })
	set := func(change func(*study.Member)) study.Member {
		t.Helper()
		was, err := w.store.Member(t.Context(), team, "ana")
		if err != nil {
			t.Fatal(err)
		}
		m := was
		change(&m)
		return m
	}
	for _, c := range []struct {
		press     chat.Action
		before    func(*study.Member)
		elsewhere func(*study.Member)
		digest    bool
		questions int
	}{
		{chat.Do("own-off"), func(m *study.Member) { m.Questions = 0 }, func(m *study.Member) { m.Questions = 5 }, true, 0},
		{chat.Do("digest", "off"), func(m *study.Member) { m.Digest, m.Questions = false, 0 }, func(m *study.Member) { m.Digest, m.Questions = true, 5 }, false, 0},
		{chat.Do("digest", "on"), func(m *study.Member) { m.Digest, m.Questions = true, 3 }, func(m *study.Member) { m.Digest = false }, true, 3},
	} {
		was := set(func(*study.Member) {})
		if _, err := w.store.SaveMember(t.Context(), was, set(c.before)); err != nil {
			t.Fatal(err)
		}
		m := set(c.elsewhere)
		store.elsewhere = &m
		w.does(chat.Event{Action: c.press, Member: "ana", Channel: channel})
		if now := set(func(*study.Member) {}); now.Digest != c.digest || now.Questions != c.questions {
			t.Errorf("%v: digest %t, %d questions", c.press, now.Digest, now.Questions)
		}
	}
}
