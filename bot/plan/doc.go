// Package plan turns an assessment into weeks of work: the level's own lines of
// the course, filled with the topics of the member's weak areas, each item with
// its true reason. It is pure and deterministic.
//
// It must not know conversations, stores, clocks or what has been done: a plan
// is made anew from its ratings whenever it is shown, and items keep their ids.
package plan
