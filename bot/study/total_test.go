package study

import (
	"testing"
	"time"
)

func TestTotalsCountOpenAreasAsOneToFive(t *testing.T) {
	p := &Pack{Categories: []Category{{ID: "A"}, {ID: "B"}}, Areas: []Area{{ID: "A1", Category: "A"}, {ID: "A2", Category: "A"}, {ID: "B1", Category: "B"}}}
	for _, c := range []struct {
		ratings         map[string]int
		total, between  string
		first           string
		low, high, open int
	}{
		{map[string]int{"A1": 3, "A2": 4, "B1": 5}, "12 of 15", "Between 12 and 12 of 15: 3 areas give 12, 0 are not rated yet.", "7 of 10", 12, 12, 0},
		{map[string]int{"A1": 3, "B1": 5}, "9-13 of 15", "Between 9 and 13 of 15: 2 areas give 8, 1 is not rated yet.", "3 + 1 open area: 4-8 of 10", 9, 13, 1},
		{map[string]int{"B1": 5, "gone": 5}, "7-15 of 15", "Between 7 and 15 of 15: 1 area gives 5, 2 are not rated yet.", "not rated", 7, 15, 2},
	} {
		got := TotalOf(p, Assessment{Ratings: c.ratings})
		if got.String() != c.total || got.Between() != c.between || got.Subtotals[0].String() != c.first ||
			got.Low != c.low || got.High != c.high || got.Areas-got.Rated != c.open || got.Complete() != (c.open == 0) {
			t.Errorf("%v: %q, %q, %q, %+v", c.ratings, got, got.Between(), got.Subtotals[0], got)
		}
	}
}

func TestTheGreatestMovesComeFirst(t *testing.T) {
	p := &Pack{Areas: []Area{{ID: "a"}, {ID: "b"}, {ID: "c"}, {ID: "d"}}}
	moves := MovesOf(p, Assessment{Ratings: map[string]int{"a": 2, "b": 5, "c": 3}}, Assessment{Ratings: map[string]int{"a": 3, "b": 2, "c": 3, "d": 4}})
	if len(moves) != 2 || moves[0].From != 5 || moves[0].To != 2 || moves[0].Area.ID != "b" || moves[1].Area.ID != "a" {
		t.Errorf("%+v", moves)
	}
}

func TestRecordsAreOfTheTimeBetween(t *testing.T) {
	at := func(m int) time.Time { return time.Date(2026, 3, 2, 8, m, 0, 0, time.UTC) }
	p := &Pack{Questions: []Question{{ID: "q", Area: "a"}}}
	ratings := []Rating{
		{Question: KeyOf("q"), Value: 4, At: at(1)},
		{Question: KeyOf("q"), Value: 2, At: at(2)},
		{Question: KeyOf("q"), Outcome: Right, At: at(3)},
		{Question: KeyOf("other"), Value: 5, At: at(3)},
	}
	for _, c := range []struct {
		from, to time.Time
		want     string
	}{
		{at(0), at(2), "2 answers, rated 3.0 on average"},
		{at(1), time.Time{}, "2 answers, 1 of them rated 2.0 on average, 1 of 1 choice or number question right"},
		{at(3), time.Time{}, "0 answers"},
	} {
		if got := RecordsOf(p, ratings, c.from, c.to)["a"].String(); got != c.want {
			t.Errorf("from %v: %q, want %q", c.from, got, c.want)
		}
	}
}
