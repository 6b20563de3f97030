package discordtest

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

// drawing is text as Discord's clients draw it, without its looks.
// https://discord.com/developers/docs/reference#message-formatting
type drawing struct {
	words strings.Builder
	// marks are mentions, and links whose words hide where they lead.
	marks []string
}

// plain are the words that a reader sees: the marks of headings, small print, quotes,
// lists, code, bold and so on are gone, escapes are undone, instants are dates in
// UTC. A mark that was not escaped is therefore missing.
func plain(text string) string { return draw(text).words.String() }

// drawn keeps what was drawn: every look at a conversation draws all of it again.
var drawn sync.Map // text -> *drawing, which nobody changes afterwards

func draw(text string) *drawing {
	if d, ok := drawn.Load(text); ok {
		return d.(*drawing)
	}
	d := drawAnew(text)
	drawn.Store(text, d)
	return d
}

func drawAnew(text string) *drawing {
	d := &drawing{}
	for text != "" {
		from, to := fence(text)
		d.inline(lines(text[:from]))
		if from == to {
			break
		}
		body := text[from+3 : to-3]
		if first, rest, ok := strings.Cut(body, "\n"); ok && language.MatchString(first) && strings.TrimSpace(rest) != "" {
			body = rest
		}
		d.words.WriteString(strings.Trim(body, "\n"))
		text = text[to:]
	}
	return d
}

var (
	language = regexp.MustCompile(`^[A-Za-z0-9_+\-.#]*$`)
	heading  = regexp.MustCompile(`^(#{1,3}|-#)\s+(\S.*)$`)
	bullet   = regexp.MustCompile(`^( *)[-*] +(\S.*)$`)
)

// fence finds the first block between two ```; equal places when there is none.
func fence(text string) (from, to int) {
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' {
			i++
			continue
		}
		if strings.HasPrefix(text[i:], "```") {
			if n := strings.Index(text[i+3:], "```"); n > 0 && strings.TrimSpace(text[i+3:i+3+n]) != "" {
				return i, i + 3 + n + 3
			}
		}
	}
	return len(text), len(text)
}

// lines takes off what marks whole lines.
func lines(text string) string {
	all := strings.Split(text, "\n")
	for i, l := range all {
		l = strings.TrimPrefix(strings.TrimPrefix(l, ">>> "), "> ")
		if m := heading.FindStringSubmatch(l); m != nil {
			l = m[2]
		}
		if m := bullet.FindStringSubmatch(l); m != nil {
			l = m[1] + "• " + m[2]
		}
		all[i] = l
	}
	return strings.Join(all, "\n")
}

var (
	mention = regexp.MustCompile(`^(<@!?\d+>|<@&\d+>|<#\d+>|</[^<>:]+:\d+>|<id:[a-z]+>|@everyone|@here)`)
	instant = regexp.MustCompile(`^<t:(-?\d+)(?::([tTdDfFsSR]))?>`)
	emoji   = regexp.MustCompile(`^<a?(:\w+:)\d+>`)
	address = regexp.MustCompile(`^https?://[^\s<]+`)
	angled  = regexp.MustCompile(`^<(https?://[^\s<>]+)>`)
	masked  = regexp.MustCompile(`^\[((?:\\.|[^\[\]\\])+)\]\(<?(https?://[^\s()<>]+)>?\)`)
)

func (d *drawing) inline(s string) {
	for s != "" {
		n := d.special(s)
		if n == 0 {
			n = d.styled(s)
		}
		if n == 0 {
			_, n = utf8.DecodeRuneInString(s)
			d.words.WriteString(s[:n])
		}
		s = s[n:]
	}
}

// special draws what stands for itself and says how much of s that was.
func (d *drawing) special(s string) int {
	switch s[0] {
	case '\\':
		r, n := utf8.DecodeRuneInString(s[1:])
		if n > 0 && !unicode.IsSpace(r) && (r >= utf8.RuneSelf || !unicode.IsLetter(r) && !unicode.IsDigit(r)) {
			d.words.WriteRune(r)
			return 1 + n
		}
	case '`':
		run := len(s) - len(strings.TrimLeft(s, "`"))
		for at := run; at < len(s); {
			next := strings.IndexByte(s[at:], '`')
			if next < 0 {
				return 0
			}
			at += next
			same := len(s[at:]) - len(strings.TrimLeft(s[at:], "`"))
			if same == run {
				d.words.WriteString(strings.TrimSpace(s[run:at]))
				return at + run
			}
			at += same
		}
	case '<', '@':
		if m := mention.FindString(s); m != "" {
			d.marks = append(d.marks, m)
			d.words.WriteString(m)
			return len(m)
		}
		if m := instant.FindStringSubmatch(s); m != nil {
			unix, _ := strconv.ParseInt(m[1], 10, 64)
			d.words.WriteString(Date(time.Unix(unix, 0), m[2]))
			return len(m[0])
		}
		if m := emoji.FindStringSubmatch(s); m != nil {
			d.words.WriteString(m[1])
			return len(m[0])
		}
		if m := angled.FindStringSubmatch(s); m != nil {
			d.words.WriteString(m[1])
			return len(m[0])
		}
	case 'h':
		if m := address.FindString(s); m != "" {
			d.words.WriteString(m)
			return len(m)
		}
	case '[':
		if m := masked.FindStringSubmatch(s); m != nil {
			if !strings.HasPrefix(m[2], "https://discord.com/channels/") {
				d.marks = append(d.marks, m[0])
			}
			d.inline(m[1])
			return len(m[0])
		}
	}
	return 0
}

// styled draws what stands between two marks and says how much of s that was.
func (d *drawing) styled(s string) int {
	for _, mark := range []string{"**", "__", "~~", "||", "*", "_"} {
		if !strings.HasPrefix(s, mark) {
			continue
		}
		if end := closing(s, mark); end > 0 {
			d.inline(s[len(mark):end])
			return end + len(mark)
		}
	}
	return 0
}

// closing is where the mark that s begins with ends, or 0.
func closing(s, mark string) int {
	w := len(mark)
	if w == 1 && len(s) > 1 && mark == "*" && unicode.IsSpace(rune(s[1])) {
		return 0
	}
	for i := w; i < len(s); i++ {
		if s[i] == '\\' {
			i++
			continue
		}
		if !strings.HasPrefix(s[i:], mark) {
			continue
		}
		after := byte(' ')
		if i+w < len(s) {
			after = s[i+w]
		}
		double := w == 1 && after == mark[0]
		switch {
		case double: // the other, stronger mark
			i++
		case i == w:
		case mark == "_" && after < utf8.RuneSelf && (unicode.IsLetter(rune(after)) || unicode.IsDigit(rune(after))): // inside a word
			return 0
		case mark == "*" && unicode.IsSpace(rune(s[i-1])):
		case w == 2 && after == mark[0] && mark != "||":
		default:
			return i
		}
	}
	return 0
}

// Date is an instant as Message.Words shows it: that of <t:unix:style>, in UTC.
func Date(at time.Time, style string) string {
	format, ok := map[string]string{
		"t": "15:04", "T": "15:04:05", "d": "02/01/2006", "D": "2 January 2006", "F": "Monday, 2 January 2006 15:04",
	}[style]
	if !ok {
		format = "2 January 2006 15:04" // "f" and no style
	}
	return at.UTC().Format(format)
}
