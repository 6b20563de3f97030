package plan

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"studybot/bot/study"
)

// profiles are four members on the areas and topics of the ML systems course, with
// what their plans must hold. The map from areas to topics and the prerequisites
// are this project's reading of the course.
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
	Cases []profile
}

type profile struct {
	ID, Title string
	Input     struct {
		AsOf     study.Day `json:"as_of"`
		Minutes  int       `json:"minutes_per_week"`
		Ratings  map[string]int
		Evidence map[string]Evidence
		Due      []Due
	}
	Must struct {
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
			Minutes int     `json:"if_minutes_per_week_at_least"`
			From    string
		} `json:"template_requirements"`
	}
}

func (c profile) input() Input {
	in := c.Input
	return Input{Ratings: in.Ratings, Evidence: in.Evidence, Due: in.Due, AsOf: in.AsOf, Minutes: in.Minutes}
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
	level("Advanced", 80, 89, week("lowest areas", nil), week("harder exercises", nil), week("a project", []int{32, 39}), week("explaining", nil, "E2"))
	level("Intermediate", 70, 79, week("days 35-39", days(35, 39)), week("exercises again", nil), week("deployment", nil, "C1", "C4"), week("faults", nil, "D3", "D1"))
	level("Developing", 60, 69, week("days 25-31", days(25, 31)), week("days 32-39", days(32, 39)), week("projects", []int{32, 39}), week("skills", nil))
	level("Foundation", 20, 59, week("all, one", days(25, 39)), week("all, two", days(25, 39)), week("basics", nil), week("basics", nil),
		week("why", nil), week("why", nil), week("harder", nil), week("harder", nil))
	return p, in
}

func TestTheFourProfiles(t *testing.T) {
	pack, in := load(t)
	if len(in.Cases) != 4 {
		t.Fatalf("%d profiles", len(in.Cases))
	}
	for _, c := range in.Cases {
		t.Run(c.ID, func(t *testing.T) {
			p := Make(pack, c.input())
			c.check(t, p)
			if wrong := (check{pack: pack, in: c.input(), plan: p}).all(); len(wrong) > 0 {
				t.Error(strings.Join(wrong, "\n"))
			}
			if t.Failed() {
				t.Log(show(pack, p))
			}
		})
	}
}

// check holds every entry of must.
func (c profile) check(t *testing.T, p Plan) {
	m := c.Must
	if p.Level != m.Level || p.Low != m.TotalRange[0] || p.High != m.TotalRange[1] || p.Low != m.Total || p.Provisional() != m.Provisional || len(p.Weeks) != m.Weeks {
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
		if c.Input.Minutes < r.Minutes {
			continue
		}
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
		ok := false
		switch r.Type {
		case "touch":
			ok = float64(named) >= r.AtLeast
		case "distinct_topics":
			ok = float64(len(seen)) >= r.AtLeast
		case "topic_share":
			ok = named > 0 && float64(named) >= r.AtLeast*float64(named+other)
		}
		if !ok {
			t.Errorf("%s: %d items of it, %d others, %d topics", r.From, named, other, len(seen))
		}
	}
}

func show(pack *study.Pack, p Plan) string {
	var b strings.Builder
	for _, w := range p.Weeks {
		fmt.Fprintf(&b, "week %d, %s, %d of %d min\n", w.Number, w.Theme, w.Minutes, p.Limit)
		for _, i := range w.Items {
			fmt.Fprintf(&b, "   %-20s %3d  %s\n", i.ID, i.Minutes, p.Reason(pack, i))
		}
	}
	for _, t := range p.Targets {
		fmt.Fprintf(&b, "target: %+v\n", t)
	}
	for _, d := range p.Deferred {
		fmt.Fprintf(&b, "later: %s %s\n", d.Area, p.DeferredReason(d))
	}
	for _, l := range p.Left {
		fmt.Fprintf(&b, "left: %s %s\n", l.ID, p.LeftReason(l))
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
