package order_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"studybot/bot/plan/order"
	"studybot/bot/study"
)

func TestPrerequisitesComeFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 20).Draw(t, "topics")
		circles := rapid.Bool().Draw(t, "circles")
		var topics []study.Topic
		for day := 1; day <= n; day++ {
			topic := study.Topic{Day: day, Priority: study.High}
			for _, before := range rapid.SliceOfN(rapid.IntRange(0, n+1), 0, 3).Draw(t, "prereq") {
				if circles || before > day { // by day alone they would come last
					topic.Prereq = append(topic.Prereq, before)
				}
			}
			topics = append(topics, topic)
		}
		o := order.Of(topics)
		days := o.Days()
		if sorted := slices.Sorted(slices.Values(days)); len(sorted) != n || len(slices.Compact(sorted)) != n {
			t.Fatalf("%d topics in the order %v", n, days)
		}
		for _, topic := range topics {
			if days[o.Rank(topic.Day)] != topic.Day || !o.Has(topic.Day) || o.Priority(topic.Day) != study.High {
				t.Fatalf("day %d is at %d of %v", topic.Day, o.Rank(topic.Day), days)
			}
			for _, before := range o.Before(topic.Day) {
				if !circles && o.Has(before) && o.Rank(before) > o.Rank(topic.Day) {
					t.Fatalf("day %d comes before day %d in %v", topic.Day, before, days)
				}
				if before != topic.Day && !slices.Contains(o.After(before), topic.Day) {
					t.Fatalf("day %d is not said to build on day %d", topic.Day, before)
				}
			}
		}
		if o.Has(n+1) || o.Priority(n+1) != "" || o.Before(n+1) != nil {
			t.Fatal("a day that the pack does not have is known")
		}
	})
}
