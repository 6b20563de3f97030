package assess

import (
	"slices"
	"strconv"
	"strings"

	"studybot/bot/study"
	"studybot/content/source/guide/draft"
	"studybot/content/source/guide/page"
	"studybot/content/source/guide/terms"
)

// scale is the lowest and highest rating of the guide; 0, 0 when it does not say.
type scale struct{ low, high int }

// Rates says whether a heading has lines with a blank for a rating below it.
func Rates(g *terms.Grammar, h *page.Part) bool {
	return (&reader{Grammar: g}).rates(h)
}

func (r *reader) rates(h *page.Part) bool {
	return slices.ContainsFunc(h.All(), func(b page.Block) bool {
		switch b.Kind {
		case page.List:
			return slices.ContainsFunc(b.Items, r.rated)
		case page.Grid:
			_, ok := r.areaColumns(b)
			return ok
		}
		return false
	})
}

func (r *reader) rated(it page.Item) bool {
	return r.Rated(it.Text) || slices.ContainsFunc(it.Subs, r.rated)
}

// assessment reads the areas that a member rates, in categories. Where there are
// several parts of that name, those with blanks for ratings are meant.
func (r *reader) assessment() {
	for _, h := range r.parts.Areas {
		r.readScale(h)
		r.areasBelow(h, nil)
	}
	if r.scale.high == 0 {
		r.scale = scale{1, 5}
	}
	if len(r.Pack.Areas) == 0 {
		r.Doubtful(0, "no areas to rate were found; write lists of lines that end with ___/5 under a heading such as Self-Assessment")
	} else if r.scale != (scale{1, 5}) {
		r.Doubtful(r.parts.Areas[0].Line, "the guide rates %d to %d, here it is 1 to 5: "+
			"the lowest and the highest total stay the ends, and the bands between were moved in proportion", r.scale.low, r.scale.high)
	}
	r.checkTotals()
}

// readScale finds "1-10" in the headings and paragraphs of the assessment.
func (r *reader) readScale(h *page.Part) {
	texts := []string{h.Text}
	for _, b := range h.Blocks {
		if b.Kind == page.Paragraph {
			texts = append(texts, b.Words.Text)
		}
	}
	for _, s := range texts {
		if low, high, ok := r.Scale(s); ok {
			r.setScale(h.Line, low, high)
		}
	}
	for _, k := range h.Kids {
		r.readScale(k)
	}
}

func (r *reader) setScale(line, low, high int) {
	switch {
	case high < 2 || high > 100:
	case r.scale.high == 0:
		r.scale = scale{low, high}
	case high != r.scale.high:
		r.Doubtful(line, "a rating up to %d, and another up to %d; the first was taken", r.scale.high, high)
	}
}

// areasBelow reads the lists and tables of a part of the assessment.
func (r *reader) areasBelow(h, above *page.Part) {
	if above != nil && r.parts.Levels != nil && slices.Contains(r.parts.Levels, h) {
		return
	}
	if above != nil && len(h.Blocks)+len(h.Kids) > 0 && terms.Classify(h.Text) == terms.Levels && !r.rates(h) {
		r.parts.Levels = append(r.parts.Levels, h)
		return
	}
	if above != nil && terms.Classify(h.Text) == terms.Plans && !r.rates(h) {
		r.parts.Plans = append(r.parts.Plans, h)
		return
	}
	category := ""
	open := func(line int) string {
		if category == "" {
			category = r.category(line, h.Text)
		}
		return category
	}
	for _, b := range h.Blocks {
		switch b.Kind {
		case page.List:
			r.areaList(b, open)
		case page.Grid:
			r.areaTable(b, open)
		case page.Paragraph:
			if !r.total(b.Line, b.Words.Text) && !r.scaled(b.Words.Text) {
				r.LeftOut(b)
			}
		default:
			r.LeftOut(b)
		}
	}
	for _, k := range h.Kids {
		r.areasBelow(k, h)
	}
}

// category adds one and gives its id; "" when there is no room.
func (r *reader) category(line int, name string) string {
	if len(r.Pack.Categories) == draft.MaxCategories {
		r.Skipped(line, "more than %d categories of areas; %q was left out", draft.MaxCategories, draft.Clip(name, 60))
		return ""
	}
	if at := strings.LastIndexAny(name, "(["); at > 0 && r.scaled(name[at:]) {
		name = strings.TrimSpace(name[:at]) // "(1-5)"
	}
	id := string(rune('A' + len(r.Pack.Categories)))
	r.Pack.Categories = append(r.Pack.Categories, study.Category{ID: id, Name: r.Short(line, "the name of a category", name, draft.MaxName)})
	return id
}

func (r *reader) areaList(b page.Block, open func(int) string) {
	for _, it := range b.Items {
		switch {
		case r.total(it.Line, it.Text):
		case len(it.Subs) > 0 && !r.Rated(it.Text): // a category with its areas below
			id := r.category(it.Line, strings.TrimSuffix(terms.Signless(it.Text), ":"))
			for _, sub := range it.Subs {
				if !r.total(sub.Line, sub.Text) {
					r.area(sub.Line, id, sub.Text)
				}
			}
		default:
			r.area(it.Line, open(it.Line), it.Text)
			for _, sub := range it.Subs {
				r.Skipped(sub.Line, "a line below an area was left out: %q", draft.Clip(sub.Text, 60))
			}
		}
	}
}

// total reads a line such as "Subtotal: ___/20" and checks its figure.
func (r *reader) total(line int, s string) bool {
	if !terms.Is(s, "subtotal, sub-total, total, overall, your total, zwischensumme, summe, gesamt, gesamtsumme, gesamtpunktzahl, sous-total, score, punkte") {
		return false
	}
	if !r.Rated(s) && strings.TrimRight(s, "_ :/0123456789") == s {
		return false
	}
	r.totals = append(r.totals, total{
		line, r.Figure(s[max(0, strings.LastIndexByte(s, '/')):]), len(r.Pack.Areas),
		terms.Has(s, "sub, sous, zwischen"),
	})
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
			r.Doubtful(t.line, "the guide counts %d here, and the %d areas that were read make %d", t.of, n, want)
		}
	}
}

// area adds an area; its blank for the rating is taken off and says the scale.
func (r *reader) area(line int, category, text string) {
	name, high := r.Rating(text)
	r.setScale(line, 1, high)
	name, days := r.CutDays(strings.TrimRight(terms.Signless(name), " :-–—"))
	switch {
	case name == "":
		r.Skipped(line, "an area without a name was left out")
		return
	case category == "":
		r.Skipped(line, "the area %q was left out, as its category was", draft.Clip(name, 60))
		return
	case len(r.Pack.Areas) == draft.MaxAreas:
		r.Skipped(line, "more than %d areas; %q was left out", draft.MaxAreas, draft.Clip(name, 60))
		return
	}
	a := study.Area{ID: category + strconv.Itoa(1+len(r.Pack.AreasOf(category))), Category: category, Name: r.Short(line, "the name of an area", name, draft.MaxName)}
	for _, d := range days {
		if t, ok := r.Pack.Topic(d); ok && !slices.Contains(a.Topics, d) {
			if len(a.Topics) == 0 {
				a.Priority = t.Priority
			}
			a.Topics = append(a.Topics, d)
		} else if !ok {
			r.Doubtful(line, "the area names day %d, and no topic has it", d)
		}
	}
	r.Pack.Areas = append(r.Pack.Areas, a)
}

// areaColumns recognises a table of areas: one column names them, others are
// blanks for ratings.
func (r *reader) areaColumns(b page.Block) (c struct {
	category, area, high int
	others               []string
}, ok bool,
) {
	c.category, c.area = -1, -1
	blanks := 0
	for i, w := range b.Rows[0].Cells {
		s := terms.Signless(w.Text)
		_, high, scaled := r.Scale(s)
		switch {
		case scaled || terms.Is(s, "rating, your rating, score, your score, self-rating, note, bewertung, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10") || r.Rated(" "+s):
			blanks++
			if !scaled {
				high = r.Figure(s)
			}
			c.high = max(c.high, high)
		case c.category < 0 && terms.Is(s, "category, kategorie, categorie, group, gruppe, domain, domaine"):
			c.category = i
		case c.area < 0 && terms.Is(s, "area, areas, skill, topic, competence, competency, bereich, thema, fahigkeit, aspect, sujet, item, question, what"):
			c.area = i
		default:
			c.others = append(c.others, s)
		}
	}
	return c, c.area >= 0 && blanks > 0
}

func (r *reader) areaTable(b page.Block, open func(int) string) {
	c, ok := r.areaColumns(b)
	if !ok {
		r.LeftOut(b)
		return
	}
	if len(c.others) > 0 {
		r.Skipped(b.Line, "the columns %q are not known and were left out", draft.Clip(strings.Join(c.others, ", "), 100))
	}
	if c.high > 1 {
		r.setScale(b.Line, 1, c.high)
	}
	id, of := "", ""
	for _, rw := range b.Rows[1:] {
		name := rw.At(c.area)
		if r.total(rw.Line, terms.Squeeze(name+" "+rw.Raw(len(rw.Cells)-1))) || terms.Is(name, "subtotal, total, sum, zwischensumme, summe, gesamt, sous-total") {
			continue
		}
		switch group := rw.At(c.category); {
		case c.category < 0:
			id = open(rw.Line)
		case group != "" && group != of:
			id, of = r.category(rw.Line, group), group
		}
		blank := rw.Raw(len(rw.Cells) - 1)
		if r.Rated(" " + blank) {
			name += " " + blank
		}
		r.area(rw.Line, id, name)
	}
}

func (r *reader) scaled(s string) bool {
	_, _, ok := r.Scale(s)
	return ok
}
