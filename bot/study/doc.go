// Package study holds the words of the subject: what is learned (Pack, Topic,
// Area, Question), how it is asked (Course, Round) and what comes back (Rating,
// Tally, Assessment).
//
// It must not know conversations, platforms, stores or clocks. It imports the
// standard library only; people, teams and channels are opaque strings here.
package study
