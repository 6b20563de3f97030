package learn

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"studybot/bot/study"
)

// workday says whether day n is one when day 1 is a Monday.
func workday(n int) bool { return n%7 != 6 && n%7 != 0 }

// TestAChannelKeepsItsRules: where the bank is large enough nothing gives way.
func TestAChannelKeepsItsRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		areas := rapid.IntRange(2, 24).Draw(t, "areas")
		m := fresh(t, packOf(areas, rapid.IntRange((44+areas)/areas, 24).Draw(t, "each")))
		rules := UsualRules()
		audience := []string{"ada", "ben", "nobody"}
		var past []Turn
		for day := 1; len(past) < 90; day++ {
			if !workday(day) {
				continue
			}
			c, err := m.Channel(past, day, audience, rules)
			if err != nil {
				t.Fatal(err)
			}
			if c.Gave != None {
				t.Fatalf("turn %d: rule %d gave way with %d areas", len(past), c.Gave, areas)
			}
			past = append(past, Turn{Day: day, Question: c.Question})
			for _, who := range []string{"ada", "ben"} {
				if rapid.Bool().Draw(t, "answers") {
					m.Observe(Answer{Member: who, Question: c.Question, Day: day, Value: rapid.IntRange(1, 5).Draw(t, "value"), Outcome: m.outcome(c.Question, true), Channel: true})
				}
			}
		}
		checkTurns(t, m, past, rules)
	})
}

// checkTurns holds turns against the rules.
func checkTurns(t interface{ Fatalf(string, ...any) }, m *Model, past []Turn, rules Rules) {
	for i, turn := range past {
		area := m.bank.items[turn.Question].area
		if i > 0 && m.bank.items[past[i-1].Question].area == area {
			t.Fatalf("turns %d and %d are of area %d", i-1, i, area)
		}
		for _, before := range past[:i] {
			if before.Question == turn.Question && turn.Day-before.Day < rules.Cooldown {
				t.Fatalf("question %d came on days %d and %d", turn.Question, before.Day, turn.Day)
			}
		}
	}
	for from := range max(0, len(past)-rules.Window+1) {
		seen := map[int]bool{}
		for _, turn := range past[from : from+rules.Window] {
			seen[m.bank.items[turn.Question].area] = true
		}
		if len(seen) < len(m.bank.areas) {
			t.Fatalf("the %d turns from %d hold %d of %d areas", rules.Window, from, len(seen), len(m.bank.areas))
		}
	}
}

func TestAChannelThatHasAskedEverythingGoesOn(t *testing.T) {
	for name, c := range map[string]struct {
		areas, each int
		want        Rule
	}{
		"more areas than the window holds": {40, 2, Window},
		"one area":                         {1, 40, Area},
		"few questions":                    {3, 2, Rest},
		"one question":                     {1, 1, Rest},
	} {
		p := packOf(min(c.areas, 100), c.each)
		m := fresh(t, p)
		var past []Turn
		gave := map[Rule]bool{}
		for day := 1; day < 120; day++ {
			choice, err := m.Channel(past, day, nil, UsualRules())
			if err != nil {
				t.Fatal(name, err)
			}
			gave[choice.Gave] = true
			if n := len(past); n > 0 && len(p.Questions) > 2 && past[n-1].Question == choice.Question {
				t.Errorf("%s: the same question twice running", name)
			}
			past = append(past, Turn{Day: day, Question: choice.Question})
		}
		if !gave[c.want] {
			t.Errorf("%s: gave way %v, want %d among them", name, gave, c.want)
		}
	}
}

func TestAChannelWithoutAnybodyBeginsWithTheMostUrgent(t *testing.T) {
	m := fresh(t, packOf(6, 6))
	c, err := m.Channel(nil, 1, nil, UsualRules())
	if err != nil || m.bank.ID(c.Question) != "q00-00" {
		t.Errorf("%v, %v; want the first question of a CRITICAL topic", c, err)
	}
	if why := m.bank.ChannelReason(c); why != "The most urgent topics come first: Day 1, CRITICAL priority, and it has not been asked here before." {
		t.Error(why)
	}
}

func TestAreasWaitForTheirTurn(t *testing.T) {
	m := fresh(t, packOf(4, 3))
	past := []Turn{{1, 3}, {2, 0}, {3, 9}, {4, 3}} // areas A2, A1, A4, A2
	var got []string
	for _, a := range m.Waiting(past, UsualRules()) {
		got = append(got, a.ID)
	}
	if want := "A3 A1 A4 A2"; strings.Join(got, " ") != want {
		t.Errorf("%v, want %s", got, want)
	}
}

func TestNothingToAsk(t *testing.T) {
	p := packOf(1, 2)
	p.Questions[0].Status, p.Questions[1].Status = study.Retired, study.Draft
	m := fresh(t, p)
	if _, err := m.Channel(nil, 1, nil, UsualRules()); !errors.Is(err, ErrNoQuestion) {
		t.Errorf("%v, want ErrNoQuestion", err)
	}
	if got := m.Personal("ada", 1, 3, nil); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

// TestASmallTeamsNumbersAreNotTold: from four people's mean one could read one's own off.
func TestASmallTeamsNumbersAreNotTold(t *testing.T) {
	bank := NewBank(packOf(2, 2))
	for _, c := range []struct {
		people, answers int
		told            bool
	}{{4, 100, false}, {5, 19, false}, {5, 20, true}} {
		why := bank.ChannelReason(Choice{Before: -1, Chance: 0.43, People: c.people, Answers: c.answers})
		if strings.Contains(why, "people here could answer about 45 of 100 such questions") != c.told {
			t.Errorf("%d people, %d answers: %s", c.people, c.answers, why)
		}
	}
}

// TestPeopleAreThoseWhoAnswered: five who only assessed themselves do not hide the one who
// answered.
func TestPeopleAreThoseWhoAnswered(t *testing.T) {
	m := fresh(t, packOf(4, 8))
	audience := []string{"a", "b", "c", "d", "e"}
	for _, id := range audience {
		m.Assess(id, 0, map[string]int{})
	}
	people := func(want, answers int) {
		t.Helper()
		c, err := m.Channel(nil, 30, audience, UsualRules())
		if err != nil || c.People != want || c.Answers != answers {
			t.Errorf("%d people, %d answers (%v), want %d and %d", c.People, c.Answers, err, want, answers)
		}
	}
	people(5, 0)
	for q := range 25 {
		m.Observe(Answer{Member: "a", Question: q, Day: 1 + q, Value: 3})
	}
	people(1, 25)
}

func TestPersonalQuestionsKeepTheirRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := fresh(t, packOf(rapid.IntRange(1, 8).Draw(t, "areas"), rapid.IntRange(1, 8).Draw(t, "each")))
		for _, a := range drawAnswers(t, m, 40) {
			m.Observe(a)
		}
		day := rapid.IntRange(0, 90).Draw(t, "day")
		k := rapid.IntRange(0, 10).Draw(t, "k")
		except := rapid.SliceOfN(rapid.IntRange(0, len(m.bank.items)-1), 0, 3).Draw(t, "except")
		chosen := m.Personal("ada", day, k, except)
		open := 0
		for q := range m.bank.items {
			if tr, before := m.seenAs("ada").traces[q]; !slices.Contains(except, q) && (!before || tr.day < day) {
				open++
			}
		}
		if want := min(k, open); len(chosen) != want {
			t.Fatalf("%d questions, want %d", len(chosen), want)
		}
		perArea, areasOpen := map[int]int{}, map[int]bool{}
		for i, c := range chosen {
			tr, before := m.seenAs("ada").traces[c.Question]
			if slices.Contains(except, c.Question) || before && tr.day >= day || slices.ContainsFunc(chosen[:i], func(o Choice) bool { return o.Question == c.Question }) {
				t.Fatalf("question %d must not come", c.Question)
			}
			perArea[m.bank.items[c.Question].area]++
			if why := m.bank.PersonalReason(c); !strings.HasPrefix(why, "Day ") || !strings.HasSuffix(why, ".") {
				t.Fatal(why)
			}
		}
		ofToday := map[int]int{} // by area, with what was answered that day
		maps.Copy(ofToday, perArea)
		for q := range m.bank.items {
			tr, before := m.seenAs("ada").traces[q]
			switch {
			case before && tr.day == day:
				ofToday[m.bank.items[q].area]++
			case !slices.Contains(except, q) && (!before || tr.day < day) && !slices.ContainsFunc(chosen, func(c Choice) bool { return c.Question == q }):
				areasOpen[m.bank.items[q].area] = true
			}
		}
		for area := range perArea {
			for other := range areasOpen {
				if n := ofToday[area]; n > 1+k/4 && n > 1+ofToday[other] {
					t.Fatalf("area %d has %d of %d although area %d has questions left and only %d", area, n, k, other, ofToday[other])
				}
			}
		}
	})
}

func TestTopicsAreMixed(t *testing.T) {
	m := fresh(t, packOf(8, 8))
	m.Assess("ada", 0, map[string]int{"A1": 1})
	chosen := m.Personal("ada", 1, 10, nil)
	for i := 1; i < len(chosen); i++ {
		if m.bank.items[chosen[i-1].Question].topic == m.bank.items[chosen[i].Question].topic {
			t.Errorf("questions %d and %d are of one topic", i-1, i)
		}
	}
}

// TestOneByOneIsAsMixedAsAllAtOnce: a day's questions that are asked for one after
// another are of different areas and topics.
func TestOneByOneIsAsMixedAsAllAtOnce(t *testing.T) {
	m := fresh(t, packOf(8, 8))
	m.Assess("ada", 0, map[string]int{"A1": 1, "B1": 1})
	areas := map[int]bool{}
	for range 5 {
		q := m.Personal("ada", 1, 1, nil)[0].Question
		if area := m.bank.items[q].area; areas[area] {
			t.Errorf("area %d twice on one day", area)
		} else {
			areas[area] = true
		}
		m.Observe(Answer{Member: "ada", Question: q, Day: 1, Value: 3, Outcome: m.outcome(q, true)})
	}
}

// TestAMisconceptionComesBack: sure and wrong is asked again after three to seven days.
func TestAMisconceptionComesBack(t *testing.T) {
	m := fresh(t, packOf(6, 8))
	m.Observe(Answer{Member: "ada", Question: 17, Day: 10, Value: 5, Outcome: study.Wrong})
	m.Observe(Answer{Member: "ada", Question: 1, Day: 10, Value: 2, Outcome: study.Wrong}) // was not sure
	if got := m.Misconceptions("ada"); len(got) != 1 || got[0] != 17 {
		t.Errorf("misconceptions %v, want 17 alone", got)
	}
	for day, want := range map[int]bool{11: false, 12: false, 13: true, 17: true} {
		c := m.Personal("ada", day, 3, nil)[0]
		if (c.Question == 17 && c.Misconception) != want {
			t.Errorf("day %d begins with %+v; want the misconception first: %v", day, c, want)
		}
	}
	c := m.Personal("ada", 14, 1, nil)[0]
	if why := m.bank.PersonalReason(c); why != "Day 3 is of MEDIUM priority; you were sure of it 4 days ago and the key said otherwise, so here it is again." {
		t.Error(why)
	}
	m.Observe(Answer{Member: "ada", Question: 17, Day: 14, Value: 4, Outcome: study.Right})
	if got := m.Misconceptions("ada"); len(got) != 0 {
		t.Errorf("after the right answer: %v", got)
	}
}

func TestAPersonalReasonIsASentence(t *testing.T) {
	bank := NewBank(packOf(2, 2))
	for _, c := range []struct {
		choice Choice
		want   string
	}{
		{Choice{Before: -1, Chance: 0.56}, "Day 1 is of CRITICAL priority, the question is new to you, and the chance that you know it is about 55 in 100."},
		{Choice{Before: 1, Chance: 0.8, Last: 3}, "Day 1 is of CRITICAL priority; the last time, 1 day ago, you rated it 3 of 5, and today the chance that you know it is about 80 in 100."},
		{Choice{Before: 9, Chance: 0.7, Last: 4, LastOutcome: study.Right}, "Day 1 is of CRITICAL priority; the last time, 9 days ago, you had it right, and today the chance that you know it is about 70 in 100."},
		{Choice{Before: 9, Chance: 0.3, Last: 2, LastOutcome: study.Wrong}, "Day 1 is of CRITICAL priority; the last time, 9 days ago, it was not right, and today the chance that you know it is about 30 in 100."},
	} {
		if got := bank.PersonalReason(c.choice); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestTheReasonOfAChannelsChoiceCanBeKept(t *testing.T) {
	b := NewBank(packOf(3, 3))
	rapid.Check(t, func(t *rapid.T) {
		c := Choice{
			Question: rapid.IntRange(0, 8).Draw(t, "question"), Before: rapid.IntRange(-1, 9999).Draw(t, "before"),
			Chance: rapid.Float64Range(0, 1).Draw(t, "chance"), People: rapid.IntRange(0, 9999).Draw(t, "people"),
			Answers: rapid.IntRange(0, 999999).Draw(t, "answers"), Due: rapid.Bool().Draw(t, "due"), Gave: Rule(rapid.IntRange(0, 3).Draw(t, "gave")),
		}
		facts := c.Facts()
		if len(facts) > 32 {
			t.Fatalf("%q has %d bytes", facts, len(facts))
		}
		again, kept := b.ChoiceOf(b.ID(c.Question), facts)
		if !kept || b.ChannelReason(again) != b.ChannelReason(c) {
			t.Fatalf("%q became %q", b.ChannelReason(c), b.ChannelReason(again))
		}
	})
	for _, facts := range []string{"", "0 0 -1", "9 0 -1 3 1 1", "x"} {
		if c, kept := b.ChoiceOf(b.ID(0), facts); kept {
			t.Errorf("%q was read as %+v", facts, c)
		}
	}
	if _, kept := b.ChoiceOf("gone", "0 0 -1 3 1 1"); kept {
		t.Error("a question that is gone has a reason")
	}
}

func TestLapsesAreWhatWasForgottenLast(t *testing.T) {
	p := packOf(3, 4)
	p.Questions[5].Status = study.Retired
	m := fresh(t, p)
	for _, a := range []Answer{
		{Question: 0, Day: 1, Value: 1},
		{Question: 1, Day: 2, Value: 2},
		{Question: 2, Day: 2, Value: 3}, // 3 was remembered
		{Question: 3, Day: 1, Value: 2, Outcome: study.Wrong},
		{Question: 4, Day: 1, Value: 4, Outcome: study.Wrong},
		{Question: 5, Day: 2, Value: 1},
		{Question: 6, Day: 1, Value: 1},
		{Question: 6, Day: 3, Value: 4},
	} {
		a.Member = "ada"
		m.Observe(a)
	}
	got := m.Lapses("ada")
	want := []Lapse{
		{Question: 4, Day: 1, Value: 4, Outcome: study.Wrong, Misconception: true},
		{Question: 1, Day: 2, Value: 2},
		{Question: 0, Day: 1, Value: 1},
		{Question: 3, Day: 1, Value: 2, Outcome: study.Wrong},
	}
	if !slices.Equal(got, want) {
		t.Errorf("lapses %+v\nwant   %+v", got, want)
	}
	if got := m.Lapses("ben"); len(got) != 0 {
		t.Errorf("of a stranger: %v", got)
	}
}

func TestWhatIsDue(t *testing.T) {
	m := fresh(t, packOf(3, 3))
	m.Observe(Answer{Member: "ada", Question: 0, Day: 1, Value: 1})
	m.Observe(Answer{Member: "ada", Question: 2, Day: 1, Value: 5})
	due := m.Due("ada", 9)
	if len(due) != 2 || due[0] != (Due{0, 2}) || due[1].Question != 2 || due[1].Day <= 2 {
		t.Errorf("%v: want the blank one on day 2, the one that could be taught later", due)
	}
	if due := m.Due("ada", 1); len(due) != 0 {
		t.Errorf("on the same day: %v", due)
	}
}

func TestARenamedQuestionKeepsItsMemory(t *testing.T) {
	p := packOf(2, 3)
	p.Aliases.Questions = map[string]string{"old": "q00-01"}
	b := NewBank(p)
	if n, ok := b.Question("old"); !ok || b.ID(n) != "q00-01" {
		t.Errorf("%d, %v", n, ok)
	}
	if n, ok := b.QuestionByKey(study.KeyOf("old")); !ok || b.ID(n) != "q00-01" {
		t.Errorf("%d, %v", n, ok)
	}
}
