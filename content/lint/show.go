package lint

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Style says how a report is shown.
type Style struct {
	Colour bool // with the escapes of a terminal
	Most   int  // findings of one rule that are shown; 0 is all
}

const wide = 96 // columns of an excerpt

// Text writes the report for a person: errors by file, then advice by rule, then
// the counts.
func (r Report) Text(w io.Writer, s Style) error {
	d := &drawing{style: s}
	for _, p := range r.Packs {
		d.pack(p)
	}
	if len(r.Packs) > 1 {
		d.print("\n")
	}
	errors, files := r.Errors()
	d.print("%s\n", d.bold(summary(errors, files, r.Weak())))
	_, err := io.WriteString(w, d.out.String())
	return err
}

func summary(errors, files, advice int) string {
	text := "Nothing to mend"
	if errors > 0 {
		text = fmt.Sprintf("%d to mend in %s", errors, count(files, "file"))
		if advice == 0 {
			return text + ". Advice about questions follows when all is mended."
		}
	}
	if advice > 0 {
		text += fmt.Sprintf(", %d worth a look", advice)
	}
	return text + "."
}

type drawing struct {
	style Style
	out   strings.Builder
}

func (d *drawing) print(format string, args ...any) { fmt.Fprintf(&d.out, format, args...) }

func (d *drawing) ink(code, text string) string {
	if !d.style.Colour || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (d *drawing) bold(text string) string { return d.ink("1", text) }
func (d *drawing) dim(text string) string  { return d.ink("2", text) }

func (d *drawing) pack(p Pack) {
	errors := 0
	for _, f := range p.Findings {
		if f.Rule == nil {
			errors++
		}
	}
	if p.Pack != nil {
		d.print("%s: %s, %s, %s.\n", d.bold(visible(p.Pack.ID+" "+p.Pack.Version)),
			count(len(p.Pack.Topics), "topic"), count(len(p.Pack.Areas), "area"), count(len(p.Pack.Questions), "question"))
		if len(p.Findings) > 0 {
			d.print("\n")
		}
	}
	for _, f := range p.Findings[:errors] {
		what, do := advice(f.Text)
		d.print("%s %s\n", d.bold(visible(fmt.Sprintf("%s:%d:", join(p.Folder, f.File), f.Line))), visible(what))
		d.excerpt(f, "31")
		for _, one := range do {
			d.print("  %s %s\n", d.ink("36", "->"), visible(sentence(one)))
		}
		d.print("\n")
	}
	for rest := p.Findings[errors:]; len(rest) > 0; {
		n := 0
		for n < len(rest) && rest[n].Rule == rest[0].Rule {
			n++
		}
		d.rule(p.Folder, rest[:n])
		rest = rest[n:]
	}
}

// rule shows the findings of one rule.
func (d *drawing) rule(folder string, all []Finding) {
	rule := all[0].Rule
	d.print("%s (%d) %s\n", d.ink("1;33", rule.Title), len(all), d.dim("["+rule.ID+"]"))
	d.print("  %s\n  %s %s\n\n", rule.Why, d.ink("36", "->"), rule.Do)
	shown := all
	if most := d.style.Most; most > 0 && len(all) > most {
		shown = all[:most]
	}
	for _, f := range shown {
		place := ""
		if f.Line > 0 {
			place = fmt.Sprintf("%s:%d: ", join(folder, f.File), f.Line)
		}
		d.print("  %s%s\n", d.bold(visible(place)), visible(f.Text))
		d.excerpt(f, "33")
	}
	if more := len(all) - len(shown); more > 0 {
		d.print("  and %d more (--all)\n", more)
	}
	d.print("\n")
}

// excerpt shows the line with its marks underneath, cut to what is near them.
func (d *drawing) excerpt(f Finding, ink string) {
	if f.Excerpt == "" || f.Column < 1 {
		return
	}
	line := []rune(visible(f.Excerpt))
	from := min(f.Column-1, len(line))
	to := min(from+max(f.Width, 1), len(line))
	start := 0
	before, after := "", ""
	if to-start > wide && from-start > wide/3 {
		start, before = from-wide/3, "…"
	}
	end := len(line)
	if end-start > wide {
		end, after = start+wide, "…"
	}
	to = min(to, end)
	number := fmt.Sprintf("%6d", f.Line)
	d.print("%s %s\n", d.dim(number+" |"), before+string(line[start:end])+after)
	d.print("%s %s%s\n", d.dim(strings.Repeat(" ", len(number))+" |"),
		strings.Repeat(" ", columns(before)+columns(string(line[start:from]))), d.ink("1;"+ink, strings.Repeat("^", max(columns(string(line[from:to])), 1))))
}

const tab = '→'

// visible is a text that moves nothing on a terminal and hides nothing: no escapes,
// no characters that turn the direction of writing or have no width, but those that
// join letters and emoji; a tab is an arrow.
func visible(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\t':
			return tab
		case c == '\u200c', c == '\u200d':
			return c
		case c == utf8.RuneError, unicode.IsControl(c), unicode.Is(unicode.Cf, c), c == '\u2028', c == '\u2029':
			return '\ufffd'
		}
		return c
	}, s)
}

// columns is how wide a text is on a terminal: characters of East Asia and emoji
// take two columns, those that combine take none (Unicode Standard Annex 11, roughly).
func columns(s string) int {
	n := 0
	for _, c := range s {
		switch {
		case unicode.In(c, unicode.Mn, unicode.Me, unicode.Cf):
		case unicode.In(c, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana), c >= 0xff01 && c <= 0xff60, c >= 0x1f300 && c <= 0x1faff:
			n += 2
		default:
			n++
		}
	}
	return n
}

// sentence writes the first letter large; it ends without a full stop, since it
// may end with something to copy.
func sentence(s string) string {
	c, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(c)) + s[size:]
}
