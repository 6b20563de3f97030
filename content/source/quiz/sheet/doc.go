// Package sheet finds the questions and the keys of a quiz as they are written:
//
//	marks/        what a line begins with: "3.", "B)", "Answer:", "## Answer Key"
//	language/     labels in other languages -> in English
//	scan.go       the walk over the lines: at a question, among keys, or aside
//	asking.go     questions; numbering.go which number begins one; unnumbered.go those without; options.go their options; labels.go keys beside them
//	answering.go  keys of many questions in one place; keytable.go in a table
//
// It must not know which key belongs to which question, nor what a key says: that
// is content/source/quiz.
package sheet
