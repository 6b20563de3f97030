// Package draft holds the outline of a course while a guide is read into it: the
// pack, how much of what it takes, ids that are unique, and the notes about all
// that was cut, left out or guessed.
//
// It must not know where in a guide something stands, nor what its words mean.
package draft
