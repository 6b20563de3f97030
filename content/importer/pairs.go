package importer

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"studybot/bot/study"
	"studybot/content/source"
	"studybot/content/source/decode"
	"studybot/content/source/gather"
)

// pair is a quiz that was read together with the answers that stand in a file of
// their own beside it.
type pair struct {
	answers int // place of the answers' file
	found   source.Found
}

// withAnswers joins quizzes with their answers: "quiz-3.md" with "quiz-3-answers.md" in
// the same folder or in one such as "answer-key" below it, and "answers.md" with the
// only quiz of its folder, or each of its parts with the quiz that the part's title
// names. What is joined is read as a quiz with its key at the end, and counts only
// when it has the same questions as the quiz alone, and more of them with a key:
// where the numbers differ, nothing is joined. The result is by the place of the quiz,
// with notes on parts of answers that went to none.
func withAnswers(files []gather.File, all []reader) (joined map[int]pair, notes []source.Note) {
	quizzes, inFolder := map[string]int{}, map[string][]int{}
	for i, f := range files {
		if folder, name, ofAnswers := nameOf(f); !ofAnswers && isMarkdown(f) {
			quizzes[folder+"/"+name] = i
			inFolder[folder] = append(inFolder[folder], i)
		}
	}
	joined = map[int]pair{}
	join := func(quiz int, answers int, key []byte, above int) bool {
		if _, taken := joined[quiz]; taken {
			return false
		}
		found, better := readTogether(files[quiz], files[answers], key, above, all)
		if better {
			joined[quiz] = pair{answers: answers, found: found}
		}
		return better
	}
	for i, f := range files {
		folder, name, ofAnswers := nameOf(f)
		if !ofAnswers || !isMarkdown(f) {
			continue
		}
		key, _, err := decode.Text(f.Path, f.Data)
		if err != nil {
			continue
		}
		if quiz, ok := quizzes[folder+"/"+name]; ok {
			join(quiz, i, key, 0)
			continue
		}
		if generic := name == "" || name == "quiz" || name == "quizzes"; !generic {
			continue
		}
		beside := quizzesAmong(files, inFolder[folder], all)
		if len(beside) == 1 && join(beside[0], i, key, 0) {
			continue
		}
		var left []source.Note
		parts := partsOf(string(key))
		for _, part := range parts {
			if quiz, ok := nameFits(files, beside, part.title); !ok || !join(quiz, i, []byte(part.text), part.above) {
				left = append(left, source.Note{Path: f.Path, Line: part.above + 1, Kind: source.Doubtful, Text: fmt.Sprintf("The answers below %q fit the questions of no quiz here; look where they belong.", shorten(part.title, 60))})
			}
		}
		if len(left) < len(parts) {
			notes = append(notes, left...)
		}
	}
	return joined, notes
}

func isMarkdown(f gather.File) bool {
	ext := strings.ToLower(path.Ext(f.Name))
	return ext == ".md" || ext == ".markdown"
}

// nameOf is a file's folder and its name without what says that it holds answers.
func nameOf(f gather.File) (folder, name string, ofAnswers bool) {
	words := regexp.MustCompile(`[-_. ]*\b(?:answers?|solutions?|answer[-_ ]?keys?|keys?|respuestas|soluciones|lösungen|corrigés?|respostas|gabarito)$`)
	above := regexp.MustCompile(`^(?:answers?|solutions?|answer[-_ ]?keys?|keys?)$`)
	folder, name = path.Split(path.Clean(strings.ToLower(f.Name)))
	name = strings.ReplaceAll(strings.TrimSuffix(name, path.Ext(name)), "_", "-")
	bare := words.ReplaceAllString(name, "")
	folder = path.Clean(folder)
	if ofAnswers = bare != name; ofAnswers && above.MatchString(path.Base(folder)) {
		folder = path.Dir(folder)
	}
	return folder, bare, ofAnswers
}

// quizzesAmong are the quizzes among files: those whose name says so, else those that
// are read as one and hold a question.
func quizzesAmong(files []gather.File, among []int, all []reader) (found []int) {
	for _, i := range among {
		if _, name, _ := nameOf(files[i]); strings.Contains(name, "quiz") || strings.Contains(name, "exam") || strings.Contains(name, "questions") {
			found = append(found, i)
		}
	}
	if len(found) > 0 {
		return found
	}
	for _, i := range among {
		if alone, form, err := take(all, files[i].File); err == nil && form == formQuiz && len(alone.Questions) > 0 {
			found = append(found, i)
		}
	}
	return found
}

// answersPart is a part of a file of answers, with the lines that stand above it.
type answersPart struct {
	title, text string
	above       int
}

// partsOf cuts a text at the headings of the highest level that stands there twice.
func partsOf(text string) (parts []answersPart) {
	heading := regexp.MustCompile(`(?m)^(#{1,6})[ \t]+(.*\S)[ \t\r]*$`)
	found := heading.FindAllStringSubmatchIndex(text, -1)
	var levels [7]int
	for _, m := range found {
		levels[m[3]-m[2]]++
	}
	level := slices.IndexFunc(levels[:], func(n int) bool { return n > 1 })
	from := -1
	for _, m := range found {
		if m[3]-m[2] > level {
			continue
		}
		if from >= 0 {
			parts[len(parts)-1].text = text[from:m[0]]
		}
		if from = -1; m[3]-m[2] == level {
			from = m[1]
			parts = append(parts, answersPart{title: text[m[4]:m[5]], above: strings.Count(text[:from], "\n")})
		}
	}
	if from >= 0 {
		parts[len(parts)-1].text = text[from:]
	}
	return parts
}

// nameFits finds the one quiz that a title names: by the words of its file's name, or
// by what counts it, as "Module 03: Nets" does with "module-3-quiz.md" and "03-nets.md".
func nameFits(files []gather.File, among []int, title string) (place int, one bool) {
	n := 0
	for _, i := range among {
		if _, name, _ := nameOf(files[i]); fits(counted(name), counted(title)) {
			place, n = i, n+1
		}
	}
	return place, n == 1
}

// fits compares two names: all words of the shorter one begin the longer one, which
// says little unless they are all or there is a number among them.
func fits(a, b []string) bool {
	isNumber := func(words []string) bool { return len(words) > 0 && words[0][0] >= '0' && words[0][0] <= '9' }
	switch {
	case isNumber(a) && len(b) > 1 && isNumber(b[1:]): // "03 nets" and "module 3"
		b = b[1:]
	case isNumber(b) && len(a) > 1 && isNumber(a[1:]):
		a = a[1:]
	}
	n := min(len(a), len(b))
	return n > 0 && slices.Equal(a[:n], b[:n]) && (len(a) == len(b) || slices.ContainsFunc(a[:n], func(w string) bool { return isNumber([]string{w}) }))
}

// counted is a name as words, numbers without zeros in front, without the words that
// all names have.
func counted(name string) []string {
	words := regexp.MustCompile(`[\pL]+|\d+`).FindAllString(strings.ToLower(name), -1)
	words = slices.DeleteFunc(words, func(w string) bool {
		return slices.Contains([]string{"quiz", "quizzes", "answers", "answer", "key", "solutions", "questions", "the", "to"}, w)
	})
	for i, w := range words {
		if bare := strings.TrimLeft(w, "0"); bare != "" {
			words[i] = bare
		}
	}
	return words
}

// readTogether reads a quiz with its answers below it, and says whether that gave
// more keys than the quiz alone, for the same questions. key is the answers' text,
// or a part of it that stands below some lines.
func readTogether(quiz, answers gather.File, key []byte, lines int, all []reader) (source.Found, bool) {
	alone, form, err := take(all, quiz.File)
	if err != nil || form != formQuiz {
		return source.Found{}, false
	}
	text, _, err := decode.Text(quiz.Path, quiz.Data)
	if err != nil || len(text)+len(key) > source.MaxFile-32 {
		return source.Found{}, false
	}
	text = append(bytes.TrimRight(slices.Clone(text), "\n"), "\n\n# Answers\n"...)
	above := bytes.Count(text, []byte("\n"))
	if first, _, _ := bytes.Cut(key, []byte("\n")); bytes.HasPrefix(first, []byte("# ")) { // its title would end the answers
		key = key[len(first):]
	}
	found, form, err := take(all, source.File{Path: quiz.Path, Data: append(text, key...)})
	if err != nil || form != formQuiz || len(found.Questions) < len(alone.Questions) || keyed(found) <= keyed(alone) {
		return source.Found{}, false
	}
	for _, q := range found.Questions {
		if q.Line > above { // the answers would be questions
			return source.Found{}, false
		}
	}
	for i, n := range found.Notes {
		if n.Line > above {
			if n.Kind == source.Doubtful { // an answer that fits no question: these are the answers to something else
				return source.Found{}, false
			}
			found.Notes[i].Path, found.Notes[i].Line = answers.Path, n.Line-above+lines
		}
	}
	return found, true
}

// keyed counts the questions that can be asked.
func keyed(f source.Found) int {
	n := 0
	for _, q := range f.Questions {
		if q.Status == study.Active {
			n++
		}
	}
	return n
}
