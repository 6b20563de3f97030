package bot

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

// page is a stretch of a long list.
type page struct {
	items []chat.Item
	// from is the place of the first item in the whole list.
	from int
	// at is the page's number from 0, of pages in all; at least 1.
	at, of int
}

// pageOf splits a list into cards of at most most items and pageText characters,
// less reserve for what else the card says, and returns the one that was asked
// for, or the last.
func pageOf(items []chat.Item, at, most, reserve int) page {
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
	return page{items: items[starts[at]:end], from: starts[at], at: at, of: len(starts)}
}

// turn is the row that leads to the other pages; nil when there is one. to makes
// the action of a page.
func (p page) turn(to func(at string) chat.Action) chat.Row {
	var row chat.Row
	if p.at > 0 {
		row = append(row, button("Earlier", to(strconv.Itoa(p.at-1))))
	}
	if p.at+1 < p.of {
		row = append(row, button("More", to(strconv.Itoa(p.at+1))))
	}
	return row
}

// note says which page it is; "" when there is one.
func (p page) note() string {
	if p.of == 1 {
		return ""
	}
	return "Part " + strconv.Itoa(p.at+1) + " of " + strconv.Itoa(p.of) + "."
}

// addRow puts the row on the card unless it is empty.
func addRow(m *chat.Message, row chat.Row) {
	if len(row) > 0 {
		m.Rows = append(m.Rows, row)
	}
}

// entry writes an item of a pack as a list entry: name, author, text, address.
func entry(it study.Item) chat.Item {
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

// option is a menu's choice: the label cut to fit, as its whole text stands above.
func option(label, value, hint string) chat.Option {
	return chat.Option{Label: short(label, chat.MaxOptionLabel), Value: value, Hint: short(hint, chat.MaxOptionHint)}
}

// stale is the answer to a control of a card that no longer fits the pack.
func stale() error {
	return refuse("stale or foreign control", "That card is from before the study pack changed. Please open it again.")
}
