package revise_test

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"studybot/bot/plan"
	"studybot/bot/plan/revise"
	"studybot/bot/study"
	"studybot/content"
)

const monday = study.Day("2026-03-02")

// load gives the pack and the inputs of the four profiles of bot/plan.
func load(t interface{ Fatal(...any) }) (*study.Pack, []plan.Input) {
	packs, err := content.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("../testdata/profiles.json")
	if err != nil {
		t.Fatal(err)
	}
	var in struct {
		Cases []struct {
			Input struct {
				plan.Input
				AsOf    study.Day `json:"as_of"`
				Minutes int       `json:"minutes_per_week"`
			}
		}
	}
	if err := json.Unmarshal(data, &in); err != nil {
		t.Fatal(err)
	}
	var all []plan.Input
	for _, c := range in.Cases {
		c.Input.Input.AsOf, c.Input.Input.Minutes = c.Input.AsOf, c.Input.Minutes
		all = append(all, c.Input.Input)
	}
	return packs[slices.IndexFunc(packs, func(p *study.Pack) bool { return p.ID == "ml-systems" })], all
}

// anyInput draws a member, with ratings and due questions.
func anyInput(t *rapid.T, pack *study.Pack) plan.Input {
	in := plan.Input{Ratings: map[string]int{}, Minutes: rapid.IntRange(30, 400).Draw(t, "minutes")}
	about := rapid.IntRange(1, 5).Draw(t, "about")
	for _, a := range pack.Areas {
		if r := rapid.OneOf(rapid.IntRange(0, 5), rapid.Just(about)).Draw(t, a.ID); r > 0 {
			in.Ratings[a.ID] = r
		}
	}
	for n := range rapid.SampledFrom([]int{0, 0, 7, 60}).Draw(t, "due") {
		in.Due = append(in.Due, plan.Due{Question: fmt.Sprint("q", n), Due: monday})
	}
	return in
}

func show(pack *study.Pack, p plan.Plan) string {
	var b strings.Builder
	for _, w := range p.Weeks {
		fmt.Fprintf(&b, "week %d, %d of %d min\n", w.Number, w.Minutes, p.Limit)
		for _, i := range w.Items {
			fmt.Fprintf(&b, "   %-20s %3d  %s\n", i.ID, i.Minutes, p.Reason(pack, i))
		}
	}
	return b.String()
}

// workdays are Monday to Friday from day on, for n weeks from the week of monday.
func workdays(from study.Day, n int) []study.Day {
	var all []study.Day
	for d := from; d < monday.Add(7*n); d = d.Add(1) {
		if study.Workdays()[d.Weekday()] {
			all = append(all, d)
		}
	}
	return all
}

func TestBehindKeepsEveryLimitAndLosesNothing(t *testing.T) {
	pack, _ := load(t)
	rapid.Check(t, func(t *rapid.T) {
		in := anyInput(t, pack)
		p := plan.Make(pack, in)
		on := rapid.IntRange(0, 7*len(p.Weeks)-1).Draw(t, "day")
		done := map[string]bool{}
		for _, i := range p.Items() {
			done[i.ID] = rapid.IntRange(0, 3).Draw(t, "done") == 0
		}
		isDone := func(id string) bool { return done[id] }
		pace := revise.Pace{First: monday, Days: workdays(monday.Add(on), len(p.Weeks)+1), Daily: rapid.IntRange(0, 60).Draw(t, "daily")}
		slices.Reverse(pace.Days)
		r := revise.Behind(pack, p, isDone, pace)
		if wrong := checkRescue(pack, p, isDone, pace, r); len(wrong) > 0 {
			t.Fatalf("on day %d, %d a day\n%s\nbefore\n%s\nafter\n%s", on, pace.Daily, strings.Join(wrong, "\n"), show(pack, p), show(pack, r.Plan))
		}
		if again := revise.Behind(pack, p, isDone, pace); !reflect.DeepEqual(r, again) {
			t.Fatal("the same input gives two rescues")
		}
	})
}

func checkRescue(pack *study.Pack, p plan.Plan, done func(string) bool, pace revise.Pace, r revise.Rescue) (wrong []string) {
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	open, sum := map[string]int{}, 0
	for _, i := range p.Items() {
		if !done(i.ID) {
			open[i.ID] = i.Minutes
			sum += i.Minutes
		}
	}
	missing := 0
	for _, l := range r.Left {
		missing += l.Minutes
		delete(open, l.ID)
	}
	if missing != r.Missing {
		say("%d minutes are missing, said to be %d", missing, r.Missing)
	}
	byDay := map[string]int{}
	for _, d := range r.Days {
		minutes := 0
		for _, part := range d.Parts {
			minutes += part.Minutes
			byDay[part.ID] += part.Minutes
		}
		if minutes != d.Minutes || minutes > pace.Daily || minutes == 0 || !slices.Contains(pace.Days, d.Day) {
			say("%s has %d minutes, said to be %d", d.Day, minutes, d.Minutes)
		}
	}
	first, studied := map[int]int{}, map[string]int{}
	now := len(p.Weeks)
	if len(r.After) > 0 {
		now = r.After[0].Week
	}
	loads := map[int]revise.Load{}
	for _, w := range r.Plan.Weeks {
		minutes := 0
		for _, i := range w.Items {
			minutes += i.Minutes
			if first[i.Topic] == 0 {
				first[i.Topic] = w.Number
			}
			if i.Kind == plan.Study {
				studied[i.Area] = w.Number
			}
			if w.Number < now || done(i.ID) {
				continue
			}
			if open[i.ID] != byDay[i.ID] {
				say("%s takes %d minutes, its days give %d", i.ID, open[i.ID], byDay[i.ID])
			}
			delete(open, i.ID)
			l := loads[w.Number]
			loads[w.Number] = revise.Load{w.Number, l.Minutes + i.Minutes, l.Items + 1}
			if i.Kind == plan.Retest && studied[i.Area] >= w.Number && !done(fmt.Sprintf("study-%d-%s", i.Topic, i.Area)) {
				say("%s is in week %d, its study in week %d", i.ID, w.Number, studied[i.Area])
			}
			for _, b := range i.Because {
				if (b.Fact == plan.LineTopic || b.Fact == plan.LineArea || b.Fact == plan.LineOpen) && int(b.Value) != w.Number {
					say("%s is in week %d for %+v", i.ID, w.Number, b)
				}
			}
			if s := r.Plan.Reason(pack, i); !strings.HasSuffix(s, ".") || s == "." {
				say("%s has the reason %q", i.ID, s)
			}
		}
		if w.Number >= now && (minutes != w.Minutes || minutes > p.Limit) {
			say("week %d has %d minutes, said to be %d, of %d", w.Number, minutes, w.Minutes, p.Limit)
		}
	}
	if len(open) > 0 {
		say("lost: %v", open)
	}
	before := 0
	for _, l := range r.Before {
		before += l.Minutes
	}
	if before != sum {
		say("before, %d minutes are open, %d said", sum, before)
	}
	for _, l := range r.After {
		if l != loads[l.Week] && l.Items+loads[l.Week].Items > 0 {
			say("week %d has %+v, said to be %+v", l.Week, loads[l.Week], l)
		}
	}
	return wrong
}

// Whoever has time for everything loses nothing, and what goes first is what
// needs least.
func TestBehindDefersTheSmallestNeed(t *testing.T) {
	pack, in := load(t)
	p := plan.Make(pack, in[2]) // p07
	none := func(string) bool { return false }
	all := revise.Behind(pack, p, none, revise.Pace{First: monday, Days: workdays(monday, 4), Daily: 36})
	if len(all.Left) != 0 || all.Missing != 0 || len(all.Plan.Targets) != len(p.Targets) {
		t.Errorf("with all the time %d items wait: %+v", len(all.Left), all.Left)
	}
	late := revise.Behind(pack, p, none, revise.Pace{First: monday, Days: workdays(monday.Add(14), 4), Daily: 20})
	if late.Before[0].Week != 3 || late.Before[0].Minutes <= p.Limit {
		t.Errorf("before: %+v", late.Before)
	}
	for _, l := range late.After {
		if l.Minutes > 100 { // five days
			t.Errorf("after: %+v", late.After)
		}
	}
	kinds := ""
	for _, l := range late.Left {
		if !strings.HasSuffix(kinds, string(l.Kind)) {
			kinds += " " + string(l.Kind)
		}
	}
	if !strings.HasPrefix(kinds, " practice template") {
		t.Errorf("what waits goes in the order%s", kinds)
	}
	if n := len(late.Plan.Targets); n == 0 || n+len(late.Plan.Deferred) != len(p.Targets)+len(p.Deferred) {
		t.Errorf("%d targets stay, %d wait", n, len(late.Plan.Deferred))
	}
	for _, d := range late.Plan.Deferred {
		for _, target := range late.Plan.Targets {
			if target.Need < d.Need {
				t.Errorf("%s waits, %s with less need does not", d.Area, target.Area)
			}
		}
	}
}

// What was dropped to make place for something longer comes back where there is room.
func TestBehindFillsTheRoomThatIsLeft(t *testing.T) {
	pack, in := load(t)
	p := plan.Make(pack, in[2]) // p07
	none := func(string) bool { return false }
	for on := range 28 {
		for daily := 15; daily <= 45; daily += 5 {
			days := workdays(monday.Add(on), 4)
			r := revise.Behind(pack, p, none, revise.Pace{First: monday, Days: days, Daily: daily})
			last := r.After[len(r.After)-1]
			free := min(p.Limit, 5*daily) - last.Minutes
			for _, l := range r.Left {
				ends := !slices.ContainsFunc(pack.Topics, func(topic study.Topic) bool { return slices.Contains(topic.Prereq, l.Topic) })
				if l.Kind == plan.Template && ends && l.Minutes <= free && on < 21 {
					t.Errorf("day %d, %d a day: %s waits with %d minutes, and the last week has %d left", on, daily, l.ID, l.Minutes, free)
				}
			}
		}
	}
}
