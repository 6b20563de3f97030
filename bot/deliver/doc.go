// Package deliver makes what is due happen exactly once: it finds the teams with
// something due, claims each slot, posts it, and settles it, over restarts,
// several replicas, rate limits and lost answers.
//
// It must not know what a slot says (that is Work's), which platform carries it
// or how claims are stored.
package deliver
