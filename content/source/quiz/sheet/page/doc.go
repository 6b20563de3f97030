// Package page makes lines of a Markdown file, each with its kind (text, heading,
// code, table row, fold), and plain text of lines: without markup, with code kept
// as it stands.
//
// Many quizzes are not the Markdown that a renderer would show as meant ("A) x"
// above "B) y" is one paragraph there), which is why it works line by line and
// does not build a tree. All of it takes time in proportion to the text.
//
// It must not know what a question, an option or a key is.
package page
