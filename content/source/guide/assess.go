package guide

import (
	"slices"
	"strings"

	"studybot/bot/study"
)

// scale is the lowest and highest rating of the guide; 0, 0 when it does not say.
type scale struct{ low, high int }

// rates says whether a heading has lines with a blank for a rating below it.
func (r *reader) rates(h *part) bool {
	return slices.ContainsFunc(h.all(), func(b block) bool {
		switch b.kind {
		case list:
			return slices.ContainsFunc(b.items, r.rated)
		case grid:
			_, ok := r.areaColumns(b)
			return ok
		}
		return false
	})
}

func (r *reader) rated(it item) bool {
	return r.rating.MatchString(it.text) || slices.ContainsFunc(it.subs, r.rated)
}

// assessment reads the areas that a member rates, in categories. Where there are
// several parts of that name, those with blanks for ratings are meant.
func (r *reader) assessment() {
	for _, h := range r.found[assessment] {
		r.readScale(h)
		r.areasBelow(h, nil)
	}
	if r.scale.high == 0 {
		r.scale = scale{1, 5}
	}
	if len(r.pack.Areas) == 0 {
		r.note(0, doubtful, "no areas to rate were found; write lists of lines that end with ___/5 under a heading such as Self-Assessment")
	} else if r.scale != (scale{1, 5}) {
		r.note(r.found[assessment][0].line, doubtful, "the guide rates %d to %d, here it is 1 to 5: "+
			"the lowest and the highest total stay the ends, and the bands between were moved in proportion", r.scale.low, r.scale.high)
	}
	r.checkTotals()
}

// readScale finds "1-10" in the headings and paragraphs of the assessment.
func (r *reader) readScale(h *part) {
	texts := []string{h.text}
	for _, b := range h.blocks {
		if b.kind == paragraph {
			texts = append(texts, b.words.text)
		}
	}
	for _, s := range texts {
		if m := r.grammar.scale.FindStringSubmatch(s); m != nil {
			r.setScale(h.line, atoi(m[1]+m[3]), atoi(m[2]+m[4]))
		}
	}
	for _, k := range h.kids {
		r.readScale(k)
	}
}

func (r *reader) setScale(line, low, high int) {
	switch {
	case high < 2 || high > 100:
	case r.scale.high == 0:
		r.scale = scale{low, high}
	case high != r.scale.high:
		r.note(line, doubtful, "a rating up to %d, and another up to %d; the first was taken", r.scale.high, high)
	}
}

// areasBelow reads the lists and tables of a part of the assessment.
func (r *reader) areasBelow(h, above *part) {
	if above != nil && r.found[levels] != nil && slices.Contains(r.found[levels], h) {
		return
	}
	if above != nil && len(h.blocks)+len(h.kids) > 0 && classify(h.text) == levels && !r.rates(h) {
		r.found[levels] = append(r.found[levels], h)
		return
	}
	if above != nil && classify(h.text) == plans && !r.rates(h) {
		r.found[plans] = append(r.found[plans], h)
		return
	}
	category := ""
	open := func(line int) string {
		if category == "" {
			category = r.category(line, h.text)
		}
		return category
	}
	for _, b := range h.blocks {
		switch b.kind {
		case list:
			r.areaList(b, open)
		case grid:
			r.areaTable(b, open)
		case paragraph:
			if !r.total(b.line, b.words.text) && r.grammar.scale.FindString(b.words.text) == "" {
				r.leftOut(b)
			}
		default:
			r.leftOut(b)
		}
	}
	for _, k := range h.kids {
		r.areasBelow(k, h)
	}
}

// category adds one and gives its id; "" when there is no room.
func (r *reader) category(line int, name string) string {
	if len(r.pack.Categories) == maxCategories {
		r.note(line, skipped, "more than %d categories of areas; %q was left out", maxCategories, clip(name, 60))
		return ""
	}
	if at := strings.LastIndexAny(name, "(["); at > 0 && r.grammar.scale.MatchString(name[at:]) {
		name = strings.TrimSpace(name[:at]) // "(1-5)"
	}
	id := string(rune('A' + len(r.pack.Categories)))
	r.pack.Categories = append(r.pack.Categories, study.Category{ID: id, Name: r.short(line, "the name of a category", name, maxName)})
	return id
}

func (r *reader) areaList(b block, open func(int) string) {
	for _, it := range b.items {
		switch {
		case r.total(it.line, it.text):
		case len(it.subs) > 0 && !r.rating.MatchString(it.text): // a category with its areas below
			id := r.category(it.line, strings.TrimSuffix(signless(it.text), ":"))
			for _, sub := range it.subs {
				if !r.total(sub.line, sub.text) {
					r.area(sub.line, id, sub.text)
				}
			}
		default:
			r.area(it.line, open(it.line), it.text)
			for _, sub := range it.subs {
				r.note(sub.line, skipped, "a line below an area was left out: %q", clip(sub.text, 60))
			}
		}
	}
}

// total reads a line such as "Subtotal: ___/20" and checks its figure.
func (r *reader) total(line int, s string) bool {
	if !is(s, "subtotal, sub-total, total, overall, your total, zwischensumme, summe, gesamt, gesamtsumme, gesamtpunktzahl, sous-total, score, punkte") {
		return false
	}
	if m := r.rating.FindStringIndex(s); m == nil && strings.TrimRight(s, "_ :/0123456789") == s {
		return false
	}
	r.totals = append(r.totals, total{line, atoi(r.grammar.number.FindString(s[max(0, strings.LastIndexByte(s, '/')):])), len(r.pack.Areas),
		has(s, "sub, sous, zwischen")})
	return true
}

// total is a line with a sum, and how many areas stood before it.
type total struct {
	line, of, areas int
	sub             bool
}

// checkTotals compares the sums of the guide with the areas that were read.
func (r *reader) checkTotals() {
	since := 0
	for _, t := range r.totals {
		n := t.areas
		if t.sub {
			n, since = t.areas-since, t.areas
		}
		if want := n * r.scale.high; t.of > 0 && t.of != want {
			r.note(t.line, doubtful, "the guide counts %d here, and the %d areas that were read make %d", t.of, n, want)
		}
	}
}

// area adds an area; its blank for the rating is taken off and says the scale.
func (r *reader) area(line int, category, text string) {
	name := text
	if m := r.rating.FindStringSubmatchIndex(text); m != nil {
		name = text[:m[0]]
		for i := 1; i <= 4; i++ {
			switch {
			case m[2*i] < 0:
			case i == 3:
				boxes := strings.Count(text[m[6]:m[7]], "[")
				for _, c := range text[m[6]:m[7]] {
					if strings.ContainsRune("☐□○◯⬜▢", c) {
						boxes++
					}
				}
				r.setScale(line, 1, boxes)
			default:
				r.setScale(line, 1, atoi(text[m[2*i]:m[2*i+1]]))
			}
		}
	}
	name, days := r.cutDays(strings.TrimRight(signless(name), " :-–—"))
	switch {
	case name == "":
		r.note(line, skipped, "an area without a name was left out")
		return
	case category == "":
		r.note(line, skipped, "the area %q was left out, as its category was", clip(name, 60))
		return
	case len(r.pack.Areas) == maxAreas:
		r.note(line, skipped, "more than %d areas; %q was left out", maxAreas, clip(name, 60))
		return
	}
	a := study.Area{Category: category, Name: r.short(line, "the name of an area", name, maxName)}
	a.ID = next(category, 1+len(r.pack.AreasOf(category)))[len(category)+1:]
	a.ID = category + a.ID
	for _, d := range days {
		if t, ok := r.pack.Topic(d); ok && !slices.Contains(a.Topics, d) {
			if len(a.Topics) == 0 {
				a.Priority = t.Priority
			}
			a.Topics = append(a.Topics, d)
		} else if !ok {
			r.note(line, doubtful, "the area names day %d, and no topic has it", d)
		}
	}
	r.pack.Areas = append(r.pack.Areas, a)
}

// areaColumns recognises a table of areas: one column names them, others are
// blanks for ratings.
func (r *reader) areaColumns(b block) (c struct {
	category, area, high int
	others               []string
}, ok bool,
) {
	c.category, c.area = -1, -1
	blanks := 0
	for i, w := range b.rows[0].cells {
		s := signless(w.text)
		m := r.grammar.scale.FindStringSubmatch(s)
		switch {
		case m != nil || is(s, "rating, your rating, score, your score, self-rating, note, bewertung, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10") || r.rating.MatchString(" "+s):
			blanks++
			if m != nil {
				c.high = max(c.high, atoi(m[2]+m[4]))
			} else if n := atoi(r.grammar.number.FindString(s)); n > 0 {
				c.high = max(c.high, n)
			}
		case c.category < 0 && is(s, "category, kategorie, categorie, group, gruppe, domain, domaine"):
			c.category = i
		case c.area < 0 && is(s, "area, areas, skill, topic, competence, competency, bereich, thema, fahigkeit, aspect, sujet, item, question, what"):
			c.area = i
		default:
			c.others = append(c.others, s)
		}
	}
	return c, c.area >= 0 && blanks > 0
}

func (r *reader) areaTable(b block, open func(int) string) {
	c, ok := r.areaColumns(b)
	if !ok {
		r.leftOut(b)
		return
	}
	if len(c.others) > 0 {
		r.note(b.line, skipped, "the columns %q are not known and were left out", clip(strings.Join(c.others, ", "), 100))
	}
	if c.high > 1 {
		r.setScale(b.line, 1, c.high)
	}
	id, of := "", ""
	for _, rw := range b.rows[1:] {
		name := rw.at(c.area)
		if r.total(rw.line, squeeze(name+" "+rw.raw(len(rw.cells)-1))) || is(name, "subtotal, total, sum, zwischensumme, summe, gesamt, sous-total") {
			continue
		}
		switch group := rw.at(c.category); {
		case c.category < 0:
			id = open(rw.line)
		case group != "" && group != of:
			id, of = r.category(rw.line, group), group
		}
		blank := rw.raw(len(rw.cells) - 1)
		if r.rating.MatchString(" " + blank) {
			name += " " + blank
		}
		r.area(rw.line, id, name)
	}
}
