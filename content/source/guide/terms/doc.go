// Package terms is the vocabulary of review guides in English, German and French:
// the words that open a part, and how numbers of days and weeks, bands of scores
// and priorities are written.
//
// It must not know Markdown, in which order a guide says things, or what a course
// is made of.
package terms
