// Package bot is what studybot does: one flow a file, so the list of files is
// the list of features. A flow takes a chat.Event, talks to the contracts that
// stand beside it, and returns a chat.Reply. Flows that share a subject have a room
// below this one, which New wires; routes.go lists the verbs of all.
//
// It must not know any platform, any store or the time of day other than
// through its Config.
package bot
