// Package decode makes UTF-8 of the text of files that come from anywhere: UTF-16,
// Windows-1252, and text that went through the wrong code page on its way.
//
// It must not know what a text says or what becomes of it.
package decode
