// Package storetest is the conformance suite of the bot's memory: every store
// passes Run. It states the promises of the contracts as tests, so that the
// flows above may rely on them whichever store is underneath.
//
// It must not know how or where anything is stored.
package storetest
