// Package asking asks questions, in a channel or for one member alone, takes answers
// and ratings, and shows them to their writer again.
//
// It must not know when anything is posted, who else is asked, any platform or any store.
package asking
