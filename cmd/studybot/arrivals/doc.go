// Package arrivals is about packs that come and change while the bot serves: it
// watches the folder of packs for the shelf, and writes packs into it that people
// make of files in a conversation.
//
// It must not know any chat service, which store is used, what is asked from a pack,
// nor which command runs it: what it is given are a folder, owners to tell and a clock.
package arrivals
