// Package write puts a pack into a folder of YAML files as a person would write
// them: a file for each subject, one for each topic's questions, long texts folded,
// always in the same order. content.Load reads back what was written.
//
// It must not know where a pack comes from, or what a good question is.
package write
