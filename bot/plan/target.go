package plan

import (
	"cmp"
	"slices"

	"studybot/bot/study"
)

// enough is how many weak areas make a plan without reaching for better ones.
const enough = 3

// targets are the areas to work on, the greatest need first, at most limit; later
// are those beyond the limit. Weak areas come first into it; when there are fewer
// than three, areas rated 3 join; when there is none of either, areas rated 4.
func targets(pack *study.Pack, ratings map[string]int, limit int) (now, later []Target) {
	byRating := map[Reach][]Target{}
	for _, a := range pack.Areas {
		r, rated := ratings[a.ID]
		if !rated || r == 5 || len(a.Topics) == 0 {
			continue
		}
		t := Target{Area: a.ID, Rating: r, Topic: a.Topics[0], Priority: a.Priority, Reach: Weak}
		switch r {
		case 3:
			t.Reach = Next
		case 4:
			t.Reach = Stretch
		}
		t.Need = t.Priority.Weight() * (5 - r)
		byRating[t.Reach] = append(byRating[t.Reach], t)
	}
	for _, of := range byRating {
		slices.SortFunc(of, func(a, b Target) int {
			return cmp.Or(cmp.Compare(b.Priority.Weight(), a.Priority.Weight()), cmp.Compare(a.Rating, b.Rating), cmp.Compare(a.Area, b.Area))
		})
	}
	all := byRating[Weak]
	if missing := enough - len(all); missing > 0 {
		all = append(all, byRating[Next][:min(missing, len(byRating[Next]))]...)
	}
	if len(all) == 0 {
		all = byRating[Stretch][:min(enough, len(byRating[Stretch]))]
	}
	slices.SortFunc(all, func(a, b Target) int {
		return cmp.Or(cmp.Compare(b.Need, a.Need), cmp.Compare(a.Rating, b.Rating), cmp.Compare(a.Area, b.Area))
	})
	n := min(limit, len(all))
	return all[:n], all[n:]
}
