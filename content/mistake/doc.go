// Package mistake knows the mistakes that people make in the files of a pack: a
// space that is missing, a word that is misspelt, a quotation mark that is never
// closed. It says what was probably meant and what to write.
//
// It must not know packs or their fields' meaning, nor find mistakes itself.
package mistake
