// Package assess reads what a guide says of self-assessment into an outline: the
// areas that a member rates, the bands of totals with their levels, and the plan of
// each level. Whatever the guide's own scale, ratings become 1 to 5 and its bands
// the totals of those.
//
// It must not know the other parts of a guide, nor how a plan is made for a member.
package assess

import (
	"studybot/content/source/guide/draft"
	"studybot/content/source/guide/page"
	"studybot/content/source/guide/terms"
)

// Parts are the headings of a guide below which each stands. Levels and plans may
// also stand among the areas.
type Parts struct{ Areas, Levels, Plans []*page.Part }

// Read adds categories, areas and levels with their plans to the outline, whose
// topics have been read.
func Read(d *draft.Draft, g *terms.Grammar, parts Parts) {
	r := &reader{Draft: d, Grammar: g, parts: parts, levelLines: map[string]int{}}
	r.assessment()
	r.levels()
	r.plans()
}

type reader struct {
	*draft.Draft
	*terms.Grammar
	parts Parts
	// levelLines are where the levels stand, by name.
	levelLines map[string]int
	scale      scale
	totals     []total
}
