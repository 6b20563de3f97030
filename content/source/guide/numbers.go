package guide

import (
	"fmt"
	"hash/fnv"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"studybot/bot/study"
)

// grammar holds the patterns of a guide's numbers, made once for each file.
type grammar struct {
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

func newGrammar() grammar {
	re := func(s string) *regexp.Regexp { return regexp.MustCompile(`(?i)` + s) }
	start := `(?:^|[^\pL])` // \b knows ASCII only
	edge := `(?:^|[^\pL\d.,])`
	blank := `(?:[_.…\s]*(?:_|\.\.|…|\[\s*\]|\(\s*\)|\s)[_.…\s]*/\s*(\d{1,3})` +
		`|[\[(]\s*[01]\s*` + dash + `\s*(\d{1,2})\s*[\])]` +
		`|((?:[☐□○◯⬜▢]\s*){2,}|(?:\[\s*\]\s*){2,})` +
		`|1(?:[\s/|·]+\d{1,2}){1,8}[\s/|·]+(\d{1,2})|_{2,})`
	return grammar{
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

// dayName reads "Day 25: Name"; the name may be missing.
func (r *reader) dayName(s string) (day int, name string, ok bool) {
	m := r.dayed.FindStringSubmatch(s)
	if m == nil {
		return 0, "", false
	}
	return atoi(m[1]), m[2] + m[3], true
}

// number is what a heading starts with, as "2. Name" or "Day 2: Name"; else 0.
func (r *reader) number(heading string) int {
	for _, re := range []*regexp.Regexp{r.dayed, r.numbered} {
		if m := re.FindString(heading); m != "" {
			return atoi(r.grammar.number.FindString(m))
		}
	}
	return 0
}

// dayNumbers are the days that a text names, as in "Days 25-31" or "Modules 2, 4".
func (r *reader) dayNumbers(s string) []int {
	var all []int
	for _, m := range r.days.FindAllStringSubmatch(s, -1) {
		last, joined := 0, ""
		at := 0
		for _, span := range r.grammar.number.FindAllStringIndex(m[1], -1) {
			joined = fold(strings.TrimSpace(m[1][at:span[0]]))
			n := atoi(m[1][span[0]:span[1]])
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

// topicsIn are the days that a text names and the guide teaches, each once.
func (r *reader) topicsIn(s string) []int {
	var days []int
	for _, d := range r.dayNumbers(s) {
		if _, ok := r.pack.Topic(d); ok && !slices.Contains(days, d) {
			days = append(days, d)
		}
	}
	return days
}

// cutDays takes "(Days 3, 5)" off the end of a name.
func (r *reader) cutDays(name string) (string, []int) {
	at := strings.LastIndexByte(name, '(')
	if at < 0 || !strings.HasSuffix(name, ")") {
		return name, nil
	}
	found := r.days.FindStringIndex(name[at:])
	if found == nil || found[0] != 1 || at+found[1] != len(name)-1 {
		return name, nil
	}
	return strings.TrimSpace(name[:at]), r.dayNumbers(name[at:])
}

// band is a range of scores as it is written; a side that is open is not had.
type band struct {
	min, max       float64
	hasMin, hasMax bool
	percent        bool
}

// bandIn finds the first band in a text and where it stands.
func (r *reader) bandIn(s string) (band, []int, bool) {
	value := func(m []int, i int) (float64, bool) {
		f, _ := strconv.ParseFloat(strings.ReplaceAll(s[m[2*i]:m[2*i+1]], ",", "."), 64)
		return f, m[2*i+3] > m[2*i+2]
	}
	best, kind := []int(nil), 0
	for i, re := range []*regexp.Regexp{r.spanned, r.upTo, r.floored, r.capped, r.over} {
		if m := re.FindStringSubmatchIndex(s); m != nil && (best == nil || m[0] < best[0]) {
			best, kind = m, i
		}
	}
	if best == nil {
		return band{}, nil, false
	}
	group := 1
	if best[2] < 0 {
		group = 3
	}
	v, percent := value(best, group)
	b := band{percent: percent}
	switch kind {
	case 0:
		w, too := value(best, 3)
		b = band{min: min(v, w), max: max(v, w), hasMin: true, hasMax: true, percent: percent || too}
	case 1:
		b.max, b.hasMax = v, true
	case 2:
		b.min, b.hasMin = v, true
	case 3:
		b.max, b.hasMax = v-1, true
	case 4:
		b.min, b.hasMin = v+1, true
	}
	return b, best[:2], true
}

// banded says whether a heading is that of a score band.
func (r *reader) banded(s string) bool {
	_, _, ok := r.bandIn(s)
	return ok && len(r.dayNumbers(s)) == 0 && !r.weeked.MatchString(s)
}

// week reads "Week 1-2: what to do"; last equals first for a single one.
func (r *reader) week(s string) (first, last int, theme string, ok bool) {
	m := r.weeked.FindStringSubmatch(signless(s))
	if m == nil {
		return 0, 0, "", false
	}
	first = atoi(m[1])
	return first, max(first, atoi(m[2])), m[3], true
}

// priority reads the words, numbers and stars with which guides rank topics; most
// is how many stars the greatest has.
func priority(s string, most int) (p study.Priority, exact, ok bool) {
	if stars := starsIn(s); stars > 0 {
		switch {
		case stars == most || most > 3 && stars == most-1:
			return study.Critical, true, true
		case most == 3 && stars == 2 || most > 3 && stars == most-2:
			return study.High, true, true
		}
		return study.Medium, true, true
	}
	f := " " + fold(strings.Trim(signless(s), "*_[]() ")) + " "
	for _, known := range []struct {
		p     study.Priority
		exact bool
		words string
	}{
		{study.Critical, true, "critical, crit, p1, must, essential, kritisch, critique, 1, 🔴"},
		{study.High, true, "high, hi, p2, should, important, hoch, haute, elevee, wichtig, 2, 🟠"},
		{study.Medium, true, "medium, med, mid, p3, could, mittel, moyenne, moyen, normal, 3, 🟡"},
		{study.Critical, false, "p0, highest, top, very high, sehr hoch"},
		{study.Medium, false, "low, optional, nice to have, niedrig, gering, basse, faible, p4, p5, 4, 5, 🟢"},
	} {
		for _, w := range strings.Split(known.words, ", ") {
			if f == " "+w+" " || strings.TrimSpace(s) == w || strings.HasPrefix(f, " "+w+" ") {
				return known.p, known.exact, true
			}
		}
	}
	return "", false, false
}

func starsIn(s string) int {
	return strings.Count(s, "★") + strings.Count(s, "⭐") + strings.Count(s, "🌟")
}

// numbered is an id for a name without a Latin letter.
func numbered(name string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(name)) // never fails
	return fmt.Sprintf("x%08x", h.Sum32())
}

func next(id string, n int) string { return id + "-" + strconv.Itoa(n) }

// atoi reads digits; 0 for none.
func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}
