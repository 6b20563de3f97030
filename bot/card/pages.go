package card

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"studybot/bot/chat"
	"studybot/bot/study"
)

// pageText is how many characters of a list one card shows. The longest entry of
// a pack, some 2,800 characters, fits one card; nothing of a list is ever cut.
const pageText = 2850

// Page is a stretch of a long list.
type Page struct {
	Items []chat.Item
	// From is the place of the first item in the whole list.
	From int
	// At is the page's number from 0, of pages in all; at least 1.
	At, Of int
}

// PageOf splits a list into cards of at most most items and pageText characters,
// less reserve for what else the card says, and returns the one that was asked
// for, or the last.
func PageOf(items []chat.Item, at, most, reserve int) Page {
	starts := []int{0}
	room, n := pageText-reserve, 0
	for i, it := range items {
		size := utf8.RuneCountInString(it.Lead) + utf8.RuneCountInString(it.Text) + 3
		if n > 0 && (n == most || size > room) {
			starts = append(starts, i)
			room, n = pageText-reserve, 0
		}
		room -= size
		n++
	}
	at = min(max(0, at), len(starts)-1)
	end := len(items)
	if at+1 < len(starts) {
		end = starts[at+1]
	}
	return Page{Items: items[starts[at]:end], From: starts[at], At: at, Of: len(starts)}
}

// Turn is the row that leads to the other pages; nil when there is one. to makes
// the action of a page.
func (p Page) Turn(to func(at string) chat.Action) chat.Row {
	var row chat.Row
	if p.At > 0 {
		row = append(row, Button("Earlier", to(strconv.Itoa(p.At-1))))
	}
	if p.At+1 < p.Of {
		row = append(row, Button("More", to(strconv.Itoa(p.At+1))))
	}
	return row
}

// Note says which page it is; "" when there is one.
func (p Page) Note() string {
	if p.Of == 1 {
		return ""
	}
	return "Part " + strconv.Itoa(p.At+1) + " of " + strconv.Itoa(p.Of) + "."
}

// AddRow puts the row on the card unless it is empty.
func AddRow(m *chat.Message, row chat.Row) {
	if len(row) > 0 {
		m.Rows = append(m.Rows, row)
	}
}

// Entry writes an item of a pack as a list entry: name, author, text, address.
func Entry(it study.Item) chat.Item {
	var text []string
	if it.By != "" {
		text = append(text, "By "+it.By+".")
	}
	for _, s := range []string{it.Text, it.URL} {
		if s != "" {
			text = append(text, s)
		}
	}
	return chat.Item{Lead: it.Name, Text: strings.Join(text, " ")}
}

// Option is a menu's choice: the label cut to fit, as its whole text stands above.
func Option(label, value, hint string) chat.Option {
	return chat.Option{Label: Short(label, chat.MaxOptionLabel), Value: value, Hint: Short(hint, chat.MaxOptionHint)}
}
