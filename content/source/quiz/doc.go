// Package quiz reads quizzes as courses write them in Markdown: numbered questions,
// lettered options, and a key beside each question, folded away, or at the end.
//
// Most such files are not the Markdown that a renderer would show as meant ("A) x"
// above "B) y" is one paragraph there), so the reader works line by line, in five
// steps, a file each:
//
//	lines.go   the file -> lines, each with its kind: text, heading, code, row, fold
//	marks.go   what a line begins with: "3.", "B)", "Answer:", "## Answer Key"
//	scan.go    lines -> questions and keys, as written (asking.go, answering.go)
//	match.go   which key belongs to which question (value.go reads what a key says)
//	build.go   -> source.Question, within the limits of a pack
//
// A key is never guessed: what is missing, doubled or contradictory makes a draft
// with a note. The product has one right option for a question; a question with
// several is a draft too.
//
// It must not know files, folders and encodings (the text is UTF-8), ids, topics
// and areas (content/importer gives them), nor any other form of material.
package quiz
