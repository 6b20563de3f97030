// Package importer turns the files that a study group already has into one pack:
// it gathers them, decodes their text, lets the readers of content/source take
// the questions out, gives each a topic and a lasting id, and finds every question
// again when the same course is imported a second time.
//
// It must not know how a form is written (that is the readers' affair), how YAML
// is written (content/write), a clock, conversations or stores. What a file holds
// is data: nothing in it is run, fetched or included.
package importer
