// Package learn says which question a course is asked next. It is pure: rounds
// and the day are passed in, and the same input gives the same answer.
//
// It must not know conversations, stores, clocks or single members.
package learn
