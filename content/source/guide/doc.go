// Package guide reads review guides in Markdown: a matrix of topics, chapters with
// concepts and questions, lists to tick, resources; docs/packs.md shows what a guide
// may look like. It finds the parts and reads most of them; below it,
//
//	terms   knows the words of guides: headings, days, weeks, bands, priorities
//	page    makes a tree of headings, lists and tables of the Markdown
//	draft   holds the outline while it grows, its limits, ids and notes
//	assess  reads what is rated, the levels and their plans
//
// It must not know how a pack is written, what the loader asks of one, or how
// several files become one pack: it takes what the guide says and notes the line of
// everything that it did not take. What a guide does not say stays empty.
package guide
