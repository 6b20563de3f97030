package chat

// Command is something that a member may type. Platforms that list, complete or
// register commands take them from here.
type Command struct {
	// Name is the verb, as in Action.
	Name string
	// Hint says what it does, in at most MaxCommandHint characters.
	Hint string
	// Hints say the same in other languages, by BCP 47 tag such as "de".
	Hints map[string]string
	// Owner marks what only the owner of a channel needs.
	Owner bool
	// Args may follow the name, in this order; each may be left out with those after it.
	Args []Arg
}

// ArgKind says what an argument is.
type ArgKind int

// The kinds of an argument.
const (
	// WordArg is typed.
	WordArg ArgKind = iota
	// MemberArg is a person of the team; its value is the member's id.
	MemberArg
	// SuggestedArg is typed, and the bot suggests values: an event with the action
	// Complete asks for them.
	SuggestedArg
	// FilesArg is up to MaxFiles files, which arrive as the event's Files. Where
	// nothing can be sent along with a command, it is left out.
	FilesArg
)

// Arg is one argument of a Command; its hints are as a Command's.
type Arg struct {
	// Name is 1 to 32 lower-case letters and dashes.
	Name  string
	Hint  string
	Hints map[string]string
	Kind  ArgKind
}

// Complete asks for suggestions while somebody types an argument; the reply has
// Choices. typed is cut to its first 40 characters.
func Complete(command, arg, typed string) Action {
	if r := []rune(typed); len(r) > 40 {
		typed = string(r[:40])
	}
	return Do("complete", command, arg, typed)
}
