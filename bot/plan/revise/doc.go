// Package revise is what becomes of a plan after it was made: how one made anew
// differs from the one before, and how somebody who is behind gets through what is
// open. It is pure and deterministic.
//
// It must not know conversations, stores, clocks or how a plan is made.
package revise
