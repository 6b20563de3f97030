package plan

import (
	"cmp"
	"math"
	"slices"

	"studybot/bot/study"
)

// EnoughAnswers is from how many answers on evidence counts in a plan.
const EnoughAnswers = 4

const (
	// enough is how many weak areas make a plan without reaching for better ones.
	enough = 3
	// Evidence this far from the rating takes its place.
	farApart = 1
	best     = 5
)

// standing is what is known about an area.
type standing struct {
	rating    int     // 0 for none
	evidence  float64 // 0 unless it takes the rating's place
	effective float64 // 0 when nothing is known
}

// standings are those of the pack's areas. Ratings and scores outside 1 to 5 count
// for nothing.
func standings(pack *study.Pack, in Input) map[string]standing {
	all := make(map[string]standing, len(pack.Areas))
	for _, a := range pack.Areas {
		var s standing
		if r := in.Ratings[a.ID]; r >= 1 && r <= best {
			s.rating, s.effective = r, float64(r)
		}
		e := in.Evidence[a.ID]
		known := e.Answers >= EnoughAnswers && e.Score >= 1 && e.Score <= best
		if known && (s.rating == 0 || math.Abs(e.Score-s.effective) >= farApart) {
			s.evidence, s.effective = e.Score, e.Score
		}
		all[a.ID] = s
	}
	return all
}

// reach is the band of an effective rating; "" for one that needs no work or is
// not known.
func (s standing) reach() Reach {
	switch e := s.effective; {
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

// targets are the areas to work on, the greatest need first, at most limit; later
// are those beyond the limit. When fewer than three are weak, those of the next
// band join; when there is none of either, those of the band above.
func targets(pack *study.Pack, known map[string]standing, limit int) (now, later []Target) {
	byReach := map[Reach][]Target{}
	for _, a := range pack.Areas {
		s := known[a.ID]
		reach := s.reach()
		if reach == "" || len(a.Topics) == 0 {
			continue
		}
		t := Target{Area: a.ID, Rating: s.rating, Evidence: s.evidence, Effective: s.effective, Topic: a.Topics[0], Priority: a.Priority, Reach: reach}
		t.Need = float64(t.Priority.Weight()) * (best - t.Effective)
		byReach[reach] = append(byReach[reach], t)
	}
	for _, of := range byReach {
		slices.SortFunc(of, func(a, b Target) int {
			return cmp.Or(cmp.Compare(b.Priority.Weight(), a.Priority.Weight()), cmp.Compare(a.Effective, b.Effective), cmp.Compare(a.Area, b.Area))
		})
	}
	all := byReach[Weak]
	if missing := enough - len(all); missing > 0 {
		all = append(all, byReach[Next][:min(missing, len(byReach[Next]))]...)
	}
	if len(all) == 0 {
		all = byReach[Stretch][:min(enough, len(byReach[Stretch]))]
	}
	slices.SortFunc(all, func(a, b Target) int {
		return cmp.Or(cmp.Compare(b.Need, a.Need), cmp.Compare(a.Effective, b.Effective), cmp.Compare(a.Area, b.Area))
	})
	n := min(limit, len(all))
	return all[:n], all[n:]
}
