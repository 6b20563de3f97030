package importer

import (
	"bytes"
	"fmt"
	"slices"

	"studybot/bot/study"
	"studybot/content/importer/answers"
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

// withAnswers joins quizzes with the answers that stand in other files. What is
// joined is read as a quiz with its key at the end, and counts only when it has the
// same questions as the quiz alone, and more of them with a key: where the numbers
// differ, nothing is joined. The result is by the place of the quiz, with notes on
// parts of answers that went to none.
func withAnswers(files []gather.File, all []reader) (joined map[int]pair, notes []source.Note) {
	j := joins{files: files, all: all, joined: map[int]pair{}}
	for _, part := range answers.Give(files, j) {
		notes = append(notes, source.Note{
			Path: files[part.File].Path, Line: part.Above + 1, Kind: source.Doubtful,
			Text: fmt.Sprintf("The answers below %q fit the questions of no quiz here; look where they belong.", shorten(part.Title, 60)),
		})
	}
	return j.joined, notes
}

// joins are the pairs that were found so far.
type joins struct {
	files  []gather.File
	all    []reader
	joined map[int]pair
}

func (j joins) IsQuiz(place int) bool {
	found, form, err := take(j.all, j.files[place].File)
	return err == nil && form == formQuiz && len(found.Questions) > 0
}

func (j joins) Join(quiz int, part answers.Part) bool {
	if _, taken := j.joined[quiz]; taken {
		return false
	}
	found, better := readTogether(j.files[quiz], j.files[part.File], part, j.all)
	if better {
		j.joined[quiz] = pair{answers: part.File, found: found}
	}
	return better
}

// readTogether reads a quiz with its answers below it, and says whether that gave
// more keys than the quiz alone, for the same questions.
func readTogether(quiz, beside gather.File, part answers.Part, all []reader) (source.Found, bool) {
	key := part.Text
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
			found.Notes[i].Path, found.Notes[i].Line = beside.Path, n.Line-above+part.Above
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
