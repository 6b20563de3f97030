package terms

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Grammar holds the patterns of a guide's numbers, made once for each file.
type Grammar struct {
	numbered *regexp.Regexp // "1. ", "2) ", "Section 3: "
	dayed    *regexp.Regexp // "Day 25: Name"
	dayCell  *regexp.Regexp // the same in a table, the word may be missing
	days     *regexp.Regexp // "Days 25-31" anywhere
	weeked   *regexp.Regexp // "Week 1-2: what to do"
	spanned  *regexp.Regexp // "90-100"
	capped   *regexp.Regexp // "below 60"
	upTo     *regexp.Regexp // "up to 59"
	over     *regexp.Regexp // "above 90"
	floored  *regexp.Regexp // "from 90", "90+"
	scale    *regexp.Regexp // "rate 1-5"
	rating   *regexp.Regexp // "___/5" at the end of a line
	number   *regexp.Regexp
	// afterBand is what may stand between a band and the name of its level.
	afterBand *regexp.Regexp
}

const (
	dash    = `[-–—‒−]`
	through = `\s*(?:` + dash + `|to|through|until|bis|à)\s*`
	figure  = `(\d{1,4}(?:[.,]\d)?)\s*(%?)`
	// dayWords are what a course calls its steps.
	dayWords = `(?:days?|modules?|chapters?|units?|sessions?|lessons?|lectures?|tage?|modulen?|kapitel|lektion(?:en)?|einheit(?:en)?|` +
		`sitzung(?:en)?|jours?|chapitres?|séances?|leçons?|unités?)`
	// scoreWords make a number a score.
	scoreWords = `points?|pts?|punkte?n?|score`
)

// New compiles the patterns.
func New() *Grammar {
	re := func(s string) *regexp.Regexp { return regexp.MustCompile(`(?i)` + s) }
	start := `(?:^|[^\pL])` // \b knows ASCII only
	edge := `(?:^|[^\pL\d.,])`
	blank := `(?:[_.…\s]*(?:_|\.\.|…|\[\s*\]|\(\s*\)|\s)[_.…\s]*/\s*(\d{1,3})` +
		`|[\[(]\s*[01]\s*` + dash + `\s*(\d{1,2})\s*[\])]` +
		`|((?:[☐□○◯⬜▢]\s*){2,}|(?:\[\s*\]\s*){2,})` +
		`|1(?:[\s/|·]+\d{1,2}){1,8}[\s/|·]+(\d{1,2})|_{2,})`
	return &Grammar{
		numbered: re(`^(?:(?:section|part|teil|abschnitt|partie)\s+\d{1,3}\s*(?:[:.)]|` + dash + `)|\d{1,3}(?:\.\d{1,3})*[.)](?:\s|$)|[ivx]{1,4}\.\s)\s*`),
		dayed:    re(`^` + dayWords + `\s+#?(\d{1,4})(?:\s*[:.)]\s*(.*)|\s*` + dash + `\s*(\D.*)|\s*)$`),
		dayCell:  re(`^(?:` + dayWords + `|no\.?|nr\.?)?\s*#?(\d{1,4})(?:` + through + `(\d{1,4}))?\s*(?:(?:[:.)]|` + dash + `)\s*(.*))?$`),
		days:     re(`\b` + dayWords + `\s+(\d{1,4}(?:\s*(?:` + dash + `|,|&|to|through|bis|à|and|und|et)\s*\d{1,4})*)`),
		weeked:   re(`^(?:weeks?|wk|wochen?|semaines?)\.?\s*(\d{1,3})(?:\s*(?:` + dash + `|to|and|&|bis|und|à|et)\s*(\d{1,3}))?\s*(?:[:.)]|` + dash + `)?\s*(.*)$`),
		spanned:  re(edge + figure + through + figure),
		capped:   re(`(?:` + start + `(?:below|under|less than|fewer than|unter|weniger als|moins de|en dessous de)|<)\s*` + figure),
		upTo:     re(`(?:(?:` + start + `(?:up to|at most|maximum|höchstens|au plus|jusqu'à)|≤)\s*` + figure + `|` + edge + figure + `\s*(?:` + scoreWords + `)?\s*(?:and|or|und|oder|et|ou)\s+(?:below|less|fewer|under|lower|weniger|moins))`),
		over:     re(`(?:` + start + `(?:above|over|more than|über|mehr als|plus de)|>)\s*` + figure),
		floored: re(`(?:(?:` + start + `(?:at least|from|minimum|ab|mindestens|au moins|à partir de)|≥)\s*` + figure + `|` + edge + figure + `\s*(?:` + scoreWords +
			`)?\s*(?:\+(?:[^\pL\d]|$)|(?:and|or|und|oder|et|ou)\s+(?:above|more|over|up|higher|better|mehr|plus)))`),
		scale:     re(`(?:rat\w*|scale|score|bewert\w*|skala|note\w*|échelle|évalu\w*)[^.\d]{0,40}\b([01])` + through + `(\d{1,2})\b|[(\[]([01])` + through + `(\d{1,2})[)\]]`),
		rating:    re(`\s*[:·|]?\s*(?:` + dash + `\s*)?` + blank + `\s*$`),
		number:    regexp.MustCompile(`\d{1,6}`),
		afterBand: re(`^\s*%?\s*(?:` + scoreWords + `)?[\s:).–—-]*`),
	}
}

// DayName reads "Day 25: Name"; the name may be missing.
func (g *Grammar) DayName(s string) (day int, name string, ok bool) {
	m := g.dayed.FindStringSubmatch(s)
	if m == nil {
		return 0, "", false
	}
	return Atoi(m[1]), m[2] + m[3], true
}

// Number is what a heading starts with, as "2. Name" or "Day 2: Name"; else 0.
func (g *Grammar) Number(heading string) int {
	for _, re := range []*regexp.Regexp{g.dayed, g.numbered} {
		if m := re.FindString(heading); m != "" {
			return Atoi(g.number.FindString(m))
		}
	}
	return 0
}

// DayNumbers are the days that a text names, as in "Days 25-31" or "Modules 2, 4".
func (g *Grammar) DayNumbers(s string) []int {
	var all []int
	for _, m := range g.days.FindAllStringSubmatch(s, -1) {
		last, joined := 0, ""
		at := 0
		for _, span := range g.number.FindAllStringIndex(m[1], -1) {
			joined = Fold(strings.TrimSpace(m[1][at:span[0]]))
			n := Atoi(m[1][span[0]:span[1]])
			if !slices.Contains([]string{"", ",", "&", "and", "und", "et"}, joined) {
				for d := last + 1; d < n && len(all) < 400; d++ {
					all = append(all, d)
				}
			}
			all = append(all, n)
			last, at = n, span[1]
		}
	}
	return all
}

// CutDays takes "(Days 3, 5)" off the end of a name.
func (g *Grammar) CutDays(name string) (string, []int) {
	at := strings.LastIndexByte(name, '(')
	if at < 0 || !strings.HasSuffix(name, ")") {
		return name, nil
	}
	found := g.days.FindStringIndex(name[at:])
	if found == nil || found[0] != 1 || at+found[1] != len(name)-1 {
		return name, nil
	}
	return strings.TrimSpace(name[:at]), g.DayNumbers(name[at:])
}

// Week reads "Week 1-2: what to do"; last equals first for a single one.
func (g *Grammar) Week(s string) (first, last int, theme string, ok bool) {
	m := g.weeked.FindStringSubmatch(Signless(s))
	if m == nil {
		return 0, 0, "", false
	}
	first = Atoi(m[1])
	return first, max(first, Atoi(m[2])), m[3], true
}

// Title is a heading's text without signs, number and closing colon.
func (g *Grammar) Title(s string) string {
	s = Signless(s)
	if at := g.numbered.FindStringIndex(s); at != nil {
		s = Signless(s[at[1]:])
	}
	return strings.TrimSpace(strings.TrimSuffix(s, ":"))
}

// Atoi reads digits; 0 for none.
func Atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// Dayed says whether a heading is that of a day, as "Day 25: Name".
func (g *Grammar) Dayed(s string) bool { return g.dayed.MatchString(s) }

// Numbered says whether a heading starts with a number, as "2. Name".
func (g *Grammar) Numbered(s string) bool { return g.numbered.MatchString(s) }

// Weeked says whether a text starts with a week, as "Week 2: what to do".
func (g *Grammar) Weeked(s string) bool { return g.weeked.MatchString(s) }

// DayCell reads a cell such as "25", "25-26" or "Module 2: Loops"; last and name
// may be missing.
func (g *Grammar) DayCell(s string) (first, last, name string, ok bool) {
	m := g.dayCell.FindStringSubmatch(s)
	if m == nil {
		return "", "", "", false
	}
	return m[1], m[2], m[3], true
}

// Figure is the first number in a text; 0 for none.
func (g *Grammar) Figure(s string) int { return Atoi(g.number.FindString(s)) }
