package quiz

import (
	"strings"

	"studybot/content/source/quiz/sheet"
	"studybot/content/source/quiz/sheet/page"
)

// truths are the words for true and false, as they are shown.
func truths() [][2]string {
	return [][2]string{
		{"Verdadero", "Falso"},
		{"Verdadeiro", "Falso"},
		{"Vero", "Falso"},
		{"Vrai", "Faux"},
		{"Richtig", "Falsch"},
		{"Wahr", "Falsch"},
		{"对", "错"},
		{"正确", "错误"},
		{"√", "×"},
	}
}

// foreignTruth are the options of a statement whose key is one of the words for
// true and false. A key that goes on behind the word needs a question that
// announces it, such as "Vrai ou faux :".
func (s *reader) foreignTruth(q *sheet.Asked, keys []key) []choice {
	if len(keys) == 0 {
		return nil
	}
	first, _, _ := strings.Cut(keys[0].text, "\n")
	first = strings.ToLower(strings.Trim(first, "*_ .。"))
	asked := strings.ToLower(q.Section+" "+q.Remark) + " " + s.asText(q).prompts[1]
	var near []choice
	for _, pair := range truths() {
		yes, no := strings.ToLower(pair[0]), strings.ToLower(pair[1])
		announced := strings.Contains(asked, yes) && strings.Contains(asked, no) || strings.Contains(asked, "判断")
		options := []choice{{letter: "T", text: pair[0]}, {letter: "F", text: pair[1]}}
		for _, word := range []string{yes, no} {
			rest, begins := strings.CutPrefix(first, word)
			ends := rest == "" || !page.IsWord([]rune(rest)[0])
			switch {
			case begins && ends && announced:
				return options
			case begins && rest == "" && near == nil:
				near = options
			}
		}
	}
	return near
}
