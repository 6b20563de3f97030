package chat

import "time"

// Message is one card of a conversation, described by meaning; each platform
// draws it in its own way. All text is plain: no markup is read from it and it
// can mention nobody, except that text between two backticks in a Para or a
// list item may be drawn as code. Message.Check holds the limits.
type Message struct {
	// Title is one short line, also used where a platform shows a notification.
	Title string
	// Body is read from top to bottom.
	Body []Block
	// Fields are short name and value pairs, drawn side by side where there is room.
	Fields []Field
	// Images follow the body.
	Images []Image
	// Files are delivered with the message, to its readers only.
	Files []File
	// Rows are controls, at most MaxRows rows of MaxControls controls.
	Rows []Row
	// Note is small print under everything.
	Note string
}

// BlockKind says how a block is read.
type BlockKind int

// The kinds of a block.
const (
	// Para is a paragraph.
	Para BlockKind = iota
	// Heading is a line that names what follows.
	Heading
	// Quote is somebody's own words, drawn literally.
	Quote
	// Code is preformatted text.
	Code
	// List is Items, each after a bullet.
	List
	// Steps is Items, numbered from 1.
	Steps
)

// Block is one piece of a body: Text for all kinds but List and Steps, which have Items.
type Block struct {
	Kind BlockKind
	// Lead is drawn strongly before Text, in a Para.
	Lead  string
	Text  string
	Items []Item
}

// Item is one entry of a list: a strong Lead, then Text, then At in the reader's own zone.
type Item struct {
	Lead string
	Text string
	// At, when not zero, is an instant that each reader sees in their own zone.
	At time.Time
	// Done, when not nil, draws the item as ticked or open.
	Done *bool
}

// Field is a short name and value; At as in Item.
type Field struct {
	Name  string
	Value string
	At    time.Time
}

// Image is a picture with the words that stand in for it.
type Image struct {
	// Name is a file name such as "radar.png".
	Name string
	// PNG holds the picture's bytes.
	PNG []byte
	// Alt says in words what the picture shows; it is never empty.
	Alt string
}

// File is a document that a member may keep.
type File struct {
	Name string
	// Type is a media type such as "text/markdown".
	Type string
	Data []byte
}

// Row is a line of controls.
type Row []Control

// ControlKind says what a control is.
type ControlKind int

// The kinds of a control.
const (
	// Button sends its Action when pressed.
	Button ControlKind = iota
	// Menu sends its Action with the chosen option's value under the name "value".
	Menu
	// Link opens URL and sends nothing.
	Link
)

// Emphasis says how strongly a control asks to be used.
type Emphasis int

// The emphases of a control.
const (
	Normal Emphasis = iota
	// Primary is the one thing most readers want next.
	Primary
	// Danger cannot be undone.
	Danger
)

// Control is a button, a menu or a link.
type Control struct {
	Kind     ControlKind
	Label    string
	Action   Action
	Emphasis Emphasis
	// Options are a menu's choices, at most MaxOptions.
	Options []Option
	// URL is a link's target, http or https.
	URL string
}

// Option is one choice of a menu or of a form's input.
type Option struct {
	Label string
	Value string
	// Hint explains the choice in a few words; may be empty.
	Hint string
}

// Form asks for several values at once. A form can only be the first answer to
// an event, so nothing slow may come before it.
type Form struct {
	// Title is at most MaxFormTitle characters.
	Title string
	// Intro is shown above the inputs where the platform can.
	Intro []Block
	// Inputs are at most MaxInputs.
	Inputs []Input
	// Submit is the label of the button that sends the form.
	Submit string
	// Action arrives with the form's values when it is sent.
	Action Action
}

// InputKind says what an input takes.
type InputKind int

// The kinds of an input.
const (
	// Line is one line of text.
	Line InputKind = iota
	// Text is several lines of text.
	Text
	// Choice is one of Options.
	Choice
	// Choices is any number of Options.
	Choices
	// ChannelInput is a channel of the team; its value is the channel's id.
	ChannelInput
	// MembersInput is any number of members of the team; its values are their ids.
	MembersInput
)

// Input is one question of a form.
type Input struct {
	// Name is the key of the answer in Event.Values: letters, digits, '_' and '-', at most 40 bytes.
	Name  string
	Kind  InputKind
	Label string
	Hint  string
	// Options are the choices of Choice and Choices, at most MaxOptions.
	Options []Option
	// Value is what the input shows at first: text, or the value of an option.
	Value []string
	// Optional inputs may stay empty.
	Optional bool
	// MaxLength bounds a Line or Text in characters; zero is MaxInputText.
	MaxLength int
}
