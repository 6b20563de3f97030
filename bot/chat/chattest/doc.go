// Package chattest is a platform made of memory, for tests of flows, and the
// conformance suite that every platform passes.
//
// It must not know the bot or any real platform. It is used by tests only.
package chattest
