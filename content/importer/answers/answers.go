package answers

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"studybot/content/source/decode"
	"studybot/content/source/gather"
)

// Part is a part of a file of answers, or all of it.
type Part struct {
	// File is its place among the files, Title its heading, "" for the whole.
	File  int
	Title string
	// Text is what stands below the heading, Above how many lines stand before that.
	Text  []byte
	Above int
}

// Joins are what a caller knows of a quiz.
type Joins interface {
	// IsQuiz says whether the file at a place holds questions.
	IsQuiz(place int) bool
	// Join gives answers to the quiz at a place, and says whether they fit.
	Join(quiz int, part Part) bool
}

// Give offers each file of answers to the quiz that it names. A file whose parts go
// to several is offered by the part; left are the parts of such files that fit none.
func Give(files []gather.File, to Joins) (left []Part) {
	quizzes, inFolder := map[string]int{}, map[string][]int{}
	for i, f := range files {
		if folder, name, ofAnswers := nameOf(f); !ofAnswers && isMarkdown(f) {
			quizzes[folder+"/"+name] = i
			inFolder[folder] = append(inFolder[folder], i)
		}
	}
	for i, f := range files {
		folder, name, ofAnswers := nameOf(f)
		if !ofAnswers || !isMarkdown(f) {
			continue
		}
		text, _, err := decode.Text(f.Path, f.Data)
		if err != nil {
			continue
		}
		whole := Part{File: i, Text: text}
		if quiz, ok := quizzes[folder+"/"+name]; ok {
			to.Join(quiz, whole)
			continue
		}
		if name != "" && name != "quiz" && name != "quizzes" {
			continue
		}
		beside := quizzesAmong(files, inFolder[folder], to)
		if len(beside) == 1 && to.Join(beside[0], whole) {
			continue
		}
		all := partsOf(i, string(text))
		var unfit []Part
		for _, part := range all {
			if quiz, ok := nameFits(files, beside, part.Title); !ok || !to.Join(quiz, part) {
				unfit = append(unfit, part)
			}
		}
		if len(unfit) < len(all) {
			left = append(left, unfit...)
		}
	}
	return left
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
func quizzesAmong(files []gather.File, among []int, to Joins) (found []int) {
	for _, i := range among {
		if _, name, _ := nameOf(files[i]); strings.Contains(name, "quiz") || strings.Contains(name, "exam") || strings.Contains(name, "questions") {
			found = append(found, i)
		}
	}
	if len(found) > 0 {
		return found
	}
	for _, i := range among {
		if to.IsQuiz(i) {
			found = append(found, i)
		}
	}
	return found
}

// partsOf cuts a text at the headings of the highest level that stands there twice.
func partsOf(file int, text string) (parts []Part) {
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
			parts[len(parts)-1].Text = []byte(text[from:m[0]])
		}
		if from = -1; m[3]-m[2] == level {
			from = m[1]
			parts = append(parts, Part{File: file, Title: text[m[4]:m[5]], Above: strings.Count(text[:from], "\n")})
		}
	}
	if from >= 0 {
		parts[len(parts)-1].Text = []byte(text[from:])
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
