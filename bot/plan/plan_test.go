package plan

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"studybot/bot/study"
)

// profiles are four members' ratings on the areas and topics of the ML systems
// course, with what their plans must hold. The map from areas to topics and the
// prerequisites are this project's reading of the course.
type profiles struct {
	Areas []struct {
		ID, Name, Category string
		Topics             []int
		Priority           study.Priority
	}
	Topics []struct {
		Day      int
		Name     string
		Priority study.Priority
		Prereq   []int
	}
	Cases []struct {
		ID, Title string
		Minutes   int `json:"minutes_per_week"`
		Ratings   map[string]int
		Must      struct {
			Level       string
			Total       int
			Provisional bool
			TotalRange  [2]int `json:"total_range"`
			Weeks       int
			Targets     []struct {
				Area     string
				Kind     Reach
				Rating   float64 `json:"effective_rating"`
				Topic    int
				Priority study.Priority
			} `json:"targets_in_order_of_need"`
			Deferred     []string `json:"deferred_areas"`
			Critical     []int    `json:"critical_topics_in_first_half"`
			Requirements []struct {
				Type    string
				Weeks   []int
				Topics  []int
				Areas   []string
				AtLeast float64 `json:"at_least"`
				From    string
			} `json:"template_requirements"`
		}
	}
}

func days(from, to int) []int {
	var all []int
	for d := from; d <= to; d++ {
		all = append(all, d)
	}
	return all
}

func week(theme string, topics []int, areas ...string) study.PlanWeek {
	return study.PlanWeek{Theme: theme, Topics: topics, Areas: areas}
}

// load gives the pack of the profiles, with the five levels' lines, and the profiles.
func load(t interface{ Fatal(...any) }) (*study.Pack, profiles) {
	data, err := os.ReadFile("testdata/profiles.json")
	if err != nil {
		t.Fatal(err)
	}
	var in profiles
	if err := json.Unmarshal(data, &in); err != nil {
		t.Fatal(err)
	}
	p := &study.Pack{ID: "p"}
	for _, a := range in.Areas {
		p.Areas = append(p.Areas, study.Area{ID: a.ID, Name: a.Name, Category: a.Category, Topics: a.Topics, Priority: a.Priority})
	}
	for _, d := range in.Topics {
		p.Topics = append(p.Topics, study.Topic{Day: d.Day, Name: d.Name, Priority: d.Priority, Prereq: d.Prereq})
	}
	level := func(name string, low, high int, weeks ...study.PlanWeek) {
		p.Levels = append(p.Levels, study.Level{Name: name, Min: low, Max: high, Plan: study.PlanTemplate{Weeks: weeks, Activities: []string{"Teach it"}}})
	}
	level("Expert", 90, 100, week("monitoring", nil, "C4"), week("performance", nil, "D1"), week("new techniques", nil), week("leading", nil))
	level("Advanced", 80, 89, week("weak areas", nil), week("harder exercises", nil), week("a project", []int{32, 39}), week("explaining", nil, "E2"))
	level("Intermediate", 70, 79, week("days 35-39", days(35, 39)), week("exercises again", nil), week("deployment", nil, "C1", "C4"), week("faults", nil, "D3", "D1"))
	level("Developing", 60, 69, week("days 25-31", days(25, 31)), week("days 32-39", days(32, 39)), week("projects", []int{32, 39}), week("skills", nil))
	level("Foundation", 20, 59, week("all, one", days(25, 39)), week("all, two", days(25, 39)), week("basics", nil), week("basics", nil),
		week("why", nil), week("why", nil), week("harder", nil), week("harder", nil))
	return p, in
}

func TestTheFourProfiles(t *testing.T) {
	pack, in := load(t)
	for _, c := range in.Cases {
		t.Run(c.ID, func(t *testing.T) {
			p := Make(pack, Input{Ratings: c.Ratings, Minutes: c.Minutes})
			m := c.Must
			if p.Level != m.Level || p.Low != m.TotalRange[0] || p.High != m.TotalRange[1] || p.Provisional() != m.Provisional || len(p.Weeks) != m.Weeks {
				t.Errorf("%s: %s, %d-%d, provisional %v, %d weeks", c.Title, p.Level, p.Low, p.High, p.Provisional(), len(p.Weeks))
			}
			if len(p.Targets) != len(m.Targets) {
				t.Fatalf("%d targets, want %d: %+v", len(p.Targets), len(m.Targets), p.Targets)
			}
			for i, want := range m.Targets {
				got := p.Targets[i]
				if got.Area != want.Area || got.Reach != want.Kind || got.Effective != want.Rating || got.Topic != want.Topic || got.Priority != want.Priority {
					t.Errorf("target %d: %+v, want %+v", i+1, got, want)
				}
			}
			var deferred []string
			for _, d := range p.Deferred {
				deferred = append(deferred, d.Area)
			}
			if fmt.Sprint(deferred) != fmt.Sprint(m.Deferred) {
				t.Errorf("deferred %v, want %v", deferred, m.Deferred)
			}
			for _, day := range m.Critical {
				if first := firstWeeks(p)[day]; first == 0 || first > len(p.Weeks)/2 {
					t.Errorf("day %d comes first in week %d", day, first)
				}
			}
			for _, r := range m.Requirements {
				var named, other int
				seen := map[int]bool{}
				for _, n := range r.Weeks {
					for _, i := range p.Weeks[n-1].Items {
						if slices.Contains(r.Topics, i.Topic) || slices.Contains(r.Areas, i.Area) {
							named++
							seen[i.Topic] = true
						} else if i.Topic != 0 {
							other++
						}
					}
				}
				ok := float64(named) >= r.AtLeast
				switch r.Type {
				case "distinct_topics":
					ok = float64(len(seen)) >= r.AtLeast
				case "topic_share":
					ok = float64(named) >= r.AtLeast*float64(named+other)
				}
				if !ok {
					t.Errorf("%s: %d items of it, %d others, %d topics", r.From, named, other, len(seen))
				}
			}
			if t.Failed() {
				t.Log(show(pack, p))
			}
		})
	}
}

func show(pack *study.Pack, p Plan) string {
	var b strings.Builder
	for _, w := range p.Weeks {
		fmt.Fprintf(&b, "week %d, %s, %d min\n", w.Number, w.Theme, w.Minutes)
		for _, i := range w.Items {
			fmt.Fprintf(&b, "   %-20s %3d  %s\n", i.ID, i.Minutes, p.Reason(pack, i))
		}
	}
	for _, d := range p.Deferred {
		fmt.Fprintf(&b, "later: %s\n", p.DeferredReason(d))
	}
	return b.String()
}

// firstWeeks tells in which week each topic comes first, counted from 1.
func firstWeeks(p Plan) map[int]int {
	first := map[int]int{}
	for _, w := range p.Weeks {
		for _, i := range w.Items {
			if _, seen := first[i.Topic]; !seen && i.Topic != 0 {
				first[i.Topic] = w.Number
			}
		}
	}
	return first
}

func TestEveryPlanHoldsTheProperties(t *testing.T) {
	pack, _ := load(t)
	rapid.Check(t, func(t *rapid.T) {
		in := Input{Ratings: map[string]int{}, Minutes: 5 * rapid.IntRange(6, 100).Draw(t, "fives")}
		if rapid.Bool().Draw(t, "usual") {
			in.Minutes = 0
		}
		lean := rapid.IntRange(1, 5).Draw(t, "about")
		for _, a := range pack.Areas {
			r := rapid.OneOf(rapid.IntRange(1, 5), rapid.Just(lean)).Draw(t, a.ID)
			if rapid.IntRange(0, 19).Draw(t, "rated") > 0 {
				in.Ratings[a.ID] = r
			}
		}
		p := Make(pack, in)
		checkPlan(t, pack, in, p)
		if t.Failed() {
			t.Log(in, "\n", show(pack, p))
		}
	})
}

// checkPlan holds the properties P1 to P8 of a plan on the courses's pack.
func checkPlan(t *rapid.T, pack *study.Pack, in Input, p Plan) {
	minutes := in.Minutes
	if minutes == 0 {
		minutes = usualLimit
	}
	missing := len(pack.Areas) - len(in.Ratings)
	sum := 0
	for _, r := range in.Ratings {
		sum += r
	}
	level, _ := pack.LevelOf(sum + missing)
	n := len(level.Plan.Weeks)
	half := n / 2

	// P1 level and length, P2 template kept
	if p.Level != level.Name || p.Low != sum+missing || p.High != sum+5*missing || p.Provisional() != (missing > 0) || len(p.Weeks) != n {
		t.Fatalf("%s %d-%d, %d weeks for %d rated and %d missing", p.Level, p.Low, p.High, len(p.Weeks), sum, missing)
	}
	used, ids := 0, map[string]bool{}
	targets := map[string]Target{}
	for _, target := range p.Targets {
		targets[target.Area] = target
	}
	for i, w := range p.Weeks {
		if w.Number != i+1 || w.Theme != level.Plan.Weeks[i].Theme {
			t.Fatalf("week %d is %d, %q", i+1, w.Number, w.Theme)
		}
		if len(w.Items) == 0 {
			t.Fatalf("week %d is empty", w.Number)
		}
		total := 0
		for _, item := range w.Items {
			total += item.Minutes
			// P5 sizes, P7 no orphan, P8 reasons
			if item.Minutes < 5 || item.Minutes > 90 || item.Minutes%5 != 0 {
				t.Errorf("%s takes %d minutes", item.ID, item.Minutes)
			}
			if ids[item.ID] || len(item.ID) > maxID {
				t.Errorf("id %q is long or comes twice", item.ID)
			}
			ids[item.ID] = true
			checkItem(t, pack, in, p, w, item, targets)
		}
		used += total
		if total != w.Minutes || total > minutes {
			t.Errorf("week %d: %d minutes, said to be %d, at most %d", w.Number, total, w.Minutes, minutes)
		}
		if len(p.Targets) > 0 && 2*total < minutes {
			t.Errorf("week %d has only %d of %d minutes", w.Number, total, minutes)
		}
	}
	last := p.Weeks[n-1].Items
	if last[len(last)-1].Kind != Reassess {
		t.Error("the last week does not end with the assessment")
	}
	if missing > 0 && p.Weeks[0].Items[0].Kind != RateMissing {
		t.Error("the first week does not begin with the missing ratings")
	}

	// P3 covered twice, deferred only when full, and by need
	sums, counts := map[int]int{}, map[int]int{}
	for _, target := range p.Targets {
		study, retest := 0, 0
		for _, w := range p.Weeks {
			for _, i := range w.Items {
				if i.Area != target.Area {
					continue
				}
				sums[target.Priority.Weight()] += i.Minutes
				if i.Kind == Study {
					study = w.Number
				}
				if i.Kind == Retest {
					retest = w.Number
				}
			}
		}
		counts[target.Priority.Weight()]++
		if study == 0 || retest <= study {
			t.Errorf("%s is studied in week %d and asked again in week %d", target.Area, study, retest)
		}
	}
	for _, d := range p.Deferred {
		if d.Minutes > 0 && 100*used < 85*minutes*n {
			t.Errorf("%s is left out although only %d of %d minutes are used", d.Area, used, minutes*n)
		}
		for _, target := range p.Targets {
			if target.Need < d.Need {
				t.Errorf("%s is left out, %s with less need is not", d.Area, target.Area)
			}
		}
	}

	// P4 CRITICAL first and most
	first := firstWeeks(p)
	for _, target := range p.Targets {
		if target.Reach == Weak && target.Priority == study.Critical && first[target.Topic] > half {
			t.Errorf("day %d is CRITICAL and comes first in week %d", target.Topic, first[target.Topic])
		}
	}
	for high := 3; high > 1; high-- {
		for low := high - 1; low > 0; low-- {
			if counts[high] > 0 && counts[low] > 0 && sums[low]*counts[high] > sums[high]*counts[low] {
				t.Errorf("weight %d gets %d minutes for %d targets, weight %d gets %d for %d", high, sums[high], counts[high], low, sums[low], counts[low])
			}
		}
	}

	checkOrder(t, pack, p)

	// P2 what the lines name
	if minutes >= 60 {
		for i, line := range level.Plan.Weeks {
			named, other := 0, 0
			for _, item := range p.Weeks[i].Items {
				if slices.Contains(line.Topics, item.Topic) || slices.Contains(line.Areas, item.Area) {
					named++
				} else if item.Topic != 0 {
					other++
				}
			}
			if len(line.Topics)+len(line.Areas) > 0 && named == 0 || len(line.Topics) > 2 && named < other {
				t.Errorf("week %d, %s: %d items of it, %d others", i+1, line.Theme, named, other)
			}
		}
		if p.Level == "Foundation" && minutes >= usualLimit {
			for _, topic := range pack.Topics {
				if first[topic.Day] == 0 || first[topic.Day] > 2 {
					t.Errorf("day %d comes first in week %d of the Foundation plan", topic.Day, first[topic.Day])
				}
			}
		}
	}
}

// checkOrder holds P6: no topic comes before one of its prerequisites that is in
// the plan too.
func checkOrder(t *rapid.T, pack *study.Pack, p Plan) {
	first, seen := firstWeeks(p), map[int]bool{}
	for _, w := range p.Weeks {
		for _, i := range w.Items {
			topic, _ := pack.Topic(i.Topic)
			for _, before := range topic.Prereq {
				if first[before] > 0 && !seen[before] && !seen[i.Topic] {
					t.Errorf("day %d comes in week %d, before day %d", i.Topic, w.Number, before)
				}
			}
			seen[i.Topic] = true
		}
	}
}

// checkItem holds what P7 and P8 say of one item.
func checkItem(t *rapid.T, pack *study.Pack, in Input, p Plan, w Week, item Item, targets map[string]Target) {
	line := study.PlanWeek{}
	if level, ok := pack.LevelOf(p.Low); ok {
		line = level.Plan.Weeks[w.Number-1]
	}
	area, knownArea := pack.Area(item.Area)
	topic, knownTopic := pack.Topic(item.Topic)
	target, isTarget := targets[item.Area]
	switch item.Kind {
	case Reassess, RateMissing:
		if item.Topic != 0 || item.Area != "" {
			t.Errorf("%s has a topic", item.ID)
		}
	default:
		if !knownArea || !knownTopic || !slices.Contains(area.Topics, item.Topic) {
			t.Errorf("%s: day %d and area %q do not belong together", item.ID, item.Topic, item.Area)
		}
	}
	if (item.Kind == Study || item.Kind == Practice || item.Kind == Retest) && (!isTarget || target.Topic != item.Topic) {
		t.Errorf("%s belongs to no target", item.ID)
	}
	if len(item.Because) == 0 {
		t.Errorf("%s has no reason", item.ID)
	}
	for _, b := range item.Because {
		ok := false
		switch b.Fact {
		case Rated:
			ok = int(b.Value) == in.Ratings[item.Area]
		case Ranked:
			ok = b.Priority == topic.Priority
		case LineTopic:
			ok = int(b.Value) == w.Number && slices.Contains(line.Topics, item.Topic)
		case LineArea:
			ok = int(b.Value) == w.Number && slices.Contains(line.Areas, item.Area)
		case LineOpen:
			ok = int(b.Value) == w.Number && len(line.Topics)+len(line.Areas) == 0
		case NeededFor:
			later, known := pack.Topic(int(b.Value))
			ok = known && slices.Contains(later.Prereq, item.Topic) && firstWeeks(p)[int(b.Value)] >= w.Number
		case StudiedIn:
			ok = int(b.Value) < w.Number && slices.ContainsFunc(p.Weeks[int(b.Value)-1].Items, func(i Item) bool { return i.Kind == Study && i.Area == item.Area })
		case NotRated:
			ok = int(b.Value) == p.Missing
		case LastWeek:
			ok = int(b.Value) == len(p.Weeks) && w.Number == int(b.Value)
		}
		if !ok {
			t.Errorf("%s: %+v is not true", item.ID, b)
		}
	}
	if s := p.Reason(pack, item); !strings.HasSuffix(s, ".") || strings.Contains(s, "%!") || strings.Contains(s, " 0 of 5") {
		t.Errorf("%s: reason %q", item.ID, s)
	}
}

func TestThePlanIsTheSameTwiceAndSmallChangesKeepIt(t *testing.T) {
	pack, _ := load(t)
	rapid.Check(t, func(t *rapid.T) {
		ratings := map[string]int{}
		for _, a := range pack.Areas {
			ratings[a.ID] = rapid.IntRange(1, 5).Draw(t, a.ID)
		}
		p := Make(pack, Input{Ratings: ratings})
		again := Make(pack, Input{Ratings: maps.Clone(ratings), Minutes: 180})
		if !reflect.DeepEqual(p, again) {
			t.Fatal("the same ratings made two plans")
		}
		for _, a := range pack.Areas {
			served := slices.ContainsFunc(p.Targets, func(target Target) bool { return target.Area == a.ID }) ||
				slices.ContainsFunc(p.Deferred, func(d Deferred) bool { return d.Area == a.ID })
			if ratings[a.ID] != 4 || served {
				continue
			}
			raised := maps.Clone(ratings)
			raised[a.ID] = 5
			q := Make(pack, Input{Ratings: raised})
			if q.Level != p.Level {
				continue
			}
			kept, all := 0, p.Items()
			for _, i := range all {
				if slices.ContainsFunc(q.Items(), func(j Item) bool { return j.ID == i.ID }) {
					kept++
				}
			}
			if 10*kept < 8*len(all) {
				t.Fatalf("%s from 4 to 5 keeps only %d of %d items", a.ID, kept, len(all))
			}
		}
	})
}

// Any pack that a loader may give makes a plan that keeps the cap.
func TestAnyPackMakesAPlan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := &study.Pack{ID: "any"}
		topics := rapid.IntRange(1, 30).Draw(t, "topics")
		circles := rapid.Bool().Draw(t, "circles")
		for i := range topics {
			topic := study.Topic{Day: i + 1, Priority: rapid.SampledFrom([]study.Priority{study.Critical, study.High, study.Medium}).Draw(t, "priority")}
			for _, before := range rapid.SliceOfN(rapid.IntRange(1, topics), 0, 3).Draw(t, "prereq") {
				if before < topic.Day || circles && before > topic.Day {
					topic.Prereq = append(topic.Prereq, before)
				}
			}
			p.Topics = append(p.Topics, topic)
		}
		in := Input{Ratings: map[string]int{}, Minutes: rapid.IntRange(0, 700).Draw(t, "minutes")}
		for i := range rapid.IntRange(1, 40).Draw(t, "areas") {
			a := study.Area{ID: fmt.Sprintf("%s-%d", rapid.StringN(0, 30, 60).Draw(t, "id"), i), Topics: rapid.SliceOfNDistinct(rapid.IntRange(1, topics), 1, 4, rapid.ID[int]).Draw(t, "taught")}
			first, _ := p.Topic(a.Topics[0])
			a.Priority = first.Priority
			p.Areas = append(p.Areas, a)
			in.Ratings[a.ID] = rapid.IntRange(0, 6).Draw(t, "rating")
		}
		level := study.Level{Name: "all", Min: 0, Max: 1000}
		for range rapid.IntRange(0, 10).Draw(t, "weeks") {
			level.Plan.Weeks = append(level.Plan.Weeks, study.PlanWeek{
				Theme:  rapid.SampledFrom([]string{"a", "b"}).Draw(t, "theme"),
				Topics: rapid.SliceOfNDistinct(rapid.IntRange(1, topics+1), 0, min(6, topics), rapid.ID[int]).Draw(t, "named"),
				Areas:  rapid.SliceOfN(rapid.SampledFrom([]string{p.Areas[0].ID, "unknown"}), 0, 2).Draw(t, "spoken of"),
			})
		}
		p.Levels = []study.Level{level}
		made := Make(p, in)
		limit := max(in.Minutes, leastLimit)
		if in.Minutes == 0 {
			limit = usualLimit
		}
		ids := map[string]bool{}
		for _, w := range made.Weeks {
			if w.Minutes > limit {
				t.Fatalf("week %d has %d minutes, at most %d", w.Number, w.Minutes, limit)
			}
			for _, i := range w.Items {
				if len(i.ID) > maxID || ids[i.ID] {
					t.Fatalf("id %q is long or comes twice", i.ID)
				}
				ids[i.ID] = true
			}
		}
		if !circles {
			checkOrder(t, p, made)
		}
		if len(made.Weeks) == 0 || len(made.Weeks[len(made.Weeks)-1].Items) == 0 {
			t.Fatal("no weeks, or an empty last one")
		}
	})
}

// A week that names a range of days stays mostly theirs, however many targets
// would fit into it.
func TestOtherTopicsDoNotOutnumberThoseOfTheLine(t *testing.T) {
	p := &study.Pack{ID: "p"}
	in := Input{Ratings: map[string]int{}}
	for day := 1; day <= 11; day++ {
		topic := study.Topic{Day: day, Priority: study.High}
		a := study.Area{ID: fmt.Sprintf("A%02d", day), Topics: []int{day}, Priority: study.High}
		in.Ratings[a.ID] = 2
		if day <= 3 {
			in.Ratings[a.ID] = 5
		}
		p.Topics, p.Areas = append(p.Topics, topic), append(p.Areas, a)
	}
	p.Levels = []study.Level{{Name: "all", Min: 0, Max: 100, Plan: study.PlanTemplate{Weeks: []study.PlanWeek{week("days 1-3", days(1, 3)), week("b", nil), week("c", nil), week("d", nil)}}}}
	named, other := 0, 0
	for _, i := range Make(p, in).Weeks[0].Items {
		if i.Topic <= 3 {
			named++
		} else {
			other++
		}
	}
	if named != 3 || other == 0 || other > 3 {
		t.Errorf("%d items of the line's days, %d others", named, other)
	}
}

// A week's items go by priority, save where one builds on another.
func TestTheMoreUrgentComesFirstWherePrerequisitesAllow(t *testing.T) {
	pack, _ := load(t)
	in := Input{Ratings: map[string]int{}}
	for n := range 40 {
		for i, a := range pack.Areas {
			in.Ratings[a.ID] = 1 + (i*(n+3)+n)%5
		}
		p := Make(pack, in)
		first := firstWeeks(p)
		for _, w := range p.Weeks {
			var days []int
			for _, i := range w.Items {
				if i.Topic != 0 && (len(days) == 0 || days[len(days)-1] != i.Topic) {
					days = append(days, i.Topic)
				}
			}
			for at := 1; at < len(days); at++ {
				before, _ := pack.Topic(days[at-1])
				next, _ := pack.Topic(days[at])
				waited := first[next.Day] == w.Number && slices.Contains(next.Prereq, before.Day)
				if next.Priority.Weight() > before.Priority.Weight() && !waited {
					t.Fatalf("profile %d, week %d: day %d %s before day %d %s", n, w.Number, before.Day, before.Priority, next.Day, next.Priority)
				}
			}
		}
	}
}
