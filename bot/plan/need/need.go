// Package need says which areas a member needs to work on, and how much: from
// ratings, from what answers say, and from how much a topic matters.
//
// It must not know weeks, items or what was done.
package need

import (
	"cmp"
	"math"
	"slices"

	"studybot/bot/study"
)

// Evidence is what answers say about an area.
type Evidence struct {
	Score   float64 // 1 to 5
	Answers int     // how many it rests on
}

// Target is an area to work on.
type Target struct {
	Area string `json:"area"`
	// Rating is the member's own, 0 for none.
	Rating int `json:"rating,omitempty"`
	// Evidence is the score of the answers where it takes the rating's place, else 0.
	Evidence float64 `json:"evidence,omitempty"`
	// Effective is what counts: the rating or the evidence.
	Effective float64        `json:"effective"`
	Topic     int            `json:"topic"` // the area's first
	Priority  study.Priority `json:"priority"`
	Reach     Reach          `json:"reach"`
	// Need is the weight of the priority times what is missing to 5.
	Need float64 `json:"need"`
}

// Reach says why an area is a target, by its effective rating.
type Reach string

// The reaches.
const (
	Weak    Reach = "weak"    // below 2.5
	Next    Reach = "next"    // 2.5 to 3.5, when fewer than three are weak
	Stretch Reach = "stretch" // 3.5 to 4.5, when nothing is lower
)

const (
	// Enough is how many weak areas make a plan without reaching for better ones.
	Enough = 3
	// Best is the best rating.
	Best = 5
	// EnoughAnswers is from how many answers on evidence counts in a plan. It takes the
	// place of a rating that is farApart from it.
	EnoughAnswers = 4
	farApart      = 1
)

// Standing is what is known about an area.
type Standing struct {
	Rating    int     // 0 for none
	Evidence  float64 // 0 unless it takes the rating's place
	Effective float64 // 0 when nothing is known
}

// Standings are those of the pack's areas, from ratings 1 to 5 and what answers
// say, by area. Ratings and scores outside 1 to 5 count for nothing.
func Standings(pack *study.Pack, ratings map[string]int, evidence map[string]Evidence) map[string]Standing {
	all := make(map[string]Standing, len(pack.Areas))
	for _, a := range pack.Areas {
		var s Standing
		if r := ratings[a.ID]; r >= 1 && r <= Best {
			s.Rating, s.Effective = r, float64(r)
		}
		e := evidence[a.ID]
		known := e.Answers >= EnoughAnswers && e.Score >= 1 && e.Score <= Best
		if known && (s.Rating == 0 || math.Abs(e.Score-s.Effective) >= farApart) {
			s.Evidence, s.Effective = e.Score, e.Score
		}
		all[a.ID] = s
	}
	return all
}

// reach is the band of an effective rating; "" for one that needs no work or is
// not known.
func (s Standing) reach() Reach {
	switch e := s.Effective; {
	case e == 0 || e >= 4.5:
		return ""
	case e < 2.5:
		return Weak
	case e < 3.5:
		return Next
	default:
		return Stretch
	}
}

// Targets are the areas to work on, the greatest need first, at most limit; later
// are those beyond the limit. When fewer than three are weak, those of the next
// band join; when there is none of either, those of the band above.
func Targets(pack *study.Pack, known map[string]Standing, limit int) (now, later []Target) {
	byReach := map[Reach][]Target{}
	for _, a := range pack.Areas {
		s := known[a.ID]
		reach := s.reach()
		if reach == "" || len(a.Topics) == 0 {
			continue
		}
		t := Target{Area: a.ID, Rating: s.Rating, Evidence: s.Evidence, Effective: s.Effective, Topic: a.Topics[0], Priority: a.Priority, Reach: reach}
		t.Need = float64(t.Priority.Weight()) * (Best - t.Effective)
		byReach[reach] = append(byReach[reach], t)
	}
	for _, of := range byReach {
		slices.SortFunc(of, func(a, b Target) int {
			return cmp.Or(cmp.Compare(b.Priority.Weight(), a.Priority.Weight()), cmp.Compare(a.Effective, b.Effective), cmp.Compare(a.Area, b.Area))
		})
	}
	all := byReach[Weak]
	if missing := Enough - len(all); missing > 0 {
		all = append(all, byReach[Next][:min(missing, len(byReach[Next]))]...)
	}
	if len(all) == 0 {
		all = byReach[Stretch][:min(Enough, len(byReach[Stretch]))]
	}
	slices.SortFunc(all, func(a, b Target) int {
		return cmp.Or(cmp.Compare(b.Need, a.Need), cmp.Compare(a.Effective, b.Effective), cmp.Compare(a.Area, b.Area))
	})
	n := min(limit, len(all))
	return all[:n], all[n:]
}
