package page

import (
	"slices"
	"strings"

	"studybot/content/source/guide/terms"
)

// Words is a run of text in the forms in which a guide's parts say things.
type Words struct {
	Text string // all of it, without markup; code keeps its backticks
	Lead string // the bold or linked words at its start, without a closing colon
	Rest string // what follows the lead
	URL  string // of the first link
	Bold bool   // the lead is the whole text, but for signs
}

// Part is a heading with what stands below it: its own blocks, then its kids.
type Part struct {
	Words
	Level  int // 1 to 6, or from BoldTitle
	Line   int // from 1
	Number int // that it starts with, 0 when with none
	Blocks []Block
	Kids   []*Part
}

// Levels of bold lines that stand for headings; below every real one.
const (
	BoldTitle = 7 + iota
	BoldSection
	BoldChapter
	BoldGroup
)

// Block is a paragraph, a list, a table, or something that is none of them.
type Block struct {
	Kind  Kind
	Line  int
	Words Words  // of a paragraph; of other blocks what they are
	Items []Item // of a list
	Rows  []Row  // of a table; the first is the header
}

// Kind is what a block is.
type Kind int

// The kinds of a block.
const (
	Paragraph Kind = iota
	List
	Grid  // a table
	Other // HTML and code
)

// Item is a line of a list with the lists below it.
type Item struct {
	Words
	Line int
	Task bool // it has a box to tick
	Subs []Item
}

// Row is a line of a table.
type Row struct {
	Line  int
	Cells []Words
	More  bool // the line has more cells than the header
}

const (
	// Enough is the length in bytes of a text that will be cut, so that nothing
	// needs to be added to it: four times the characters that a pack takes.
	Enough = 4*2000 + 1

	maxLabel = 75 // bytes before the colon of "Label: value"
)

// All are the blocks of a part and of everything below it, in their order.
func (h *Part) All() []Block {
	blocks := slices.Clone(h.Blocks)
	for _, kid := range h.Kids {
		blocks = append(blocks, kid.All()...)
	}
	return blocks
}

// Ticks says whether there is a list of boxes to tick below a heading.
func (h *Part) Ticks() bool {
	return slices.ContainsFunc(h.All(), func(b Block) bool { return b.Kind == List && b.Ticked() })
}

// Ticked says whether most lines of a list have a box.
func (b Block) Ticked() bool {
	n := 0
	for _, it := range b.Items {
		if it.Task {
			n++
		}
	}
	return 2*n > len(b.Items)
}

// Holds says whether there is a list or a table below a heading.
func (h *Part) Holds() bool {
	return slices.ContainsFunc(h.All(), func(b Block) bool { return b.Kind == List || b.Kind == Grid })
}

// At is the text of a cell, "" where the row is short.
func (rw Row) At(i int) string {
	if i < 0 || i >= len(rw.Cells) {
		return ""
	}
	return terms.Signless(rw.Cells[i].Text)
}

// Raw is a cell with its signs, for stars.
func (rw Row) Raw(i int) string {
	if i < 0 || i >= len(rw.Cells) {
		return ""
	}
	return rw.Cells[i].Text
}

// Header is the first row of a table in one line.
func (b Block) Header() string {
	var names []string
	for _, w := range b.Rows[0].Cells {
		names = append(names, w.Text)
	}
	return strings.Join(names, " | ")
}

// Labelled takes "Label: value" apart; a line without a label is all value.
func (it Item) Labelled() (label, value string) {
	if it.Lead != "" && it.Rest != "" {
		return it.Lead, strings.TrimLeft(it.Rest, " :-–—")
	}
	if before, after, ok := strings.Cut(it.Text, ":"); ok && len(before) < maxLabel {
		return before, strings.TrimSpace(after)
	}
	return "", it.Text
}

// WithSubs joins the lines below a text to it, until that is Enough.
func WithSubs(text string, subs []Item) string {
	for i, s := range subs {
		mark := "; "
		if i == 0 {
			mark = ": "
		}
		if text == "" {
			mark = ""
		}
		if len(text) > Enough {
			break
		}
		text += mark + WithSubs(s.Text, s.Subs)
	}
	return text
}
