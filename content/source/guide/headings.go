package guide

import (
	"strings"
	"unicode"
)

// section is what a main part of a guide is about.
type section int

const (
	unknown section = iota
	contents
	objectives
	matrix
	themes
	checklists
	assessment
	levels
	plans
	preparation
	resources
	support
	recognition
	questions
)

// headingWords are the words by which a main part is known, folded as by fold, in
// English, German and French; "*" ends a beginning of a word. The first that
// occurs decides, so what is special stands before what is general.
func headingWords() []struct {
	section section
	words   string
} {
	return []struct {
		section section
		words   string
	}{
		{contents, "table of contents, inhaltsverzeichnis, table des matieres, sommaire"},
		{levels, "interpretation, interpreting, score band*, score range*, scoring, your score*, your result*, your total, levels, auswertung, deine punkte, stufen, niveaux, bareme, votre score, resultats"},
		{matrix, "matrix, syllabus, curriculum, at a glance, topic list, matrice, themenubersicht, ubersicht, vue d'ensemble, overview"},
		{plans, "plan, plans, lernplan, lernplane, wochenplan, roadmap"},
		{questions, "review questions, open questions, questions to think about, wiederholungsfragen, questions de revision"},
		{assessment, "self-assessment, self assessment, self-evaluation, self-rating, rate yourself, knowledge assessment, assessment, selbsteinschatzung, selbstbewertung, auto-evaluation, autoevaluation"},
		{checklists, "checklist*, check list*, checkliste*, liste de controle, listes de controle, hands-on, to build"},
		{preparation, "preparation, prepare, preparing, getting ready, what comes next, vorbereitung, se preparer"},
		{objectives, "objective*, goals, aims, lernziele, ziele, objectif*, outcomes, what you will learn"},
		{themes, "detailed, in detail, deep dive*, topic review, chapters, themes, im detail, en detail, kapitel, chapitres"},
		{support, "support, help, hilfe, unterstutzung, aide, soutien"},
		{resources, "resource*, reading, bibliography, literatur, ressource*, materialien, lectures, references, learn more, links"},
		{recognition, "recognition, congratulation*, achievement*, completion, certificate, gluckwunsch, abschluss, felicitations, bravo, well done"},
		{matrix, "topics, themen, sujets, themes du cours, schedule, programme, content, inhalt"},
	}
}

// classify says which main part a heading opens.
func classify(heading string) section {
	h := " " + strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '\'' || r == '-' {
			return r
		}
		return ' '
	}, fold(heading)) + " "
	h = " " + squeeze(h) + " "
	for _, known := range headingWords() {
		for _, w := range strings.Split(known.words, ", ") {
			beginning, open := strings.CutSuffix(w, "*")
			if !open {
				beginning += " "
			}
			if strings.Contains(h, " "+beginning) {
				return known.section
			}
		}
	}
	return unknown
}

// is says whether a folded text starts with one of the words, separated by ", ".
func is(text, wordList string) bool {
	f := fold(signless(text))
	for _, w := range strings.Split(wordList, ", ") {
		if after, ok := strings.CutPrefix(f, w); ok && (after == "" || !isWord(after)) {
			return true
		}
	}
	return false
}

func isWord(s string) bool {
	for _, r := range s {
		return unicode.IsLetter(r) || unicode.IsDigit(r)
	}
	return false
}

// has says whether a folded text contains one of the words, separated by ", ".
func has(text, wordList string) bool {
	f := fold(text)
	for _, w := range strings.Split(wordList, ", ") {
		if strings.Contains(f, w) {
			return true
		}
	}
	return false
}

// fold writes s in small letters without the accents of German and French.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, c := range s {
		switch c = unicode.ToLower(c); c {
		case 'ä', 'à', 'â', 'á':
			c = 'a'
		case 'é', 'è', 'ê', 'ë':
			c = 'e'
		case 'î', 'ï', 'í':
			c = 'i'
		case 'ö', 'ô', 'ó':
			c = 'o'
		case 'ü', 'û', 'ù', 'ú':
			c = 'u'
		case 'ç':
			c = 'c'
		case 'ñ':
			c = 'n'
		case 'ß':
			b.WriteByte('s')
			c = 's'
		case 'œ':
			b.WriteByte('o')
			c = 'e'
		case 'æ':
			b.WriteByte('a')
			c = 'e'
		case '’':
			c = '\''
		case '‑':
			c = '-'
		}
		b.WriteRune(c)
	}
	return b.String()
}

// signless takes emoji, other signs and spaces from both ends.
func signless(s string) string {
	return strings.TrimFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || r > 0x7f && unicode.In(r, unicode.So, unicode.Sk, unicode.Cf) ||
			r >= 0xfe00 && r <= 0xfe0f || r == 0x20e3
	})
}

// title is a heading's text without signs, number and closing colon.
func (r *reader) title(s string) string {
	s = signless(s)
	if at := r.numbered.FindStringIndex(s); at != nil {
		s = signless(s[at[1]:])
	}
	return strings.TrimSpace(strings.TrimSuffix(s, ":"))
}

// slug makes an id of at most limit bytes from words; other scripts than Latin
// give a number that stays the same.
func slug(name string, limit int) string {
	var words []string
	for _, w := range strings.FieldsFunc(fold(name), func(r rune) bool { return r > 0x7f || !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if len(strings.Join(words, "-"))+1+len(w) > limit {
			break
		}
		words = append(words, w)
	}
	id := strings.Join(words, "-")
	if id == "" {
		return numbered(name)
	}
	return id
}

// ids hands out ids that are unique in one list: of each the number of times that
// it was asked for.
type ids map[string]int

func (seen ids) of(name string) string {
	const limit = 32
	id := slug(name, limit)
	if seen[id]++; seen[id] == 1 {
		return id
	}
	base := slug(name, limit-6)
	for n := seen[id]; ; n++ {
		if again := next(base, n); seen[again] == 0 {
			seen[id] = n
			seen[again] = 1
			return again
		}
	}
}
