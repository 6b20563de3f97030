// Package chat holds the words of a conversation: what is said (Message, Form),
// what comes back (Event, Action, Reply), where (Place, Ref) and who carries it
// (Platform). It is what the bot's flows and the platforms' adapters share.
//
// It must not know the subject that is studied, any platform, any store or any
// clock. It imports the standard library only.
package chat
