package page

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind is what a line is, before anybody asks what it means.
type Kind int

// The kinds of a line.
const (
	Prose   Kind = iota
	Blank        // nothing
	Code         // a line of a code block, its fences included; verbatim
	Heading      // level 1 to 6
	Rule         // ---
	Row          // of a table
	Fold         // opens a part that readers click open; its text is the title
	Unfold       // and closes it
)

// Line is one line of the file, or a part of one that held a fold.
type Line struct {
	No     int // in the file, from 1
	Kind   Kind
	Indent int    // columns before the text
	Level  int    // of a heading
	Text   string // without indent, "#" and ">"
	Broken bool   // a line break is wanted after it
}

// Splitter turns a file into lines. It remembers what is open.
type Splitter struct {
	Out     []Line
	Fence   string // the run that opened a code block, "" outside
	Fenced  int    // its line
	inset   int    // its indent, taken off the block's lines
	comment bool
	Hidden  int  // comments that were left out
	callout bool // inside "> [!note]"
	colons  int  // open ":::" folds
	aside   int  // indent of an open "??? note" fold, -1 for none
	title   *strings.Builder
	Long    []int // lines that are too long to be read
	markup  *Markup
	keep    func(comment string) bool
}

// MaxLine is the length of a line that is still read, in bytes: a longer one is
// no question but data.
const MaxLine = 20_000

// Split reads lines from a text that begins at line first of its file. keep
// says which comments are shown as text all the same.
func Split(text string, first int, m *Markup, keep func(comment string) bool) *Splitter {
	s := &Splitter{aside: -1, markup: m, keep: keep}
	no := first
	for raw := range strings.Lines(text) {
		raw = strings.TrimRight(raw, "\r\n")
		for part := range strings.SplitSeq(raw, "\r") { // the line ends of old Macs
			s.line(part, no)
		}
		no++
	}
	return s
}

func (s *Splitter) add(l Line) { s.Out = append(s.Out, l) }

func (s *Splitter) line(raw string, no int) {
	rest, indent := dedent(raw)
	quoted := false
	if s.Fence == "" || s.callout {
		for strings.HasPrefix(rest, ">") {
			rest, indent = dedent(rest[1:])
			quoted = true
		}
	}
	if s.callout && !quoted {
		s.callout, s.Fence = false, ""
		s.add(Line{No: no, Kind: Unfold})
	}
	if s.Fence != "" {
		s.codeLine(rest, indent, no)
		return
	}
	if f := fenceOf(rest); f != "" && !s.comment {
		s.Fence, s.inset, s.Fenced = f, indent, no
		s.add(Line{No: no, Kind: Code, Text: strings.TrimRight(rest, " \t")})
		return
	}
	if s.aside >= 0 && rest != "" && indent <= s.aside {
		s.aside = -1
		s.add(Line{No: no, Kind: Unfold})
	}
	if s.aside >= 0 && indent >= s.aside+4 {
		indent -= 4 // what such a fold holds is set in
	}
	if len(rest) > MaxLine {
		s.Long = append(s.Long, no)
		return
	}
	text := s.markup.comment.ReplaceAllStringFunc(tidy(rest), s.tell)
	pieces := strings.Split(OutsideCode(text, breakLines), "\n")
	for i, piece := range pieces {
		broken := i < len(pieces)-1 || strings.HasSuffix(raw, "  ") || strings.HasSuffix(raw, "\\")
		s.visible(strings.TrimSpace(piece), indent, no, broken)
	}
}

// tell keeps of a comment what is an answer or a remark on an option, on a line
// of its own, and counts the others.
func (s *Splitter) tell(comment string) string {
	inner := strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(comment, "<!--"), "-->"))
	if s.keep(inner) {
		return "<br>" + inner
	}
	s.Hidden++
	return ""
}

func (s *Splitter) codeLine(rest string, indent, no int) {
	if c := strings.TrimRight(rest, " \t"); len(c) >= len(s.Fence) && strings.Trim(c, s.Fence[:1]) == "" {
		s.Fence = ""
		s.add(Line{No: no, Kind: Code, Text: c})
		return
	}
	s.add(Line{No: no, Kind: Code, Text: strings.Repeat(" ", max(indent-s.inset, 0)) + rest})
}

// visible adds text that is no code: folds and long comments are taken out of it.
func (s *Splitter) visible(text string, indent, no int, broken bool) {
	for {
		before, tag := text, ""
		if s.comment {
			if _, after, ok := strings.Cut(text, "-->"); ok {
				s.comment = false
				text = strings.TrimSpace(after)
				continue
			}
			return
		}
		if at := s.markup.tag.FindStringIndex(text); at != nil && strings.Count(text[:at[0]], "`")%2 == 0 {
			before, tag, text = strings.TrimSpace(text[:at[0]]), strings.ToLower(text[at[0]:at[1]]), strings.TrimSpace(text[at[1]:])
		}
		switch {
		case s.title != nil:
			s.title.WriteString(" " + before)
		case before != "" || tag == "":
			s.plainLine(before, indent, no, broken)
		}
		switch {
		case tag == "":
			return
		case tag == "<!--":
			s.comment = true
			s.Hidden++
		case strings.HasPrefix(tag, "<summary"):
			s.title = &strings.Builder{}
		case strings.HasPrefix(tag, "</summary") && s.title != nil:
			s.add(Line{No: no, Kind: Fold, Indent: indent, Text: strings.TrimSpace(s.title.String())})
			s.title = nil
		case strings.HasPrefix(tag, "</details"):
			s.add(Line{No: no, Kind: Unfold})
		}
		if text == "" {
			return
		}
	}
}

// plainLine tells headings, rules, rows and the folds of note-taking programs
// from prose.
func (s *Splitter) plainLine(text string, indent, no int, broken bool) {
	l := Line{No: no, Kind: Prose, Indent: indent, Text: text, Broken: broken}
	switch {
	case text == "", strings.HasPrefix(text, "{%") && strings.HasSuffix(text, "%}"):
		l.Kind, l.Text = Blank, "" // a tag of a site generator is nothing to read
	case isRule(text):
		l.Kind = Rule
	case strings.Trim(text, "=") == "" && len(text) > 2:
		if n := len(s.Out); n > 0 && s.Out[n-1].Kind == Prose {
			s.Out[n-1].Kind, s.Out[n-1].Level = Heading, 1
			return
		}
	case text[0] == '|':
		l.Kind = Row
	case text[0] == '#':
		bare := strings.TrimLeft(text, "#")
		if n := len(text) - len(bare); n <= 6 && (bare == "" || bare[0] == ' ' || n > 1) {
			l.Kind, l.Level = Heading, n
			l.Text = strings.TrimSpace(strings.TrimRight(strings.TrimSpace(bare), "#"))
		}
	case strings.HasPrefix(text, "[!") && !s.callout && strings.Contains(text, "]"):
		_, title, _ := strings.Cut(text, "]")
		s.callout = true
		l.Kind, l.Text = Fold, strings.TrimSpace(strings.TrimLeft(title, "-+"))
	case strings.HasPrefix(text, ":::"):
		title := strings.TrimSpace(strings.TrimLeft(text, ":"))
		if title == "" {
			if s.colons > 0 {
				s.colons--
				s.add(Line{No: no, Kind: Unfold})
			}
			return
		}
		s.colons++
		_, l.Text, _ = strings.Cut(title, " ")
		l.Kind = Fold
	case strings.HasPrefix(text, "??? ") || strings.HasPrefix(text, "???+ ") || strings.HasPrefix(text, "!!! "):
		s.aside = indent
		_, title, _ := strings.Cut(text, `"`)
		l.Kind, l.Text = Fold, strings.TrimSuffix(title, `"`)
	}
	s.add(l)
}

// dedent takes the white space off the front and counts its columns.
func dedent(s string) (string, int) {
	columns := 0
	for i, r := range s {
		switch {
		case r == '\t':
			columns += 4 - columns%4
		case unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b':
			columns++
		default:
			return s[i:], columns
		}
	}
	return "", 0
}

// fenceOf is the run of backticks or tildes that opens a code block, or "".
func fenceOf(s string) string {
	for _, c := range []string{"`", "~"} {
		rest := strings.TrimLeft(s, c)
		if n := len(s) - len(rest); n >= 3 && (c == "~" || !strings.Contains(rest, "`")) {
			return s[:n]
		}
	}
	return ""
}

func isRule(s string) bool {
	s = strings.ReplaceAll(s, " ", "")
	return len(s) > 2 && strings.ContainsAny(s[:1], "-*_") && strings.Trim(s, s[:1]) == ""
}

// tidy makes the white space plain. Full-width signs become the usual ones near
// the beginning, where a marker may be; the rest stays as it was written.
func tidy(s string) string {
	// "1、" and "A．" are marks that need no space behind them.
	if i := strings.IndexAny(s, "、．"); i > 0 && i < 12 && len(strings.Trim(s[:i], "-+*•·( 0123456789")) < 2 {
		s = s[:i] + ". " + strings.TrimLeft(s[i:], "、． ")
	}
	seen := 0
	s = strings.Map(func(r rune) rune {
		seen++
		switch {
		case r == '\u200b' || r == '\ufeff' || r == '\u2060':
			return -1
		case r == '\t' || r != ' ' && unicode.Is(unicode.Zs, r):
			return ' '
		case seen <= 16 && r >= '！' && r <= '～':
			return r - '！' + '!'
		case r > 127 && unicode.IsLetter(r):
			seen = 16 // the words have begun
		}
		return r
	}, s)
	if strings.Contains(s, "&") {
		s = strings.NewReplacer("&nbsp;", " ", "&emsp;", " ", "&ensp;", " ", "&#40;", "(", "&#41;", ")", "&#46;", ".").Replace(s)
	}
	return strings.TrimSpace(s)
}

// breakLines makes line breaks of <br>.
func breakLines(s string) string {
	if IndexFold(s, "<br") < 0 {
		return s
	}
	return strings.NewReplacer("<br>", "\n", "<br/>", "\n", "<br />", "\n", "<BR>", "\n", "</br>", "\n").Replace(s)
}

// IndexFold finds an ASCII word in lower case, whatever the case of the text.
func IndexFold(s, word string) int {
	for i := 0; i+len(word) <= len(s); i++ {
		if s[i]|0x20 == word[0]|0x20 && strings.EqualFold(s[i:i+len(word)], word) {
			return i
		}
	}
	return -1
}

// codeSpans are the places of inline code, its backticks included.
func codeSpans(s string) [][2]int {
	if !strings.Contains(s, "`") {
		return nil
	}
	// For each run of backticks, the next run of the same length closes it; found
	// from the back, so that a line of many runs is read once.
	type run struct{ at, n, next int }
	var runs []run
	for i := 0; i < len(s); {
		if s[i] != '`' {
			i++
			continue
		}
		n := 1
		for i+n < len(s) && s[i+n] == '`' {
			n++
		}
		runs = append(runs, run{at: i, n: n, next: -1})
		i += n
	}
	last := map[int]int{}
	for i := len(runs) - 1; i >= 0; i-- {
		if j, ok := last[runs[i].n]; ok {
			runs[i].next = j
		}
		last[runs[i].n] = i
	}
	var spans [][2]int
	for i := 0; i < len(runs); i++ {
		if j := runs[i].next; j >= 0 {
			spans = append(spans, [2]int{runs[i].at, runs[j].at + runs[j].n})
			i = j
		}
	}
	return spans
}

// OutsideCode rewrites the text around code spans and leaves these alone.
func OutsideCode(s string, rewrite func(string) string) string {
	var b strings.Builder
	from := 0
	for _, span := range codeSpans(s) {
		b.WriteString(rewrite(s[from:span[0]]))
		b.WriteString(s[span[0]:span[1]])
		from = span[1]
	}
	b.WriteString(rewrite(s[from:]))
	return b.String()
}

// MaskCode hides code spans behind a sign that means nothing, so that places in
// the text stay the same.
func MaskCode(s string) string {
	spans := codeSpans(s)
	if spans == nil {
		return s
	}
	masked := []byte(s)
	for _, span := range spans {
		for i := span[0]; i < span[1]; i++ {
			masked[i] = '~'
		}
	}
	return string(masked)
}

// Cut shortens to at most n characters.
func Cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:n]))
}
