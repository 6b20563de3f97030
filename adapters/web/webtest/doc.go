// Package webtest acts as people at the playground, through the requests that its
// page makes. It is used by tests only.
//
// It must not know the bot or the adapter's inside: a base address is enough.
package webtest
