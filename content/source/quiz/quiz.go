package quiz

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"studybot/content/source/quiz/sheet"
	"studybot/content/source/quiz/sheet/marks"
	"studybot/content/source/quiz/sheet/page"

	"studybot/content/source"
)

// Errors of a file that cannot be read at all.
var (
	ErrTooLarge = errors.New("the file is larger than a quiz may be; split it")
	ErrNoText   = errors.New("the file is not UTF-8 text")
)

// Reads says whether f looks like a quiz in Markdown: by the end of its name, and
// by a name or a content that speaks of a quiz.
func Reads(f source.File) bool {
	switch strings.ToLower(path.Ext(f.Path)) {
	case ".md", ".markdown", ".mdx", ".mdown", ".qmd":
	default:
		return false
	}
	if !utf8.Valid(f.Data) {
		return false
	}
	head := f.Data[:min(len(f.Data), 256<<10)]
	count := func(pattern string) int { return len(regexp.MustCompile(pattern).FindAllIndex(head, 3)) }
	const front = `(?m)^[ \t>]*(?:[-*+•]\s+)?(?:\[[ xX]\]\s*)?[*_]{0,2}\(?`
	pairs := min(count(front+`[Aa][).:、．]`), count(front+`[Bb][).:、．]`))
	if pairs < 2 { // they may stand in one line
		pairs = max(pairs, count(`(?m)(?:^|\s)[*(]?[*(]?[Aa][).] .*\s[*(]?[*(]?[Bb][).] `))
	}
	const numbered = `(?im)^[ \t>]*(?:[-*+]\s+)?(?:#+ )?[*_]*(?:q|question)?\s*\d{1,3}(?:\.\d{1,3})*[*_]*[.):]`
	named := regexp.MustCompile(`(?i)^(?:quiz|quizzes|exams?|tests?|mcqs?|assessments?|questions)$`).MatchString(path.Base(path.Dir(f.Path))) && count(numbered) > 1 || regexp.MustCompile(`(?i)quiz|exam|mcq|qcm|questions|knowledge-check|pregunta|cuestionario|evaluaci|fragen|prüfung|questoes|questionário|avaliac|测验|题|self-?test|assessment`).MatchString(path.Base(f.Path)) ||
		count(`(?im)^#+ .*\b(?:quiz|quizzes|assessments?|knowledge check|practice questions|questions|exam|qcm|test your|preguntas?|perguntas?|fragen|quizfragen|cuestionario)\b`) > 0
	keyed := count(`(?im)^[ \t>]*(?:[-*+]\s+)?[*_✅ ]*(?:correct )?(?:answers?(?: key)?|ans)\b[*_ ]*:|(?:correct|right) answer is|\b(?:answer|ans\.?|correct)\s*:\W{0,4}[a-j]\b|^#+ .*\b(?:answers?|solutions?)\b|^#+ (?:answer )?key\s*$|<summary>.*answer`) > 0 ||
		count(`(?i)respuesta|antwort|lösung|réponse|resposta|gabarito|risposta|soluci[oó]n|答案|解析`) > 0
	if pairs > 1 && (named || keyed || count(front+`[Aa][).、．]`) > 1) || pairs > 0 && (named || keyed || count(`(?m)^[ \t]*[-*+] \[[xX]\]`) > 0) ||
		keyed && bytes.Contains(head, []byte("-alpha\"")) || named && (keyed || bytes.Count(head, []byte("?")) > 1) {
		return true
	}
	// Questions without letters: choices in a line, or numbers that ask.
	return keyed && (count(`(?im)^[ \t]*(?:[-*+]\s+)?(?:choices|options)\s*:\s*\S.*[;,]`) > 1 ||
		count(`(?im)^[ \t>#]*[*_]*(?:q|question)?\s*\d{1,3}[*_]*[.):][^\n]*\?[*_ ]*\r?$`) > 1)
}

// Read reads one quiz. The error is ErrTooLarge or ErrNoText, with the path; all
// else that could not be taken is a note.
func Read(f source.File) (source.Found, error) { return readWith(marks.New(), f) }

// Reader reads many quizzes: making the patterns takes longer than reading a page. It may
// be used by several goroutines at once.
type Reader struct{ marks func() *marks.Marks }

// NewReader is a Reader; its patterns are made with the first quiz.
func NewReader() Reader { return Reader{sync.OnceValue(marks.New)} }

// Read reads one of them, as the function does.
func (r Reader) Read(f source.File) (source.Found, error) { return readWith(r.marks(), f) }

// readWith reads with patterns that may serve for many files.
func readWith(m *marks.Marks, f source.File) (source.Found, error) {
	if len(f.Data) > source.MaxFile {
		return source.Found{}, fmt.Errorf("read the quiz %s: %w", f.Path, ErrTooLarge)
	}
	if !utf8.Valid(f.Data) || bytes.IndexByte(f.Data, 0) >= 0 {
		return source.Found{}, fmt.Errorf("read the quiz %s: %w", f.Path, ErrNoText)
	}
	text, front, first := frontMatter(string(f.Data))
	s := &reader{Scan: &sheet.Scan{Marks: m, Path: f.Path, Markup: &page.Markup{Expressions: m.Page}, Title: front["title"]}, texts: map[*sheet.Asked]*asText{}}
	lines := page.Split(text, first, s.Markup, func(comment string) bool {
		return m.IsKey(comment) || m.Why.MatchString(comment)
	})
	s.Lines = lines.Out
	s.Run()
	found := source.Found{Title: s.Title}
	if found.Title == "" && len(s.Lines) > 0 {
		if i := slices.IndexFunc(s.Lines, func(l page.Line) bool { return l.Kind == page.Heading }); i >= 0 && s.Lines[i].Level == 1 {
			found.Title = s.Plain(s.Lines[i].Text)
		}
	}
	found.Day = s.day(front["day"], found.Title, f.Path)
	s.questions(&found)
	s.whole(lines)
	slices.SortStableFunc(s.Notes, func(a, b source.Note) int { return a.Line - b.Line })
	found.Notes = s.Notes
	return found, nil
}

// reader makes questions of what a scan found.
type reader struct {
	*sheet.Scan
	texts map[*sheet.Asked]*asText
	last  int // number of the question above, 0 when that was none
}

// questions matches the keys and builds what was found.
func (s *reader) questions(found *source.Found) {
	images := s.Images
	for _, b := range s.Batches {
		keys := s.match(b)
		for _, q := range b.Questions {
			s.Images = 0
			built, ok := s.build(q, keys[q])
			s.last = 0
			if ok {
				s.last, _ = strconv.Atoi(q.Number)
				if s.Images > 0 {
					s.Note(q.Line, source.Took, "%s has an image, of which only the description was kept; check that it can be answered without.", s.number(q))
				}
				found.Questions = append(found.Questions, built)
			}
			images += s.Images
		}
	}
	s.Images = images
}

// whole notes what concerns the file as a whole.
func (s *reader) whole(lines *page.Splitter) {
	if lines.Fence != "" {
		s.Note(lines.Fenced, source.Doubtful, "The code block that begins here is never closed, so all that follows was read as code; close it with %s.", lines.Fence)
	}
	if lines.Hidden > 0 {
		s.Note(0, source.Skipped, "Hidden comments (%d) were left out.", lines.Hidden)
	}
	for _, no := range lines.Long {
		s.Note(no, source.Skipped, "The line is longer than %d bytes and was left out.", page.MaxLine)
	}
}

// day finds the course day: in the front matter, the title, the file's name, its folder's.
func (s *reader) day(front, title, file string) int {
	if n, err := strconv.Atoi(strings.TrimSpace(front)); err == nil && n > 0 && n < 10_000 {
		return n
	}
	dir := path.Base(path.Dir(file))
	for _, text := range []string{title, strings.ReplaceAll(path.Base(file), "_", "-"), strings.ReplaceAll(dir, "_", "-")} {
		if g := s.Marks.Day.FindStringSubmatch(text); g != nil {
			n, _ := strconv.Atoi(g[1])
			return n
		}
	}
	return 0
}

// frontMatter cuts the block between "---" lines off the front of the text and
// reads its plain fields; first is the number of the line that follows.
func frontMatter(text string) (rest string, fields map[string]string, first int) {
	fields = map[string]string{}
	text = strings.TrimPrefix(text, "\ufeff")
	if !strings.HasPrefix(text, "---\n") && !strings.HasPrefix(text, "---\r\n") {
		return text, fields, 1
	}
	no := 0
	at := 0
	for l := range strings.Lines(text) {
		no++
		at += len(l)
		bare := strings.TrimSpace(l)
		if no > 1 && (bare == "---" || bare == "...") {
			return text[at:], fields, no + 1
		}
		if no > 200 {
			break
		}
		if name, value, ok := strings.Cut(bare, ":"); ok {
			fields[strings.ToLower(strings.TrimSpace(name))] = strings.Trim(strings.TrimSpace(value), `"'`)
		}
	}
	return text, map[string]string{}, 1 // never closed: no front matter
}
