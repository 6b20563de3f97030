package sheet

import (
	"strings"

	"studybot/content/source/quiz/sheet/marks"
	"studybot/content/source/quiz/sheet/page"

	"studybot/content/source"
)

// keyRow reads a row of a table of keys. Number and letter stand side by side,
// once or several times in a row; or the numbers stand in the head and the letters
// below; or a cell holds a whole list.
func (s *Scan) keyRow(l page.Line) {
	z := s.zone
	cells := strings.Split(strings.Trim(l.Text, "| "), "|")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	if strings.Trim(strings.Join(cells, ""), "-: ") == "" {
		return
	}
	if z.columns == nil {
		z.columns, z.heads = cells, s.headsOf(cells)
		if s.cellNumber(cells[0]) == "" || len(cells) > 2 && s.cellNumber(cells[1]) != "" {
			return // the head
		}
	}
	z.cur = nil
	if s.keysBelowNumbers(cells, l.No) {
		return
	}
	if len(cells) == 2 {
		if g := s.Marks.PairList.FindStringSubmatch(cells[1]); g != nil && len(s.Marks.Pair.FindAllString(g[1], 2)) > 1 {
			s.addPairs(g[1], s.Plain(cells[0]), l.No)
			return
		}
	}
	for i := 0; i+1 < len(cells); {
		number := s.cellNumber(cells[i])
		if number == "" {
			break
		}
		i = s.keyCells(cells, i, number, l.No)
	}
	z.cur = nil
}

func (s *Scan) cellNumber(cell string) string {
	if g := s.Marks.Cell.FindStringSubmatch(cell); g != nil {
		return marks.Unpadded(g[1])
	}
	return ""
}

// keyCells reads the key whose number stands in cell i, and returns the next cell to read.
func (s *Scan) keyCells(cells []string, i int, number string, no int) int {
	h := s.zone.heads
	answer, why := h.answer(i+1, len(cells)), h.why(i+1, len(cells))
	for j := answer + 1; answer >= 0 && j < len(cells) && j < len(h.names); j++ {
		name := h.names[j]
		if j == why {
			continue
		}
		if s.cellNumber(cells[j]) != "" {
			break // another key stands in the row
		}
		if name != "" && strings.Trim(cells[j], "- ") != "" && !s.remarks["column "+name] {
			s.remarks["column "+name] = true
			s.Note(no, source.Skipped, "The column %q of the answers was left out.", page.Cut(name, 60))
		}
	}
	next := len(cells)
	if answer < 0 {
		answer = i + 1
		if why < 0 && i+2 < len(cells) && s.cellNumber(cells[i+2]) == "" && s.cellNumber(s.zone.columns[0]) != "" {
			why = i + 2 // a table without a head: number, letter, reason
		}
	}
	for j := answer + 1; j+1 < len(cells); j++ {
		if s.cellNumber(cells[j]) != "" {
			next = j
			break
		}
	}
	e := &Entry{Line: no, Number: number, Head: cells[answer]}
	if why > answer && why < next {
		e.Body = page.Part{{No: no, Kind: page.Prose, Text: cells[why]}}
	}
	s.addEntry(e)
	return next
}

// heads are the names of a table's columns, and where the next column of a kind stands: a
// row may hold many keys, and looking through all columns for each would take for ever.
type heads struct {
	names                  []string // lower case, without emphasis
	nextAnswer, nextReason []int    // by column; len(names) for none
}

func (s *Scan) headsOf(columns []string) heads {
	n := len(columns)
	h := heads{make([]string, n), make([]int, n+1), make([]int, n+1)}
	h.nextAnswer[n], h.nextReason[n] = n, n
	for j := n - 1; j >= 0; j-- {
		name := strings.ToLower(s.Plain(columns[j]))
		h.names[j], h.nextAnswer[j], h.nextReason[j] = name, h.nextAnswer[j+1], h.nextReason[j+1]
		switch {
		case answers(name):
			h.nextAnswer[j] = j
		case explains(name):
			h.nextReason[j] = j
		}
	}
	return h
}

// answer is the first column of answers from a column on, below end; -1 for none.
func (h heads) answer(from, end int) int { return within(h.nextAnswer, from, min(end, len(h.names))) }

// why is the first column of reasons from a column on, below end; -1 for none.
func (h heads) why(from, end int) int { return within(h.nextReason, from, min(end, len(h.names))) }

func within(next []int, from, end int) int {
	if from < len(next) && next[from] < end {
		return next[from]
	}
	return -1
}

// answers says whether the column of a name gives keys.
func answers(name string) bool {
	return strings.Contains(name, "answer") || strings.Contains(name, "correct") || strings.Contains(name, "key") ||
		strings.Contains(name, "solution") || strings.Trim(name, ". ") == "ans"
}

// explains says whether the column of a name gives reasons.
func explains(name string) bool {
	for _, word := range []string{"expla", "why", "reason", "rationale", "note", "comment", "justif", "detail", "discuss"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

// keysBelowNumbers reads a row of letters under a head of numbers.
func (s *Scan) keysBelowNumbers(cells []string, no int) bool {
	head := s.zone.columns
	if len(head) < 3 || s.cellNumber(head[1]) == "" || s.cellNumber(head[2]) == "" || s.cellNumber(cells[1%len(cells)]) != "" {
		return false
	}
	for i, cell := range cells {
		if i < len(head) && s.cellNumber(head[i]) != "" && cell != "" {
			s.addEntry(&Entry{Line: no, Number: s.cellNumber(head[i]), Head: cell})
		}
	}
	return true
}
