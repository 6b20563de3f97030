package bot

import (
	"fmt"
	"slices"
	"strings"

	"studybot/bot/asking"
	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/learn"
	"studybot/bot/study"
)

// shortRoom is how much of an area's name stands in a row of several.
const shortRoom = 60

// spreadOf adds up how the week's open questions were rated, for a group that is large
// enough: nobody can be read out of it. The people are counted by the one of those
// questions that most of them answered. Nothing is told when all chose the same rating,
// or all but as many as one person gave: everybody's would be known, to that person at least.
func spreadOf(week []weekRound, pack *study.Pack) []chat.Block {
	var sum study.Tally
	people, questions := 0, 0
	for _, w := range week {
		if w.Question.Format.Keyed() {
			continue // there the value is how sure people were
		}
		people = max(people, w.tally.Answered())
		questions++
		for v, n := range w.tally {
			sum[v] += n
		}
	}
	if people < learn.TeamFrom || sum.Answered() < learn.TeamAnswersFrom || sum.Alike(questions) {
		return nil
	}
	return asking.TallyBlocks(sum, "How everyone rated themselves on questions without a key", pack)
}

// told are the questions of the rounds whose key points everybody in the channel has seen.
func (b *Bot) told(c study.Course, rounds []study.Round) []string {
	var ids []string
	for _, r := range rounds {
		if a, err := b.asking.Asked(r); err == nil && !b.Now().Before(asking.RevealAt(c.Timetable, r.Day)) {
			ids = append(ids, a.Question.ID)
		}
	}
	return ids
}

// areasOf tells which areas the week touched and whose turn comes soonest.
func (ch *chooser) areasOf(week []weekRound) []chat.Block {
	var served []string
	for _, w := range week {
		area, _ := w.Pack.Area(w.Question.Area)
		if name := card.Short(area.Name, shortRoom); !slices.Contains(served, name) {
			served = append(served, name)
		}
	}
	var soon []string
	for _, a := range ch.known.Model.Waiting(ch.past, learn.UsualRules()) {
		if len(soon) < 3 {
			soon = append(soon, card.Short(a.Name, shortRoom))
		}
	}
	var blocks []chat.Block
	if len(served) > 0 {
		blocks = append(blocks, card.Lead("Areas this week:", strings.Join(served, "; ")+"."))
	}
	if len(soon) > 0 {
		blocks = append(blocks, card.Lead("Waiting longest:", fmt.Sprintf("%s. Every area comes within %d questions.", strings.Join(soon, "; "), learn.UsualRules().Window)))
	}
	return blocks
}
