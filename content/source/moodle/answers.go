package moodle

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"studybot/bot/study"
	"studybot/content/source"
)

// answers reads what stands between the braces of a question; its kind follows from
// the signs, in the order in which Moodle tries them.
func (g *gift) answers(q *source.Question, inside, format string) {
	switch {
	case inside == "":
		q.Format = study.Open
		if q.Answer == "" {
			g.say(q.Line, source.Took, "the question is an essay")
		}
	case inside[0] == '#':
		g.numeric(q, inside[1:], format)
	case unescaped(inside, "~") >= 0:
		g.choice(q, inside, format)
	case isTrueFalse(inside):
		g.trueFalse(q, inside, format)
	case strings.Contains(inside, "->") && unescaped(inside, "=") >= 0:
		g.matching(q, inside, format)
	default:
		g.short(q, inside, format)
	}
}

func isTrueFalse(inside string) bool {
	answer, _ := cutFeedback(inside)
	switch strings.ToUpper(answer) {
	case "T", "TRUE", "F", "FALSE":
		return true
	}
	return false
}

// weight takes "%50%" off an answer; full is the credit without one.
func weight(s string, full float64) (rest string, credit float64) {
	if !strings.HasPrefix(s, "%") {
		return s, full
	}
	figure, after, ok := strings.Cut(s[1:], "%")
	n, err := strconv.ParseFloat(strings.ReplaceAll(figure, ",", "."), 64)
	if !ok || err != nil || math.IsNaN(n) || math.Abs(n) > 100 {
		return s, full
	}
	return strings.TrimSpace(after), n
}

// choice reads "~wrong =right"; several with a part of the credit are several right ones.
func (g *gift) choice(q *source.Question, inside, format string) {
	q.Format = study.MultipleChoice
	full, parts := 0, 0
	var credits []float64
	for _, it := range items(inside) {
		credit := 0.0
		if it.sign == '=' {
			credit = 100
		}
		it.text, credit = weight(it.text, credit)
		answer, feedback := cutFeedback(it.text)
		option := study.Choice{}
		option.Text, _ = g.text(answer, format, q)
		option.Why, _ = g.text(feedback, format, q)
		if it.sign == 0 {
			g.say(q.Line, source.Doubtful, "a text before the first option was not taken: %q", short(option.Text))
			continue
		}
		switch {
		case credit >= 100:
			full++
		case credit > 0:
			parts++
		}
		credits = append(credits, credit)
		q.Options = append(q.Options, option)
	}
	for i, credit := range credits {
		q.Options[i].Correct = credit >= 100 || full == 0 && parts > 1 && credit > 0
	}
	switch {
	case full == 0 && parts == 1:
		q.Status = study.Draft
		g.say(q.Line, source.Doubtful, "the question is a draft: no option has the whole credit")
	case full == 1 && parts > 0:
		g.say(q.Line, source.Took, "options with a part of the credit count as wrong")
	}
}

// trueFalse reads "TRUE#when wrong#when right".
func (g *gift) trueFalse(q *source.Question, inside, format string) {
	answer, feedback := cutFeedback(inside)
	whenWrong, whenRight := cutFeedback(feedback)
	q.Format = study.MultipleChoice
	q.Options = []study.Choice{{Text: "True"}, {Text: "False"}}
	right := 0
	if strings.HasPrefix(strings.ToUpper(answer), "F") {
		right = 1
	}
	q.Options[right].Correct = true
	q.Options[right].Why, _ = g.text(whenRight, format, q)
	q.Options[1-right].Why, _ = g.text(whenWrong, format, q)
}

// short reads "=one =also right =%50%partly right".
func (g *gift) short(q *source.Question, inside, format string) {
	q.Format = study.Open
	var right, partly, comments []string
	for _, it := range items(inside) {
		text, credit := weight(it.text, 100)
		answer, feedback := cutFeedback(text)
		answer, _ = g.text(answer, format, q)
		feedback, _ = g.text(feedback, format, q)
		switch {
		case answer == "":
			continue
		case credit >= 100:
			right = append(right, answer)
		case credit > 0:
			partly = append(partly, answer)
		}
		if feedback != "" {
			comments = append(comments, answer+": "+feedback)
		}
	}
	general := q.Answer
	var lines []string
	if len(right) > 0 {
		lines = append(lines, right[0])
	}
	if len(right) > 1 {
		lines = append(lines, "Also right: "+strings.Join(right[1:], "; "))
	}
	if len(partly) > 0 {
		lines = append(lines, "Partly right: "+strings.Join(partly, "; "))
	}
	lines = append(lines, comments...)
	if general != "" {
		lines = append(lines, general)
	}
	q.Answer = strings.Join(lines, "\n")
	if len(right) == 0 {
		q.Status = study.Draft
		g.say(q.Line, source.Doubtful, "the question is a draft: no answer has the whole credit")
	}
}

// matching reads "=left -> right". A member of a study group answers in words, so it
// becomes an open question that somebody has to look at.
func (g *gift) matching(q *source.Question, inside, format string) {
	q.Format, q.Status = study.Open, study.Draft
	var pairs []string
	for _, it := range items(inside) {
		left, right, ok := strings.Cut(it.text, "->")
		if !ok {
			g.say(q.Line, source.Doubtful, "a part of the matching question is no pair: %q", short(it.text))
			right = ""
		}
		left, _ = g.text(left, format, q)
		right, _ = g.text(right, format, q)
		pairs = append(pairs, strings.TrimSpace(left+" -> "+right))
	}
	q.Answer = strings.TrimSpace(strings.Join(pairs, "\n") + "\n" + q.Answer)
	g.say(q.Line, source.Doubtful, "a matching question became an open one with its pairs as the answer; it is a draft: say in the prompt what is to be matched")
}

// numeric reads "#3.14:0.01", "#3..4" and "#=3:0 =%50%3:1".
func (g *gift) numeric(q *source.Question, inside, format string) {
	q.Format = study.Numeric
	if at := unescaped(inside, "~"); at >= 0 {
		inside = inside[:at] // feedback to any other number
	}
	right, parts := 0, 0
	var problem string
	for _, it := range items(inside) {
		text, credit := weight(it.text, 100)
		figure, feedback := cutFeedback(text)
		feedback, _ = g.text(feedback, format, q)
		if credit < 100 {
			parts++
			continue
		}
		if feedback != "" {
			q.Answer = strings.TrimSpace(feedback + "\n" + q.Answer)
		}
		key, err := number(plain(figure))
		if err != nil {
			problem = err.Error()
			continue
		}
		right++
		q.Number = key
	}
	switch {
	case problem == "" && right > 1:
		problem = "several numbers have the whole credit"
	case problem == "" && right == 0:
		problem = "no number has the whole credit"
	}
	if problem != "" {
		q.Number, q.Status = nil, study.Draft
		g.say(q.Line, source.Doubtful, "the question is a draft: %s", problem)
	} else if parts > 0 {
		g.say(q.Line, source.Took, "numbers with a part of the credit count as wrong")
	}
}

// number reads "3.14", "3.14:0.01" or "3.1..3.2".
func number(s string) (*study.NumericKey, error) {
	parse := func(s string) (float64, error) {
		n, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
		if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
			return 0, fmt.Errorf("%q is no number", short(s))
		}
		return n, nil
	}
	if low, high, ok := strings.Cut(s, ".."); ok {
		a, err := parse(low)
		if err != nil {
			return nil, err
		}
		b, err := parse(high)
		if err != nil {
			return nil, err
		}
		if b < a || math.IsInf(b-a, 0) {
			return nil, fmt.Errorf("%q is no range from low to high", short(s))
		}
		// Rounded, so that 3.141..3.142 is 3.1415 and not 3.1414999999999997.
		middle := rounded(a/2 + b/2)
		return &study.NumericKey{Value: middle, Tolerance: rounded(math.Max(b-middle, middle-a))}, nil
	}
	value, margin, ok := strings.Cut(s, ":")
	n, err := parse(value)
	if err != nil {
		return nil, err
	}
	key := &study.NumericKey{Value: n}
	if ok && strings.TrimSpace(margin) != "" {
		if key.Tolerance, err = parse(margin); err != nil {
			return nil, err
		}
		key.Tolerance = math.Abs(key.Tolerance)
	}
	return key, nil
}

// rounded keeps twelve digits.
func rounded(n float64) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(n, 'g', 12, 64), 64)
	if err != nil {
		return n // out of the range of numbers only at its very end
	}
	return r
}
