// Package gather finds the files that a person wants to import, and reads them into
// memory: bounded, in an order that people expect, and without leaving the folders
// that were given.
//
// It must not know what is in a file.
package gather
