// Package page makes a tree of headings of a guide's Markdown, with the lists,
// tables and paragraphs below each, their words without markup, and their lines in
// the file. Bold lines in place of headings count as headings.
//
// Before that it takes out what makes the Markdown parser slow, so that the time
// grows with the file.
//
// It must not know what a topic, an area or a level is, nor what a pack is.
package page
