// Package learn is what the bot knows about learning: how an answer becomes memory
// and skill, which question comes next for a channel and for a member, what a score
// rests on, and how well somebody knows what they know. A Model is a fold over
// assessments and answers in the order in which they were given: it can be made anew
// from them at any time, and the same log gives the same model to the bit.
//
// The formulas are those of docs/learning.md. Days are whole numbers that the caller
// counts; there is no clock and no chance here.
//
// It must not know conversations, stores, clocks or how anything is shown.
package learn
