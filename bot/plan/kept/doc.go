// Package kept is a member's plan in its calendar: when it began and what it rests
// on, how far the member is with it, when its weeks are made anew, what earlier
// weeks left open, and how it is written to be kept.
//
// It must not know conversations, stores, clocks or how what is known of a member is
// measured: days, ticks and scores are passed in.
package kept
