package plan

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"studybot/bot/study"
)

// anyPack draws a course as a loader may give it: other numbers of days, areas,
// levels and weeks, lines that name days or speak of areas.
func anyPack(t *rapid.T) *study.Pack {
	p := &study.Pack{ID: "any"}
	topics := rapid.IntRange(1, 30).Draw(t, "topics")
	for i := range topics {
		topic := study.Topic{Day: i + 1, Name: fmt.Sprint("Topic ", i+1), Priority: rapid.SampledFrom([]study.Priority{study.Critical, study.High, study.Medium}).Draw(t, "priority")}
		for _, before := range rapid.SliceOfN(rapid.IntRange(1, topics), 0, 3).Draw(t, "prereq") {
			if before < topic.Day {
				topic.Prereq = append(topic.Prereq, before)
			}
		}
		p.Topics = append(p.Topics, topic)
	}
	areas := rapid.IntRange(1, 40).Draw(t, "areas")
	for i := range areas {
		a := study.Area{
			ID:     fmt.Sprintf("%s-%d", rapid.StringN(0, 30, 60).Draw(t, "id"), i),
			Name:   fmt.Sprint("Area ", i),
			Topics: rapid.SliceOfNDistinct(rapid.IntRange(1, topics), 1, 4, rapid.ID[int]).Draw(t, "taught"),
		}
		first, _ := p.Topic(a.Topics[0])
		a.Priority = first.Priority
		p.Areas = append(p.Areas, a)
	}
	levels := rapid.IntRange(1, 6).Draw(t, "levels")
	for n := range levels {
		level := study.Level{Name: fmt.Sprint("Level ", n), Min: areas + n*4*areas/levels, Max: areas + (n+1)*4*areas/levels - 1}
		if n == levels-1 {
			level.Max = 5 * areas
		}
		for range rapid.IntRange(0, 10).Draw(t, "weeks") {
			w := study.PlanWeek{Theme: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "theme")}
			if rapid.Bool().Draw(t, "names days") {
				from := rapid.IntRange(1, topics).Draw(t, "from")
				w.Topics = days(from, min(topics, from+rapid.IntRange(0, 6).Draw(t, "more")))
			}
			if rapid.Bool().Draw(t, "speaks of areas") {
				for _, i := range rapid.SliceOfNDistinct(rapid.IntRange(0, areas-1), 1, 2, rapid.ID[int]).Draw(t, "spoken of") {
					w.Areas = append(w.Areas, p.Areas[i].ID)
				}
			}
			level.Plan.Weeks = append(level.Plan.Weeks, w)
		}
		p.Levels = append([]study.Level{level}, p.Levels...)
	}
	return p
}

func TestAnyCourseMakesAPlan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPack(t)
		in := anyInput(t, p)
		made := Make(p, in)
		holds(t, p, in, made)
		in.Progress = anyProgress(t, made)
		holds(t, p, in, Make(p, in))
	})
}

// What a loader would refuse still makes a plan: circles, days twice, areas
// without days, bands with holes, ratings out of range.
func TestABrokenCourseMakesAPlan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPack(t)
		for i := range p.Topics {
			p.Topics[i].Prereq = rapid.SliceOfN(rapid.IntRange(0, len(p.Topics)+1), 0, 4).Draw(t, "circle")
		}
		p.Topics = append(p.Topics, p.Topics[0])
		p.Areas[0].Topics = rapid.SampledFrom([][]int{nil, {99}, {1, 1}}).Draw(t, "days of an area")
		p.Levels = p.Levels[:rapid.IntRange(0, len(p.Levels)).Draw(t, "levels")]
		in := anyInput(t, &study.Pack{Areas: append(p.Areas[1:len(p.Areas):len(p.Areas)], study.Area{ID: "gone", Topics: []int{3}})})
		in.Minutes = rapid.IntRange(-5, 100000).Draw(t, "minutes")
		for _, a := range p.Areas {
			if rapid.Bool().Draw(t, "wrong") {
				in.Ratings[a.ID] = rapid.IntRange(-1, 9).Draw(t, "rating")
			}
		}
		made := Make(p, in)
		if len(made.Weeks) == 0 {
			t.Fatal("no weeks")
		}
		for _, w := range made.Weeks {
			if w.Minutes > made.Limit || len(w.Items) == 0 {
				t.Fatalf("week %d has %d minutes of %d, %d items", w.Number, w.Minutes, made.Limit, len(w.Items))
			}
			for _, i := range w.Items {
				if s := made.Reason(p, i); !strings.HasSuffix(s, ".") || slices.Contains([]string{"", "."}, s) {
					t.Fatalf("%s has the reason %q", i.ID, s)
				}
			}
		}
	})
}
