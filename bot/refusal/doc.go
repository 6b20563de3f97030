// Package refusal is about errors that a member can do something about. A flow
// returns one like any error; whoever answers the event shows its text.
//
// It must not know which flow refuses, how a sentence is shown or logged.
package refusal
