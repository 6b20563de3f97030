// Package diff says what changes for members between two versions of a pack,
// before it happens: in plain words, grouped, and what to do where something that
// they did would be lost.
//
// It must not know files, line numbers, or how a pack is written.
package diff
