// Package card has the small pieces that flows build their cards from: blocks and
// controls, long lists cut into pages, words for counts and days, the replies.
//
// It must not know what a flow is about, any store, or the time of day other than as
// a value that it is given.
package card
