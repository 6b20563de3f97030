// Package order says what builds on what: the topics of a pack, prerequisites first.
//
// It must not know plans, weeks or members.
package order

import (
	"slices"

	"studybot/bot/study"
)

// Order is a pack's topics by their days. Of two with one day the first counts.
type Order struct {
	topics map[int]*study.Topic
	after  map[int][]int
	rank   map[int]int
}

// Of is the order of the topics, which it keeps pointers to.
func Of(topics []study.Topic) Order {
	o := Order{topics: make(map[int]*study.Topic, len(topics)), after: map[int][]int{}, rank: rank(topics)}
	for i := range topics {
		t := &topics[i]
		if o.topics[t.Day] != nil {
			continue
		}
		o.topics[t.Day] = t
		for _, before := range t.Prereq {
			if before != t.Day && !slices.Contains(o.after[before], t.Day) {
				o.after[before] = append(o.after[before], t.Day)
			}
		}
	}
	return o
}

// Has says whether the pack has a topic on that day.
func (o Order) Has(day int) bool { return o.topics[day] != nil }

// Days are all days, prerequisites first.
func (o Order) Days() []int {
	days := make([]int, len(o.rank))
	for day, at := range o.rank {
		days[at] = day
	}
	return days
}

// Rank is a topic's place in an order that keeps the prerequisites.
func (o Order) Rank(day int) int { return o.rank[day] }

// Before are the days that day builds on.
func (o Order) Before(day int) []int {
	if t := o.topics[day]; t != nil {
		return t.Prereq
	}
	return nil
}

// After are the days that build on day.
func (o Order) After(day int) []int { return o.after[day] }

// Priority is the topic's; "" for a day that the pack does not have.
func (o Order) Priority(day int) study.Priority {
	if t := o.topics[day]; t != nil {
		return t.Priority
	}
	return ""
}

// rank ranks topics so that prerequisites come first, by day where they allow it.
func rank(topics []study.Topic) map[int]int {
	ranks := make(map[int]int, len(topics))
	known := make(map[int]bool, len(topics))
	for _, t := range topics {
		known[t.Day] = true
	}
	for len(ranks) < len(known) {
		best, circle := -1, -1 // a circle, which the loader refuses, is broken by day
		for i, t := range topics {
			if _, done := ranks[t.Day]; done {
				continue
			}
			open := slices.ContainsFunc(t.Prereq, func(day int) bool {
				_, done := ranks[day]
				return !done && day != t.Day && known[day]
			})
			if !open && (best < 0 || t.Day < topics[best].Day) {
				best = i
			}
			if circle < 0 || t.Day < topics[circle].Day {
				circle = i
			}
		}
		if best < 0 {
			best = circle
		}
		ranks[topics[best].Day] = len(ranks)
	}
	return ranks
}
