// Package schedule says when things happen: local times of day over clock
// changes, holidays, slots that must happen once, and what to do about slots
// that were missed.
//
// It is pure: it has no clock, no store, no context. It must not know
// conversations, platforms or how a slot is delivered. It imports bot/study.
package schedule
