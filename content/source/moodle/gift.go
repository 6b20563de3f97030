package moodle

import (
	"strings"

	"studybot/bot/study"
	"studybot/content/source"
	"studybot/content/source/markup"
)

// block is the text of one question, or of a category.
type block struct {
	line  int
	lines []string
	// comments are the lines with // in or above it.
	comments []string
	// depth is how many braces are open at its end, blank the last empty line inside
	// braces, or -1.
	depth, blank int
}

// gift cuts the text into blocks at its empty lines, as Moodle does, but not at those
// between braces. A brace that never closes must not swallow the next question: a
// block also ends where, after an empty line, another one opens.
func (r *reading) gift(text string) {
	g := gift{reading: r, keys: map[string]int{}}
	b := block{blank: -1}
	flush := func() {
		if len(b.lines) > 0 {
			g.block(b)
			b = block{blank: -1}
		}
	}
	number := 0
	for line := range strings.SplitSeq(text, "\n") {
		number++
		if r.full {
			return
		}
		bare := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(bare, "//"):
			if len(b.lines) > 0 && b.depth == 0 && ended(b.lines) {
				flush()
			}
			if len(b.comments) < 20 {
				b.comments = append(b.comments, bare)
			}
			if len(b.lines) > 0 {
				b.lines = append(b.lines, "") // so that places still count lines
			}
			continue
		case bare == "" && b.depth == 0:
			flush()
			continue
		case bare == "":
			b.blank = len(b.lines)
			b.lines = append(b.lines, "")
			continue
		}
		named := strings.HasPrefix(bare, "::") || strings.HasPrefix(bare, "$CATEGORY:")
		switch {
		case named && (b.depth == 0 || b.blank == len(b.lines)-1):
			flush()
		case b.depth == 0 && len(b.lines) > 0 && ended(b.lines) && unescaped(line, "{") >= 0:
			flush() // the next question, without an empty line between
		case b.depth > 0 && b.blank >= 0 && opens(line):
			rest := b.lines[b.blank+1:]
			next := block{line: b.line + b.blank + 1, blank: -1}
			b.lines = b.lines[:b.blank:b.blank]
			flush()
			b = next
			for _, l := range rest {
				b.add(number, l)
			}
		}
		b.add(number, line)
		if strings.HasPrefix(bare, "$CATEGORY:") {
			flush()
		}
	}
	flush()
}

func (b *block) add(number int, line string) {
	if len(b.lines) == 0 && b.line == 0 {
		b.line = number
	}
	b.lines = append(b.lines, line)
	for s := line; ; {
		at := unescaped(s, "{}")
		if at < 0 {
			return
		}
		if s[at] == '{' {
			b.depth++
		} else if b.depth > 0 {
			b.depth--
		}
		s = s[at+1:]
	}
}

// ended says whether the last line ends with the brace that closes the answers.
func ended(lines []string) bool {
	last := strings.TrimSpace(lines[len(lines)-1])
	return strings.HasSuffix(last, "}") && !strings.HasSuffix(last, `\}`)
}

// opens says whether a line opens a brace before it closes one.
func opens(line string) bool {
	at := unescaped(line, "{}")
	return at >= 0 && line[at] == '{'
}

// gift is the state of reading GIFT.
type gift struct {
	*reading
	section string
	day     int
	keys    map[string]int // [id:...] -> line
}

// block reads a category or a question.
func (g *gift) block(b block) {
	text := strings.TrimSpace(strings.Join(b.lines, "\n"))
	if rest, ok := strings.CutPrefix(text, "$CATEGORY:"); ok {
		g.category(rest)
		return
	}
	q := source.Question{Line: b.line, Section: g.section}
	q.Topic, q.Status = g.day, study.Active
	g.comments(&q, b.comments)
	format := ""
	if rest, ok := strings.CutPrefix(text, "::"); ok {
		if name, after, ok := cutName(rest); ok {
			q.Source.Heading = strings.Join(strings.Fields(plain(name)), " ")
			text = strings.TrimSpace(after)
		}
	}
	open, end, problem := answerBraces(text)
	if problem != "" {
		g.say(b.line, source.Skipped, "the text was not taken: %s: %q", problem, short(plain(text)))
		return
	}
	before, inside, after := text[:open], strings.TrimSpace(text[open+1:end]), strings.TrimSpace(text[end+1:])
	if unescaped(before, "{}") >= 0 || unescaped(after, "{}") >= 0 {
		g.say(b.line, source.Took, `braces that belong to the text should be written \{ and \}`)
	}
	switch trimmed := strings.TrimSpace(before); {
	case after == "":
	case strings.Trim(after, ".!?") == "" && strings.HasSuffix(trimmed, "?"):
	default:
		before += "_____" + text[end+1:]
	}
	q.Prompt, format = g.text(before, "", &q)
	if q.Prompt == "" {
		g.say(b.line, source.Skipped, "answers without a question were not taken: %q", short(plain(inside)))
		return
	}
	inside, general := cutGeneral(inside)
	q.Answer, _ = g.text(general, format, &q)
	g.answers(&q, inside, format)
	g.add(q)
}

// cutName cuts a question's name off, up to the next :: before any brace.
func cutName(s string) (name, after string, ok bool) {
	for from := 0; ; {
		at := unescaped(s[from:], ":{")
		if at < 0 || s[from+at] == '{' {
			return "", "", false
		}
		from += at + 1
		if from < len(s) && s[from] == ':' {
			return s[:from-1], s[from+1:], true
		}
	}
}

// category reads the name of the questions below, such as "$course$/top/Day 3".
func (g *gift) category(path string) {
	g.section, g.day = "", 0
	first, _, _ := strings.Cut(strings.TrimSpace(plain(path)), "\n")
	for part := range strings.SplitSeq(first, "/") {
		part = strings.TrimSpace(part)
		if part == "" || part == "top" || strings.HasPrefix(part, "$") {
			continue
		}
		g.section = part
		if day := source.DayOf(part); day > 0 {
			g.day = day
		}
	}
}

// comments reads [id:...] and [tag:...], which Moodle writes above a question.
func (g *gift) comments(q *source.Question, comments []string) {
	for _, c := range comments {
		for {
			_, rest, found := strings.Cut(c, "[")
			if !found {
				break
			}
			inside, after, found := strings.Cut(rest, "]")
			if !found {
				break
			}
			c = after
			if name, ok := strings.CutPrefix(inside, "id:"); ok && strings.TrimSpace(name) != "" {
				q.Key = strings.TrimSpace(name)
			} else if name, ok := strings.CutPrefix(inside, "tag:"); ok && strings.TrimSpace(name) != "" {
				q.Tags = append(q.Tags, strings.TrimSpace(name))
			}
		}
	}
	if q.Key == "" {
		return
	}
	if first, twice := g.keys[q.Key]; twice {
		g.say(q.Line, source.Doubtful, "the id %q is that of line %d already, so this question is known by its text only", short(q.Key), first)
		q.Key = ""
	} else {
		g.keys[q.Key] = q.Line
	}
}

// answerBraces finds the braces that hold the answers. Code may have braces of its
// own; then the answers are those that look like answers, if only one pair does.
func answerBraces(text string) (open, end int, problem string) {
	depth, start, pairs, fits := 0, 0, 0, 0
	for at := 0; ; at++ {
		next := unescaped(text[at:], "{}")
		if next < 0 {
			break
		}
		at += next
		if text[at] == '{' {
			if depth == 0 {
				start = at
			}
			depth++
			continue
		}
		if depth == 0 {
			return 0, 0, "a brace closes that was not opened"
		}
		if depth--; depth > 0 {
			continue
		}
		pairs++
		fit := likeAnswers(text[start+1 : at])
		if fit {
			fits++
		}
		if pairs == 1 || fit && fits == 1 {
			open, end = start, at
		}
	}
	switch {
	case depth > 0:
		return 0, 0, "its braces do not close"
	case pairs == 0:
		return 0, 0, "it has no answers in braces"
	case pairs > 1 && fits != 1:
		return 0, 0, "it has more than one pair of braces"
	}
	return open, end, ""
}

func likeAnswers(inside string) bool {
	inside = strings.TrimSpace(inside)
	return inside == "" || strings.ContainsAny(inside[:1], "=~#") || isTrueFalse(inside)
}

// text is a text in its format, [html] and the like, which may stand before it, and
// otherwise in that of the question.
func (g *gift) text(s, format string, q *source.Question) (text, itsFormat string) {
	s = strings.TrimSpace(s)
	if rest, ok := strings.CutPrefix(s, "["); ok {
		if name, after, ok := strings.Cut(rest, "]"); ok {
			switch name {
			case "html", "moodle", "plain", "markdown":
				format, s = name, after
			}
		}
	}
	s = strings.TrimSpace(plain(s))
	if format == "html" || (format == "" || format == "moodle") && markup.Has(s) {
		var media []string
		s, media = markup.Text(s)
		s = strings.TrimSpace(source.Clean(s))
		if len(media) > 0 {
			g.say(q.Line, source.Doubtful, "a picture or sound was not taken: %s", short(strings.Join(media, ", ")))
		}
	}
	return s, format
}
