package anki

import (
	"slices"
	"strconv"
	"strings"

	"studybot/bot/study"
	"studybot/content/source"
)

// maxClozes is the most questions that one note makes.
const maxClozes = 50

// piece is a part of a text: words, or something deleted with its parts.
type piece struct {
	words   string
	numbers []int // of the deletion; nil for words
	hint    string
	parts   []piece
}

// isCloze tells notes with deleted words.
func (n note) isCloze() bool {
	if n.cloze {
		return true
	}
	for _, f := range n.fields {
		if numbers(parseCloze(f.value)) != nil {
			return true
		}
	}
	return false
}

// opening reads "{{c1::" or "{{c1,2::" at the start of s.
func opening(s string) (all []int, length int) {
	rest, ok := strings.CutPrefix(s, "{{c")
	if !ok {
		return nil, 0
	}
	end := 0
	for end < len(rest) && end < 20 && (rest[end] >= '0' && rest[end] <= '9' || rest[end] == ',') {
		end++
	}
	if !strings.HasPrefix(rest[end:], "::") {
		return nil, 0
	}
	for part := range strings.SplitSeq(rest[:end], ",") {
		n, err := strconv.Atoi(part)
		if err != nil || n < 1 || n > 999 {
			return nil, 0
		}
		all = append(all, n)
	}
	return all, len("{{c") + end + len("::")
}

// maxDepth is how deep deletions may stand in each other.
const maxDepth = 8

// parseCloze cuts a text into words and deletions, which may stand in each other. A
// deletion that does not close is words.
func parseCloze(text string) []piece {
	type open struct {
		piece
		at int // of its braces
	}
	stack := []open{{}}
	words := func(s string) {
		if s != "" {
			top := &stack[len(stack)-1]
			top.parts = append(top.parts, piece{words: s})
		}
	}
	start, at := 0, 0
	for at < len(text) {
		brace := strings.IndexAny(text[at:], "{}")
		if brace < 0 {
			break
		}
		at += brace
		if all, length := opening(text[at:]); length > 0 && len(stack) <= maxDepth {
			words(text[start:at])
			stack = append(stack, open{piece: piece{numbers: all}, at: at})
			at += length
			start = at
			continue
		}
		if len(stack) > 1 && strings.HasPrefix(text[at:], "}}") {
			words(text[start:at])
			closed := stack[len(stack)-1].piece
			stack = stack[:len(stack)-1]
			closed.cutHint()
			stack[len(stack)-1].parts = append(stack[len(stack)-1].parts, closed)
			at += len("}}")
			start = at
			continue
		}
		at++
	}
	words(text[start:])
	// What never closed is words after all, with what is in it.
	for len(stack) > 1 {
		last := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		top := &stack[len(stack)-1]
		_, length := opening(text[last.at:])
		top.parts = append(append(top.parts, piece{words: text[last.at : last.at+length]}), last.parts...)
	}
	return stack[0].parts
}

// cutHint takes "::hint" off the end of a deletion.
func (p *piece) cutHint() {
	for i, part := range p.parts {
		if part.numbers != nil {
			continue
		}
		if before, hint, found := strings.Cut(part.words, "::"); found {
			p.hint = strings.TrimSpace(hint)
			p.parts = p.parts[:i]
			if before != "" {
				p.parts = append(p.parts, piece{words: before})
			}
			return
		}
	}
}

// numbers are those of all deletions, ascending.
func numbers(pieces []piece) []int {
	var all []int
	for _, p := range pieces {
		all = append(all, p.numbers...)
		all = append(all, numbers(p.parts)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// asked writes the text with the deletions of a number hidden and the others shown.
func asked(b *strings.Builder, pieces []piece, number int) {
	for _, p := range pieces {
		switch {
		case p.numbers == nil:
			b.WriteString(p.words)
		case slices.Contains(p.numbers, number):
			if p.hint != "" {
				b.WriteString("[" + p.hint + "]")
			} else {
				b.WriteString("[…]")
			}
		default:
			asked(b, p.parts, number)
		}
	}
}

// hidden collects what the deletions of a number hide.
func hidden(pieces []piece, number int) []string {
	var all []string
	for _, p := range pieces {
		if p.numbers == nil {
			continue
		}
		if slices.Contains(p.numbers, number) {
			var b strings.Builder
			asked(&b, p.parts, 0)
			if s := strings.TrimSpace(b.String()); s != "" && !slices.Contains(all, s) {
				all = append(all, s)
			}
			continue
		}
		all = append(all, hidden(p.parts, number)...)
	}
	return all
}

// cloze makes one open question a deletion's number.
func (r *reading) cloze(n note) {
	at := slices.IndexFunc(n.fields, func(f entry) bool { return numbers(parseCloze(f.value)) != nil })
	if at < 0 {
		r.say(n.line, source.Skipped, "%s is a cloze note without a deletion such as {{c1::word}}: %q", n.label(), short(n.all()))
		return
	}
	pieces := parseCloze(n.fields[at].value)
	all := numbers(pieces)
	if len(all) > maxClozes {
		r.say(n.line, source.Skipped, "%s has %d deletions, of which %d were taken", n.label(), len(all), maxClozes)
		all = all[:maxClozes]
	}
	extra := n.others(at)
	for _, number := range all {
		var b strings.Builder
		asked(&b, pieces, number)
		q := source.Question{Question: study.Question{Format: study.Open, Prompt: strings.TrimSpace(b.String())}}
		if n.guid != "" {
			q.Key = n.guid + "-c" + strconv.Itoa(number)
		}
		q.Answer = strings.Join(hidden(pieces, number), "; ")
		if q.Answer == "" {
			q.Status = study.Draft
			r.say(n.line, source.Doubtful, "%s deletes nothing as c%d; the question is a draft", n.label(), number)
		}
		if extra != "" {
			q.Answer = strings.TrimSpace(q.Answer + "\n\n" + extra)
		}
		r.add(n, q)
	}
}
