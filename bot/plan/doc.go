// Package plan turns ratings and answers into weeks of work: the level's own
// lines of the course, filled with the topics of the member's weak areas, each
// item with its true reason. It makes plans, and makes them anew from what was done
// and missed. It is pure and deterministic: the same input gives the same bytes.
//
// It must not know conversations, stores, clocks or how a score is measured: days,
// scores and what was done are passed in, and items keep their ids.
package plan
