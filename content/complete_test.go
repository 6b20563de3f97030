package content

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"studybot/bot/plan"
	"studybot/bot/study"
	"studybot/content/complete"
)

// quizOnly is the least that a pack needs, for a number of days.
func quizOnly(days int, modules string) fstest.MapFS {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text), Mode: 0o644} }
	topics := "topics:\n"
	files := fstest.MapFS{}
	for d := 1; d <= days; d++ {
		topics += fmt.Sprintf("  - {day: %d, name: Topic %d, priority: %s}\n", d, d, []string{"MEDIUM", "CRITICAL", "HIGH"}[d%3])
		files[fmt.Sprintf("questions/day-%02d.yaml", d)] = file(fmt.Sprintf(`topic: %d
questions:
  - id: q%d
    difficulty: 1
    format: mc
    minutes: 1
    prompt: Which?
    options:
      - text: This one
        correct: true
      - text: The other
`, d, d))
	}
	files["topics.yaml"] = file(topics)
	files["pack.yaml"] = file("id: quiz\nname: Quiz\nversion: \"1\"\nsummary: Questions only.\n" + modules)
	return files
}

func TestQuizOnlyPack(t *testing.T) {
	for _, days := range []int{1, 2, 5, 6, 11, 40, 41, 60, 390} {
		p, err := Load(quizOnly(days, ""), ".")
		if err != nil {
			t.Fatalf("%d days:\n%v", days, err)
		}
		if len(p.Areas) == 0 || len(p.Areas) > complete.MaxAreas || days <= complete.MaxAreas && len(p.Areas) != days {
			t.Errorf("%d days have %d areas", days, len(p.Areas))
		}
		var taught []int
		for _, a := range p.Areas {
			taught = append(taught, a.Topics...)
			first, _ := p.Topic(a.Topics[0])
			if len([]rune(a.Name)) > maxName || len(a.ID) > maxAreaID || a.Name == "" || a.Priority != first.Priority {
				t.Errorf("%d days: area %+v", days, a)
			}
			for _, d := range a.Topics {
				if topic, _ := p.Topic(d); topic.Priority.Weight() > a.Priority.Weight() {
					t.Errorf("%d days: %+v is less urgent than its day %d", days, a, d)
				}
			}
		}
		if slices.Sort(taught); len(taught) != days || taught[0] != 1 || taught[days-1] != days {
			t.Errorf("%d days: the areas teach %v", days, taught)
		}
		if len(p.Categories) > complete.MaxCategories {
			t.Errorf("%d days have %d categories", days, len(p.Categories))
		}
		for _, c := range p.Categories {
			if n := len(p.AreasOf(c.ID)); n == 0 || n > 5 {
				t.Errorf("%d days: category %q has %d areas", days, c.Name, n)
			}
		}
		for _, q := range p.Questions {
			if a, ok := p.Area(q.Area); !ok || !slices.Contains(a.Topics, q.Topic) {
				t.Errorf("%d days: question %s is in area %q", days, q.ID, q.Area)
			}
		}
		checkLevels(t, p)
	}
}

// checkLevels: every total is in one level, and every mean in the one of its figure.
func checkLevels(t *testing.T, p *study.Pack) {
	t.Helper()
	n := len(p.Areas)
	for total := n; total <= 5*n; total++ {
		in := 0
		for _, l := range p.Levels {
			if total >= l.Min && total <= l.Max {
				in++
			}
		}
		place, _ := p.LevelAt(total)
		if want := 5 - int(float64(total)/float64(n)+0.5); in != 1 || place != want {
			t.Errorf("%d areas: a total of %d is in %d levels, at place %d, want %d", n, total, in, place, want)
		}
	}
	if len(p.Scale) != 5 || len(p.Levels) != 5 {
		t.Errorf("%d anchors, %d levels", len(p.Scale), len(p.Levels))
	}
	for _, rating := range []int{1, 3, 5} {
		ratings := map[string]int{}
		for _, a := range p.Areas {
			ratings[a.ID] = rating
		}
		made := plan.Make(p, plan.Input{Ratings: ratings})
		if made.Low != rating*n || len(made.Weeks) != len(p.Levels[5-rating].Plan.Weeks) || len(made.Items()) == 0 {
			t.Errorf("%d areas rated %d: a plan of %d weeks with %d items for %d", n, rating, len(made.Weeks), len(made.Items()), made.Low)
		}
	}
}

func TestOwnCategoriesFollowModules(t *testing.T) {
	modules := "modules:\n  - {name: Basics, from: 1, to: 3}\n  - {name: More, from: 4, to: 9}\n"
	p, err := Load(quizOnly(9, modules), ".")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range p.Categories {
		got = append(got, fmt.Sprintf("%s: %d", c.Name, len(p.AreasOf(c.ID))))
	}
	if want := "Basics: 3|More, part 1 of 2: 3|More, part 2 of 2: 3"; strings.Join(got, "|") != want {
		t.Errorf("categories %q, want %q", strings.Join(got, "|"), want)
	}
	p, err = Load(quizOnly(12, modules), ".") // three days are in no module
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Categories[0].Name; len(p.Categories) != 3 || got != "Days 1 to 4" {
		t.Errorf("%d categories, first %q", len(p.Categories), got)
	}
}

// TestQuestionWithoutArea: it belongs to its topic's area where there is one.
func TestQuestionWithoutArea(t *testing.T) {
	files := docsPack(t)
	edit(files, day1, "    area: staging\n", "")
	p, err := Load(files, ".")
	if err != nil {
		t.Fatal(err)
	}
	if q, _ := p.Question("d1-index"); q.Area != "staging" {
		t.Errorf("area %q", q.Area)
	}
	edit(files, "areas.yaml", "topics: [2, 1]", "topics: [1, 2]")
	want := day1 + `:3: "area" is missing here and day 1 does not have exactly one; add it; allowed are staging, history`
	if errs := errorsOf(t, files); len(errs) != 1 || errs[0].Error() != want {
		t.Errorf("got\n%v\nwant %s", errs, want)
	}
}
