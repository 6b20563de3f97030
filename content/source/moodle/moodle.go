// Package moodle reads the two forms of text that Moodle exchanges questions in:
// GIFT and Aiken.
//
// It must not know the other forms that questions come in, nor what becomes of what
// it read. It never decides which option is right: what has no one right answer is a
// draft.
//
// Sources: docs.moodle.org, "GIFT format" and "Aiken format"; where they are silent
// it does what Moodle's importer does, and forgives what people write.
package moodle

import (
	"path"
	"strings"

	"studybot/content/source"
)

// Reader reads GIFT and Aiken.
type Reader struct{}

// sniffed is how much of a file is looked at to tell its form, in bytes.
const sniffed = 64 << 10

// Reads tells GIFT and Aiken by their text, in files named .gift, .aiken or .txt.
func (Reader) Reads(f source.File) bool { return form(f) != "" }

// form is "gift", "aiken" or "".
func form(f source.File) string {
	ext := strings.ToLower(path.Ext(f.Path))
	text := string(f.Data[:min(len(f.Data), sniffed)])
	if strings.IndexByte(text, 0) >= 0 {
		return ""
	}
	switch ext {
	case ".gift":
		return "gift"
	case ".aiken":
		return "aiken"
	case ".txt", "":
	default:
		return ""
	}
	text = strings.ReplaceAll(strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n"), "\r", "\n")
	if strings.HasPrefix(text, "#") || strings.Contains(text, "{{c1::") {
		return "" // cards
	}
	switch {
	case looksLikeAiken(text):
		return "aiken"
	case looksLikeGIFT(text):
		return "gift"
	}
	return ""
}

// looksLikeAiken looks for two options in order with a line ANSWER: below them.
func looksLikeAiken(text string) bool {
	next := 0
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		if at, _, ok := aikenOption(line); ok {
			if at == 0 {
				next = 0
			}
			if at == next {
				next++
			}
			continue
		}
		if strings.HasPrefix(line, "ANSWER:") && next >= 2 {
			return true
		}
	}
	return false
}

// looksLikeGIFT looks for a category, a named question, or braces with answers.
func looksLikeGIFT(text string) bool {
	if strings.HasPrefix(text, "$CATEGORY:") || strings.Contains(text, "\n$CATEGORY:") {
		return true
	}
	for at := 0; at < len(text); at++ {
		open := unescaped(text[at:], "{")
		if open < 0 {
			return false
		}
		at += open
		end := unescaped(text[at:], "}")
		if end < 0 {
			return false
		}
		inside := strings.TrimSpace(text[at+1 : at+end])
		before := text[max(0, at-source.MaxPrompt):at]
		before = before[strings.LastIndex(before, "\n\n")+1:]
		named := strings.Contains(before, "::")
		switch {
		case inside == "" && named,
			strings.HasPrefix(inside, "#") && len(inside) > 1 && strings.ContainsAny(inside[1:2], "0123456789=-. \n\t"),
			strings.HasPrefix(inside, "=") || strings.HasPrefix(inside, "~"),
			isTrueFalse(inside):
			if unescaped(inside, "{") < 0 {
				return true
			}
		}
		at += end
	}
	return false
}

// Read reads GIFT or Aiken. An error says that the file is no text or is too large.
func (Reader) Read(f source.File) (source.Found, error) {
	text, notes, err := source.Text(f)
	if err != nil {
		return source.Found{}, err
	}
	r := &reading{path: f.Path, found: source.Found{Notes: notes}}
	if form(f) == "aiken" {
		r.aiken(text)
	} else {
		r.gift(text)
	}
	return r.found, nil
}
