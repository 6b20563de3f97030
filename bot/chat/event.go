package chat

import "time"

// Event is something a member did. It holds no value of any platform's SDK.
type Event struct {
	// Team is "platform:id", such as "web:demo"; see TeamName.
	Team string
	// Channel is where it happened; in a private conversation it may be the
	// platform's id of that conversation.
	Channel string
	// Private is true in the bot's private conversation with the member and on
	// the member's own page.
	Private bool
	// Member is the platform's id of the person, unique inside the team.
	Member string
	// Admin is true when the platform itself says, in this event, that the member
	// administers the team.
	Admin bool
	// At is when the member acted, by the platform's clock where it tells, to the
	// millisecond. Of two ratings the later At wins.
	At time.Time
	// Post names the message that carried the control; zero for a typed command.
	Post Ref
	// Action is what the member asks for.
	Action Action
	// Values are a form's answers by input name, or a menu's choice under "value".
	Values map[string][]string
	// Files are what the member sent into the private conversation, or along with a
	// command anywhere, with the action SentFiles: at most MaxFiles, each of at most
	// MaxFile bytes. Names and bytes are a stranger's. They are nil for everything else.
	Files []File
	// FileWays says how members can send files to the bot where this comes from.
	FileWays FileWays
	// Lacks are the rights that the bot needs in Channel and has not: as Lead the name
	// that the platform's settings have for one, as Text what is lost without it. It
	// is nil where none is missing or the platform does not tell.
	Lacks []Item
}

// FileWays are the ways in which a platform takes files from members.
type FileWays int

// The ways for files.
const (
	// FilesInPrivate is a message to the bot in the private conversation.
	FilesInPrivate FileWays = iota
	// FilesWithCommand is a command with a FilesArg, anywhere; no message brings any.
	FilesWithCommand
	// FilesBothWays is either.
	FilesBothWays
)

// SentFiles is the action of an event with files.
func SentFiles() Action { return Do("import") }

// Value is the first answer of the input name, or "".
func (e Event) Value(name string) string {
	if v := e.Values[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// Reply is the answer to an event, seen by nobody but the member who caused it,
// unless Update replaces a message that others see. At most one of its parts is
// set, but Private may announce a Direct; the zero value only acknowledges.
type Reply struct {
	// Private is a message for the member alone.
	Private *Message
	// Form opens a form.
	Form *Form
	// Update replaces the message whose control was used. Where there is none
	// (a typed command, a form opened from a command) it is shown as Private.
	Update *Message
	// Invalid rejects a sent form: a sentence by input name. The form stays open
	// where the platform can, else the sentences are shown privately.
	Invalid map[string]string
	// Direct is sent as a message of the bot's private conversation with the
	// member; files can only travel so.
	Direct *Message
	// Choices answer Complete: at most MaxOptions values for what is being typed.
	Choices []Option
}
