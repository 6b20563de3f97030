package lint

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"studybot/bot/study"
	"studybot/content"
)

// Report is what was found in some packs.
type Report struct {
	Packs []Pack
}

// Pack is what was found in one.
type Pack struct {
	// Folder is put in front of the files' names; it may be empty.
	Folder string
	// Pack is nil when it cannot be used.
	Pack     *study.Pack
	Findings []Finding
}

// Look looks at packs that were read from a folder.
func Look(folder string, read []content.Reading) Report {
	var r Report
	for _, one := range read {
		p := Pack{Folder: join(folder, one.Folder), Pack: one.Pack, Findings: Errors(one.Errors)}
		if one.Pack != nil {
			p.Findings = append(p.Findings, Advice(one.Pack, one.Places)...)
		}
		r.Packs = append(r.Packs, p)
	}
	return r
}

func join(folder, name string) string {
	switch folder = strings.TrimRight(folder, "/"); {
	case folder == "" || folder == "." || name == "":
		return strings.TrimPrefix(folder+name, ".")
	}
	return folder + "/" + name
}

// Errors counts what keeps packs from being used, and the files in which it is.
func (r Report) Errors() (errors, files int) {
	in := map[string]bool{}
	for _, p := range r.Packs {
		for _, f := range p.Findings {
			if f.Rule == nil {
				errors++
				in[join(p.Folder, f.File)] = true
			}
		}
	}
	return errors, len(in)
}

// Weak counts what is worth a look.
func (r Report) Weak() int {
	n := 0
	for _, p := range r.Packs {
		for _, f := range p.Findings {
			if f.Rule != nil {
				n++
			}
		}
	}
	return n
}

// JSON writes one finding a line, for editors and build servers.
func (r Report) JSON(w io.Writer) error {
	type line struct {
		Severity string `json:"severity"` // "error" or "warning"
		Rule     string `json:"rule,omitempty"`
		File     string `json:"file"`
		Line     int    `json:"line"`
		Column   int    `json:"column,omitempty"`     // in characters, from 1
		End      int    `json:"end_column,omitempty"` // the column after the last
		Text     string `json:"text"`
		Why      string `json:"why,omitempty"`
		Do       string `json:"do,omitempty"`
		Excerpt  string `json:"excerpt,omitempty"`
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	for _, p := range r.Packs {
		for _, f := range p.Findings {
			l := line{Severity: "error", File: join(p.Folder, f.File), Line: max(f.Line, 1), Column: f.Column, Text: f.Text, Excerpt: f.Excerpt}
			if f.Width > 0 {
				l.End = f.Column + f.Width
			}
			if f.Rule != nil {
				l.Severity, l.Rule, l.Why, l.Do = "warning", f.Rule.ID, f.Rule.Why, f.Rule.Do
			} else {
				what, do := advice(f.Text)
				l.Text, l.Do = what, strings.Join(do, "; ")
			}
			if err := out.Encode(l); err != nil {
				return fmt.Errorf("write the findings: %w", err)
			}
		}
	}
	return nil
}

// advice cuts the text of an error into what is wrong and what may be done, at the
// semicolons that stand outside quotes.
func advice(text string) (what string, do []string) {
	var parts []string
	start, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"':
			quoted = !quoted
		case c == ';' && !quoted && strings.HasPrefix(text[i:], "; "):
			parts = append(parts, text[start:i])
			start = i + 2
		}
	}
	parts = append(parts, text[start:])
	what, do = parts[0], parts[1:]
	// What was probably meant is read first.
	slices.SortStableFunc(do, func(a, b string) int { return guess(a) - guess(b) })
	return what, do
}

func guess(advice string) int {
	if strings.HasPrefix(advice, "did you mean ") {
		return 0
	}
	return 1
}
