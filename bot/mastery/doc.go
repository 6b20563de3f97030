// Package mastery keeps what is known of every group's learning up to date: it folds
// members' logs into a learn.Model, goes on from a checkpoint instead of from the
// beginning, and hands out what it has. The logs are the truth: a model or a checkpoint
// that does not fit them is thrown away and made anew.
//
// It must not know conversations, how questions are chosen, or how anything is shown.
package mastery
