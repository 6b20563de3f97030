package importer

import (
	"bytes"
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
// only quiz of its folder. What is joined is read as a quiz with its key at the end,
// and counts only when it has the same questions as the quiz alone, and more of them
// with a key: where the numbers differ, nothing is joined. The result is by the
// place of the quiz.
func withAnswers(files []gather.File, all []reader) map[int]pair {
	words := regexp.MustCompile(`[-_. ]*\b(?:answers?|solutions?|answer[-_ ]?keys?|keys?|respuestas|soluciones|lösungen|corrigés?|respostas|gabarito)$`)
	above := regexp.MustCompile(`^(?:answers?|solutions?|answer[-_ ]?keys?|keys?)$`)
	stem := func(f gather.File) (folder, name string, ofAnswers bool) {
		folder, name = path.Split(path.Clean(strings.ToLower(f.Name)))
		name = strings.ReplaceAll(strings.TrimSuffix(name, path.Ext(name)), "_", "-")
		bare := words.ReplaceAllString(name, "")
		folder = path.Clean(folder)
		if ofAnswers = bare != name; ofAnswers && above.MatchString(path.Base(folder)) {
			folder = path.Dir(folder)
		}
		return folder, bare, ofAnswers
	}
	quizzes, inFolder := map[string]int{}, map[string][]int{}
	for i, f := range files {
		if ext := strings.ToLower(path.Ext(f.Name)); ext != ".md" && ext != ".markdown" {
			continue
		}
		if folder, name, ofAnswers := stem(f); !ofAnswers {
			quizzes[folder+"/"+name] = i
			if strings.Contains(name, "quiz") || strings.Contains(name, "exam") || strings.Contains(name, "questions") {
				inFolder[folder] = append(inFolder[folder], i)
			}
		}
	}
	joined := map[int]pair{}
	for i, f := range files {
		folder, name, ofAnswers := stem(f)
		if !ofAnswers || !strings.EqualFold(path.Ext(f.Name), ".md") {
			continue
		}
		quiz, ok := quizzes[folder+"/"+name]
		if name == "" && len(inFolder[folder]) == 1 {
			quiz, ok = inFolder[folder][0], true
		}
		if _, taken := joined[quiz]; !ok || taken {
			continue
		}
		if found, better := readTogether(files[quiz], f, all); better {
			joined[quiz] = pair{answers: i, found: found}
		}
	}
	return joined
}

// readTogether reads a quiz with its answers below it, and says whether that gave
// more keys than the quiz alone, for the same questions.
func readTogether(quiz, answers gather.File, all []reader) (source.Found, bool) {
	alone, form, err := take(all, quiz.File)
	if err != nil || form != formQuiz {
		return source.Found{}, false
	}
	text, _, err := decode.Text(quiz.Path, quiz.Data)
	key, _, badKey := decode.Text(answers.Path, answers.Data)
	if err != nil || badKey != nil || len(text)+len(key) > source.MaxFile-32 {
		return source.Found{}, false
	}
	text = append(bytes.TrimRight(slices.Clone(text), "\n"), "\n\n# Answers\n"...)
	above := bytes.Count(text, []byte("\n"))
	if first, _, _ := bytes.Cut(key, []byte("\n")); bytes.HasPrefix(first, []byte("# ")) { // its title would end the answers
		key = key[len(first):]
	}
	found, form, err := take(all, source.File{Path: quiz.Path, Data: append(text, key...)})
	if err != nil || form != formQuiz || len(found.Questions) != len(alone.Questions) || keyed(found) <= keyed(alone) {
		return source.Found{}, false
	}
	for i, n := range found.Notes {
		if n.Line > above {
			if n.Kind == source.Doubtful { // an answer that fits no question: these are the answers to something else
				return source.Found{}, false
			}
			found.Notes[i].Path, found.Notes[i].Line = answers.Path, n.Line-above
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
