// Package redis keeps what the bot knows in Redis 7.0 or later: a single server,
// one behind Sentinel, a cluster, or one made of memory inside the process. It
// satisfies the store contracts of the rooms above without knowing them.
//
// Every write is one Lua script on one team's keys, so it happens wholly or not
// at all and needs one round trip. README.md lists the keys and their layouts.
//
// It must not know conversations, what is posted, or why something is stored.
package redis
