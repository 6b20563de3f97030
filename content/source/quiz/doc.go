// Package quiz reads quizzes as courses write them in Markdown: numbered questions,
// lettered options, and a key beside each question, folded away, or at the end.
// It reads in four steps:
//
//	sheet/page  the file -> lines, each with its kind: text, heading, code, row, fold
//	sheet       lines -> questions and keys, as written
//	match.go    which key belongs to which question (value.go: what a key says, truth.go: in other languages)
//	build.go    -> source.Question, within the limits of a pack (choose.go: options, listed.go: those without letters)
//
// A key is never guessed: what is missing, doubled or contradictory makes a draft
// with a note. The product has one right option for a question; a question with
// several is a draft too.
//
// It must not know files, folders and encodings (the text is UTF-8), ids, topics
// and areas (content/importer gives them), nor any other form of material.
package quiz
