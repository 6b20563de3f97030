package bot

import (
	"strconv"
	"unicode/utf8"

	"studybot/bot/chat"
	"studybot/bot/study"
)

// section is a named part of a long card.
type section struct {
	name  string
	items []chat.Item
}

// sectionsOf writes groups of a pack as sections; a part that groups share stands
// before the first of them.
func sectionsOf(groups []study.Group) []section {
	var all []section
	part := ""
	for _, g := range groups {
		s := section{name: g.Name}
		if g.Part != "" && g.Part != part {
			s.name = g.Part + " · " + g.Name
		}
		part = g.Part
		for _, it := range g.Items {
			s.items = append(s.items, entry(it))
		}
		all = append(all, s)
	}
	return all
}

// plain makes list entries of bare texts.
func plain(texts []string) []chat.Item {
	items := make([]chat.Item, len(texts))
	for i, t := range texts {
		items[i].Text = t
	}
	return items
}

// book is a long card, cut into cards that fit.
type book struct {
	pages [][]chat.Block
	// starts tells on which page each section begins.
	starts []int
}

// maxPieces keeps a page, with a heading and a list for each piece, under
// chat.MaxBlocks.
const maxPieces = 10

// browseReserve keeps the pages of cards that are for browsing short enough to
// take in at once.
const browseReserve = 1100

// bind lays sections out on pages, whole ones together where they fit. Empty
// sections are left out. reserve is what the card says besides.
func bind(sections []section, reserve int) book {
	var b book
	room, pieces := 0, maxPieces
	for _, s := range sections {
		b.starts = append(b.starts, max(0, len(b.pages)-1))
		if len(s.items) == 0 {
			continue
		}
		for at := 0; ; at++ {
			p := pageOf(s.items, at, chat.MaxItems, reserve+chat.MaxTitle)
			list := chat.Block{Kind: chat.List, Items: p.items}
			size := utf8.RuneCountInString(s.name)
			for _, it := range p.items {
				size += utf8.RuneCountInString(it.Lead) + utf8.RuneCountInString(it.Text) + 3
			}
			if size > room || pieces == maxPieces {
				b.pages = append(b.pages, nil)
				room, pieces = pageText-reserve, 0
			}
			if at == 0 {
				b.starts[len(b.starts)-1] = len(b.pages) - 1
			}
			last := len(b.pages) - 1
			b.pages[last] = append(b.pages[last], heading(short(s.name, chat.MaxTitle)), list)
			room -= size
			pieces++
			if p.at+1 == p.of {
				break
			}
		}
	}
	if len(b.pages) == 0 {
		b.pages = [][]chat.Block{nil}
	}
	return b
}

// open is the page that was asked for, or the last.
func (b book) open(at int) page {
	return page{at: min(max(0, at), len(b.pages)-1), of: len(b.pages)}
}

// contents is a menu that leads to the sections; nil when all is on one page or
// there are too many.
func (b book) contents(sections []section, a chat.Action) chat.Row {
	if len(b.pages) < 2 || len(sections) > chat.MaxOptions {
		return nil
	}
	var options []chat.Option
	for i, s := range sections {
		options = append(options, option(s.name, strconv.Itoa(b.starts[i])+"."+strconv.Itoa(i), ""))
	}
	return chat.Row{menu("Go to", a, options)}
}
