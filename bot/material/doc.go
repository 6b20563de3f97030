// Package material is about packs that owners bring: which are on the shelf while
// the bot runs, what becomes of an update and who is told of one that cannot be used,
// and how files that somebody sends in a conversation become a pack.
//
// It must not know how a pack is written or read, where its files are, what is asked
// from it, any platform or any store.
package material
