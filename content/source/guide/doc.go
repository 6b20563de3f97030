// Package guide reads review guides in Markdown: a matrix of topics, chapters with
// concepts and questions, lists to tick, a grid of ratings, score bands, plans by
// level, resources. docs/packs.md shows what a guide may look like.
//
// It must not know how a pack is written, what the loader asks of one, or how
// several files become one pack: it takes what the guide says and notes the line of
// everything that it did not take. What a guide does not say stays empty.
package guide
