package evidence

import (
	"strings"
	"testing"

	"studybot/bot/chat"
	"studybot/bot/learn"
	"studybot/bot/study"
)

func area(name string, self int, score, low, high float64, answers, age int) learn.Evidence {
	return learn.Evidence{Area: study.Area{ID: name, Name: name}, Self: self, Score: score, Low: low, High: high, Answers: answers, Age: age}
}

// lines is what blocks say, a line for each piece.
func lines(blocks []chat.Block) string {
	var all []string
	for _, b := range blocks {
		if line := strings.TrimSpace(b.Lead + " " + b.Text); line != "" {
			all = append(all, line)
		}
		for _, it := range b.Items {
			all = append(all, "- "+strings.TrimSpace(it.Lead+" "+it.Text))
		}
	}
	return strings.Join(all, "\n")
}

func TestDifferencesAreNamedByTheRule(t *testing.T) {
	noVerdict := "\nStart there: a closer look helps most where the two differ. It is no verdict."
	for _, c := range []struct {
		name  string
		areas []learn.Evidence
		want  string
	}{
		{
			"two differ, the wider first",
			[]learn.Evidence{area("Serving", 4, 2.9, 2.1, 3.7, 9, 2), area("Storage", 1, 3.25, 2.5, 4, 4, 0), area("Far", 3, 1.9, 1, 2.8, 12, 1)},
			"Where they point elsewhere than your rating:\n" +
				"- Storage: you rated 1, your answers point to 3.2 (most likely between 2.5 and 4.0), 4 answers, the last today\n" +
				"- Serving: you rated 4, your answers point to 2.9 (most likely between 2.1 and 3.7), 9 answers, the last 2 days ago\n" +
				"- Far: you rated 3, your answers point to 1.9 (most likely between 1.0 and 2.8), 12 answers, the last yesterday" + noVerdict,
		},
		{"three answers are few", []learn.Evidence{area("Serving", 5, 1, 1, 2, 3, 0)}, ""},
		{"within a point", []learn.Evidence{area("Serving", 4, 3.1, 2, 4, 8, 0)}, "Where there are 4 or more answers, they agree with your ratings within a point."},
		{"not rated", []learn.Evidence{area("Serving", 0, 1.2, 1, 2, 8, 0)}, ""},
		{"more than are shown", []learn.Evidence{area("A", 5, 1, 1, 2, 4, 3), area("B", 5, 1, 1, 2, 4, 3), area("C", 5, 1, 1, 2, 4, 3), area("D", 5, 1, 1, 2, 4, 3), area("E", 5, 1, 1, 2, 4, 3), area("F", 5, 1, 1, 2, 4, 3)}, "\n- and 3 more areas" + noVerdict},
	} {
		got := lines(view{areas: c.areas}.differences())
		if got != c.want && (c.want == "" || !strings.HasSuffix(got, c.want)) {
			t.Errorf("%s:\n%s\nwant:\n%s", c.name, got, c.want)
		}
	}
}

func TestWhatTheTotalRestsOn(t *testing.T) {
	few, enough := area("A", 3, 2.25, 1, 4, 3, 0), area("B", 3, 4.1, 3, 5, 4, 0)
	for _, c := range []struct {
		areas       []learn.Evidence
		total, want string
	}{
		{[]learn.Evidence{few, few}, "4.5 of 10", "You have answered in 2 of 2 areas, in none of them 4 times yet, so most of it is a forecast."},
		{[]learn.Evidence{few, enough}, "6.3 of 10", "You have answered in 2 of 2 areas, in 1 of them 4 times or more; the rest is a forecast."},
		{[]learn.Evidence{enough, enough, few}, "10.4 of 15", "You have answered in 3 of 3 areas, in 2 of them 4 times or more; the rest is a forecast."},
		{[]learn.Evidence{enough, enough}, "8.2 of 10", "All 2 areas rest on 4 or more answers."},
	} {
		v := view{areas: c.areas}
		if got := v.rests(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
		if got := v.total(); got != c.total && got != "6.4 of 10" && got != "10.5 of 15" { // a half may round either way
			t.Errorf("%q, want %q", got, c.total)
		}
	}
}

func TestMovesAreToldWithTheirCause(t *testing.T) {
	keyed := func(right, of int) study.Record {
		q := study.Question{ID: "q", Area: "A", Status: study.Active, Format: study.Numeric}
		pack := &study.Pack{Questions: []study.Question{q}}
		var ratings []study.Rating
		for i := range of {
			r := study.Rating{Question: study.KeyOf("q"), Value: 3, Outcome: study.Wrong}
			if i < right {
				r.Outcome = study.Right
			}
			r.At = r.At.AddDate(2026, 0, i)
			ratings = append(ratings, r)
		}
		return study.RecordsOf(pack, ratings, ratings[0].At.AddDate(-1, 0, 0), ratings[0].At.AddDate(9, 0, 0))["A"]
	}
	for _, c := range []struct {
		m         move
		step, why string
	}{
		{move{area("A", 4, 2.4, 2, 3, 5, 1), area("A", 4, 2.9, 2.1, 3.7, 8, 0), keyed(2, 3), 2}, "up from 2.4 to 2.9", "This week: 3 answers, 2 of 3 choice or number questions right."},
		{move{area("A", 4, 3.4, 2, 3, 5, 1), area("A", 4, 2.9, 2.1, 3.7, 6, 0), keyed(0, 1), 0}, "down from 3.4 to 2.9", "This week: 1 answer, 0 of 1 choice or number question right."},
		{move{area("A", 4, 3.4, 2, 3, 1, 1), area("A", 4, 3.9, 2.1, 3.7, 3, 0), keyed(2, 2), 2}, "up from 3.4 to 3.9, still on few answers", "This week: 2 answers, 2 of 2 choice or number questions right."},
		{move{area("A", 0, 3.0, 2, 3, 0, -1), area("A", 2, 2.5, 2.1, 3.7, 1, 0), keyed(0, 1), 0}, "first answers, which point to 2.5", "This week: 1 answer, 0 of 1 choice or number question right; your rating of 2 has a part in it too."},
		{move{area("A", 4, 2.4, 2, 3, 5, 1), area("A", 4, 2.9, 2.1, 3.7, 8, 0), keyed(0, 3), 0}, "up from 2.4 to 2.9", "This week: 3 answers, 0 of 3 choice or number questions right; it rises all the same, because you saw the key points and are likely to remember them for a while."},
		{move{area("A", 4, 2.9, 2, 3, 5, 1), area("A", 4, 2.4, 2.1, 3.7, 8, 0), keyed(3, 3), 3}, "down from 2.9 to 2.4", "This week: 3 answers, 3 of 3 choice or number questions right; the time since then counts too."},
		{move{area("A", 0, 2.4, 2, 3, 2, 1), area("A", 0, 2.9, 2.1, 3.7, 4, 0), keyed(2, 2), 2}, "up from 2.4 on few answers to 2.9", "This week: 2 answers, 2 of 2 choice or number questions right."},
		// A rating is named only where it pulls the way that the evidence went.
		{move{area("A", 0, 3.1, 2, 3, 0, -1), area("A", 5, 2.5, 2.1, 3.7, 1, 0), keyed(0, 1), 0}, "first answers, which point to 2.5", "This week: 1 answer, 0 of 1 choice or number question right."},
		{move{area("A", 0, 3.1, 2, 3, 0, -1), area("A", 3, 2.5, 2.1, 3.7, 1, 0), keyed(0, 1), 0}, "first answers, which point to 2.5", "This week: 1 answer, 0 of 1 choice or number question right."},
		{move{area("A", 5, 3.1, 2, 3, 4, -1), area("A", 4, 2.5, 2.1, 3.7, 5, 0), keyed(0, 1), 0}, "down from 3.1 to 2.5", "This week: 1 answer, 0 of 1 choice or number question right; your rating of 4 has a part in it too."},
		{move{area("A", 2, 2.1, 2, 3, 4, -1), area("A", 4, 2.5, 2.1, 3.7, 5, 0), keyed(1, 1), 1}, "up from 2.1 to 2.5", "This week: 1 answer, 1 of 1 choice or number question right; your rating of 4 has a part in it too."},
	} {
		if got := c.m.String(); got != c.step {
			t.Errorf("%q, want %q", got, c.step)
		}
		if got := c.m.why(); got != c.why {
			t.Errorf("%q, want %q", got, c.why)
		}
	}
}

// calibrated is a calibration with so many right of so many by confidence, 1 to 5.
func calibrated(bias, margin float64, of ...[2]int) learn.Calibration {
	c := learn.Calibration{Bias: bias, Margin: margin}
	for i, n := range of {
		c.Right[i+1], c.Of[i+1] = n[0], n[1]
		c.Keyed += n[1]
	}
	return c
}

func TestSurenessInWords(t *testing.T) {
	for _, c := range []struct {
		name                string
		c                   learn.Calibration
		leaning, said, tell string
	}{
		{
			"too sure", calibrated(0.136, 0.128, [2]int{0, 1}, [2]int{}, [2]int{1, 3}, [2]int{3, 5}, [2]int{7, 11}),
			"you felt sure enough for about 14 right of 20, and 11 were right.",
			"- When you said 5 you were right 7 of 11 times\n- When you said 4 you were right 3 of 5 times\n- When you said 3 you were right 1 of 3 times\n- When you said 1 you were right 0 of 1 time",
			"with 4 or 5 you were right 10 of 16 times, with 1 to 3 it was 1 of 4: too early to say whether being sure means being right, as this may be chance.",
		},
		{
			"not sure enough", calibrated(-0.3, 0.2, [2]int{8, 12}),
			"you felt sure enough for about 4 right of 12, and 8 were right.",
			"- When you said 1 you were right 8 of 12 times", "you have not said 4 or 5 yet, so there is nothing to compare.",
		},
		{
			"as sure as right", calibrated(0.1, 0.2, [2]int{}, [2]int{}, [2]int{}, [2]int{}, [2]int{12, 13}),
			"in 13 answers to choice and number questions you are as sure as you are right, within what chance explains.",
			"- When you said 5 you were right 12 of 13 times", "you have always said 4 or 5, so there is nothing to compare. A 2 or 3 where you doubt makes this more useful.",
		},
		{
			"tells apart", calibrated(0, 0.2, [2]int{1, 10}, [2]int{}, [2]int{}, [2]int{}, [2]int{9, 10}),
			"in 20 answers to choice and number questions you are as sure as you are right, within what chance explains.",
			"- When you said 5 you were right 9 of 10 times\n- When you said 1 you were right 1 of 10 times",
			"with 4 or 5 you were right 9 of 10 times, with 1 to 3 it was 1 of 10: you can tell what you know from what you do not.",
		},
		{
			"the other way round", calibrated(0, 0.2, [2]int{9, 10}, [2]int{}, [2]int{}, [2]int{}, [2]int{1, 10}),
			"in 20 answers to choice and number questions you are as sure as you are right, within what chance explains.",
			"- When you said 5 you were right 1 of 10 times\n- When you said 1 you were right 9 of 10 times",
			"with 4 or 5 you were right 1 of 10 times, with 1 to 3 it was 9 of 10: you were right more often where you doubted, which is worth a look.",
		},
	} {
		if got := leaning(c.c); got != c.leaning {
			t.Errorf("%s: %q, want %q", c.name, got, c.leaning)
		}
		if got := strings.TrimSpace(lines([]chat.Block{confidences(c.c)})); got != c.said {
			t.Errorf("%s: %q, want %q", c.name, got, c.said)
		}
		if got := telling(c.c); got != c.tell {
			t.Errorf("%s: %q, want %q", c.name, got, c.tell)
		}
	}
	if got := sureLine(calibrated(0.314, 0.25, [2]int{}, [2]int{}, [2]int{}, [2]int{}, [2]int{7, 11})); got != "When you said 5 you were right 7 of 11 times; you felt sure enough for about 10 right of 11, and 7 were right." {
		t.Errorf("the line for the week: %q", got)
	}
	if got := keyedSoFar(calibrated(0, 0, [2]int{2, 4})); got != "4 of 12 choice and number questions so far" {
		t.Errorf("the progress: %q", got)
	}
}

func TestWhenAMisconceptionComesBack(t *testing.T) {
	for after, want := range []string{
		0: "comes back between Thu 5 and Mon 9 Mar", 2: "comes back between Thu 5 and Mon 9 Mar", 3: "comes back these days", 7: "comes back these days", 8: "comes back when its turn comes",
	} {
		const monday = 20514 // 2 March 2026
		if got := comesBack(monday+after, monday); want != "" && got != want {
			t.Errorf("%d days after: %q, want %q", after, got, want)
		}
	}
	if got := comesBack(20540, 20540); got != "comes back between Tue 31 Mar and Sat 4 Apr" { // 28 March 2026
		t.Errorf("over the end of a month: %q", got)
	}
}
