package card

import (
	"strconv"
	"unicode/utf8"

	"studybot/bot/chat"
	"studybot/bot/study"
)

// Section is a named part of a long card.
type Section struct {
	Name  string
	Items []chat.Item
}

// SectionsOf writes groups of a pack as sections; a part that groups share stands
// before the first of them.
func SectionsOf(groups []study.Group) []Section {
	var all []Section
	part := ""
	for _, g := range groups {
		s := Section{Name: g.Name}
		if g.Part != "" && g.Part != part {
			s.Name = g.Part + " · " + g.Name
		}
		part = g.Part
		for _, it := range g.Items {
			s.Items = append(s.Items, Entry(it))
		}
		all = append(all, s)
	}
	return all
}

// Plain makes list entries of bare texts.
func Plain(texts []string) []chat.Item {
	items := make([]chat.Item, len(texts))
	for i, t := range texts {
		items[i].Text = t
	}
	return items
}

// Book is a long card, cut into cards that fit.
type Book struct {
	Pages [][]chat.Block
	// Starts tells on which page each section begins.
	Starts []int
}

// maxPieces keeps a page, with a heading and a list for each piece, under
// chat.MaxBlocks.
const maxPieces = 10

// BrowseReserve keeps the pages of cards that are for browsing short enough to
// take in at once.
const BrowseReserve = 1100

// Bind lays sections out on pages, whole ones together where they fit. Empty
// sections are left out. reserve is what the card says besides.
func Bind(sections []Section, reserve int) Book {
	var b Book
	room, pieces := 0, maxPieces
	for _, s := range sections {
		b.Starts = append(b.Starts, max(0, len(b.Pages)-1))
		if len(s.Items) == 0 {
			continue
		}
		for at := 0; ; at++ {
			p := PageOf(s.Items, at, chat.MaxItems, reserve+chat.MaxTitle)
			list := chat.Block{Kind: chat.List, Items: p.Items}
			size := utf8.RuneCountInString(s.Name)
			for _, it := range p.Items {
				size += utf8.RuneCountInString(it.Lead) + utf8.RuneCountInString(it.Text) + 3
			}
			if size > room || pieces == maxPieces {
				b.Pages = append(b.Pages, nil)
				room, pieces = pageText-reserve, 0
			}
			if at == 0 {
				b.Starts[len(b.Starts)-1] = len(b.Pages) - 1
			}
			last := len(b.Pages) - 1
			b.Pages[last] = append(b.Pages[last], Heading(Short(s.Name, chat.MaxTitle)), list)
			room -= size
			pieces++
			if p.At+1 == p.Of {
				break
			}
		}
	}
	if len(b.Pages) == 0 {
		b.Pages = [][]chat.Block{nil}
	}
	return b
}

// Open is the page that was asked for, or the last.
func (b Book) Open(at int) Page {
	return Page{At: min(max(0, at), len(b.Pages)-1), Of: len(b.Pages)}
}

// Contents is a menu that leads to the sections; nil when all is on one page or
// there are too many.
func (b Book) Contents(sections []Section, a chat.Action) chat.Row {
	if len(b.Pages) < 2 || len(sections) > chat.MaxOptions {
		return nil
	}
	var options []chat.Option
	for i, s := range sections {
		options = append(options, Option(s.Name, strconv.Itoa(b.Starts[i])+"."+strconv.Itoa(i), ""))
	}
	return chat.Row{Menu("Go to", a, options)}
}
