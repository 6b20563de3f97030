// Package material is about packs that owners bring: which are on the shelf while
// the bot runs, what becomes of an update, and who is told of one that cannot be
// used.
//
// It must not know how a pack is written, where its files are, what is asked from
// it, any platform or any store.
package material
