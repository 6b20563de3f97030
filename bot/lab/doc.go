// Package lab is the learning core on standard input and output, for whoever
// wants to measure it from outside: one JSON object a line in, one a line out.
// Each tool has a file that translates its lines and calls the room that knows.
//
// It must not know conversations, stores, clocks, files or how anything is
// learned or planned; it only reads, calls and writes.
package lab
