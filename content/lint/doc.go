// Package lint looks at packs as a kind colleague would: what is wrong in their
// files, and, in those that load, which questions are weak and what the course
// lacks. It shows each finding at its place, with what to do.
//
// It must not know how files are read, nor refuse anything: a finding about a
// sound pack is advice. It must not know conversations, stores or clocks.
package lint
