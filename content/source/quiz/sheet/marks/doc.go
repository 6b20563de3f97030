// Package marks knows what a line of a quiz can begin with: "3.", "B)", "Answer:",
// "## Answer Key", each in the many ways that people write it, and what stands behind.
//
// It must not know which question is open, nor what stands in the line before.
package marks
