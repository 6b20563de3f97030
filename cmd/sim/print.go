package main

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// print writes a table for each section, in Markdown.
func (f findings) print(out io.Writer) {
	fmt.Fprintf(out, "%d teams of %d, %d questions. Every figure with its 95 %% interval, from a bootstrap over the teams.\n", f.Seeds, f.Team, f.Questions)
	fmt.Fprint(out, "These are claims about the simulation, not about people.\n\n")
	fmt.Fprint(out, "## What was gained\n\n"+
		"Recall of all questions by all members on the day of the exam, weighted by priority, in points of 100: minus what it\n"+
		"would have been had nobody studied, and minus that of day 0. The oracle sees the true memories; the observer knows\n"+
		"all but what luck decides, so what it lacks of the oracle nobody can foresee.\n\n")
	rows := [][]string{{"Truth", "Days", "k", "Policy", "Gain", "Since day 0", "Of the better of random and round robin", "Of the oracle", "Of the observer"}}
	reached, aims := 0, 0
	count := func(all ...target) {
		for _, t := range all {
			if t.aimed() {
				aims++
				if t.reached() {
					reached++
				}
			}
		}
	}
	for _, g := range f.Gains {
		count(g.Ratio, g.Share)
		rows = append(rows, append(g.cells(), g.Gain.text(100, 1), g.Since.text(100, 1), g.Ratio.text(), g.Share.text(), short(g.Knowable.mean)))
	}
	table(out, rows)
	if len(f.Forecasts) == 0 {
		return
	}
	fmt.Fprint(out, "\n## What was known\n\n"+
		"A random policy asks; the one that is judged only learns and forecasts. AUC: first answers, and what the truth itself\n"+
		"would reach. Log loss: of questions that come again, by how much it is under the best constant. Areas: scores from 1\n"+
		"to 5 on the day of the exam against the true ones, with 90 % intervals.\n\n")
	rows = [][]string{{"Truth", "Days", "k", "Policy", "AUC", "of truth", "Log loss under constant", "Area RMSE", "Coverage", "Width", "RMSE, own questions", "RMSE of self-assessment"}}
	for _, p := range f.Forecasts {
		count(p.AUC, p.LogLoss, p.RMSE, p.Coverage)
		rows = append(rows, append(p.cells(), p.AUC.text(), short(p.Ceiling.mean), p.LogLoss.text(), p.RMSE.text(),
			p.Coverage.text(), p.Width.text(1, 2), p.OwnRMSE.text(1, 2), short(p.SelfRMSE.mean)))
	}
	table(out, rows)
	fmt.Fprintf(out, "\n%d of %d aims reached.\n", reached, aims)
}

func (p place) cells() []string {
	return []string{p.Truth, strconv.Itoa(p.Days), strconv.Itoa(p.K), p.Policy}
}

func short(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	return strconv.FormatFloat(v, 'f', 2, 64)
}

// text is the figure times a factor with its interval, "" when it is unknown.
func (e estimate) text(factor float64, digits int) string {
	if math.IsNaN(e.mean) {
		return ""
	}
	return fmt.Sprintf("%.*f (%.*f to %.*f)", digits, e.mean*factor, digits, e.low*factor, digits, e.high*factor)
}

// text adds the aim and whether it is reached.
func (t target) text() string {
	s := t.estimate.text(1, 3)
	if !t.aimed() {
		return s
	}
	verdict := "no"
	if t.reached() {
		verdict = "yes"
	}
	switch {
	case math.IsInf(t.to, 1):
		return fmt.Sprintf("%s, at least %.2f: %s", s, t.from, verdict)
	case t.from == 0:
		return fmt.Sprintf("%s, at most %.2f: %s", s, t.to, verdict)
	}
	return fmt.Sprintf("%s, %.2f to %.2f: %s", s, t.from, t.to, verdict)
}

// table writes rows with their columns aligned; the first row is the header.
func table(out io.Writer, rows [][]string) {
	width := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, c := range row {
			width[i] = max(width[i], utf8.RuneCountInString(c))
		}
	}
	for n, row := range rows {
		for i, c := range row {
			fmt.Fprintf(out, "| %-*s ", width[i], c)
		}
		fmt.Fprintln(out, "|")
		if n == 0 {
			for _, w := range width {
				fmt.Fprint(out, "| ", strings.Repeat("-", w), " ")
			}
			fmt.Fprintln(out, "|")
		}
	}
}
