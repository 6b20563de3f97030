package evidence

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/learn"
	"studybot/bot/study"
)

// shown is how many areas one list names; all of them are on the areas card.
const shown = 3

// Score tells what the member's answers say in all: the total, recall, where they differ
// from the self-assessment, and what moved. answered is false when there are no answers;
// the blocks say so.
func (d *Desk) Score(ctx context.Context, who study.Who, pack *study.Pack) (blocks []chat.Block, answered bool, err error) {
	v, err := d.look(ctx, who, pack)
	if err != nil {
		return nil, false, err
	}
	if !v.answered() {
		return []chat.Block{card.Para("No answers yet, so there is nothing to set beside your ratings. Every question that you answer adds to it.")}, false, nil
	}
	blocks = []chat.Block{card.Lead("Evidence total:", v.total()+". "+v.rests())}
	if recall := v.recall(); recall != "" {
		blocks = append(blocks, card.Lead("Recall today:", recall+"."))
	}
	blocks = append(blocks, v.differences()...)
	moved, err := d.moves(ctx, v, who)
	if err != nil {
		return nil, false, err
	}
	if len(moved) > 0 {
		var items []chat.Item
		for _, m := range moved {
			items = append(items, chat.Item{Lead: name(m.now.Area) + ":", Text: m.String() + ". " + m.why()})
		}
		blocks = append(blocks, card.Lead("Moved in seven days:", ""), atMost(items))
	}
	return blocks, true, nil
}

// rests says how much of the total rests on enough answers.
func (v view) rests() string {
	some, enough := 0, 0
	for _, e := range v.areas {
		if e.Answers > 0 {
			some++
		}
		if !e.Few() {
			enough++
		}
	}
	if enough == len(v.areas) {
		return fmt.Sprintf("All %d areas rest on 4 or more answers.", enough)
	}
	text := fmt.Sprintf("You have answered in %d of %d areas, ", some, len(v.areas))
	switch enough {
	case 0:
		return text + "in none of them 4 times yet, so most of it is a forecast."
	case some:
		return text + "in each 4 times or more; the rest is a forecast."
	}
	return text + fmt.Sprintf("in %d of them 4 times or more; the rest is a forecast.", enough)
}

// differences are the areas whose answers point away from the self-assessment, the
// widest first.
func (v view) differences() []chat.Block {
	var apart []learn.Evidence
	compared := false
	for _, e := range v.areas {
		compared = compared || e.Self > 0 && !e.Few()
		if e.Differs() != 0 {
			apart = append(apart, e)
		}
	}
	if len(apart) == 0 {
		if !compared {
			return nil
		}
		return []chat.Block{card.Para("Where there are 4 or more answers, they agree with your ratings within a point.")}
	}
	gap := func(e learn.Evidence) float64 { return math.Abs(e.Score - float64(e.Self)) }
	slices.SortStableFunc(apart, func(a, b learn.Evidence) int { return cmp.Compare(gap(b), gap(a)) })
	var items []chat.Item
	for _, e := range apart {
		items = append(items, chat.Item{Lead: name(e.Area) + ":", Text: fmt.Sprintf("you rated %d, your answers point to %.1f (most likely between %.1f and %.1f), %s, the last %s",
			e.Self, e.Score, e.Low, e.High, answers(e.Answers), last(e))})
	}
	return []chat.Block{card.Lead("Where they point elsewhere than your rating:", ""), atMost(items), card.Para("Start there: a closer look helps most where the two differ. It is no verdict.")}
}

// atMost is a list that names the first few.
func atMost(items []chat.Item) chat.Block {
	if more := len(items) - shown; more > 0 {
		items = append(items[:shown:shown], chat.Item{Text: "and " + card.Count(more, "more area", "more areas")})
	}
	return card.Bullets(items...)
}

// Areas tells what the answers say in each area of the pack, in a phrase by its id:
// "evidence 2.9 (2.1-3.7), 9 answers, the last yesterday". answered is false when there are no answers at all.
func (d *Desk) Areas(ctx context.Context, who study.Who, pack *study.Pack) (byArea map[string]string, answered bool, err error) {
	v, err := d.look(ctx, who, pack)
	if err != nil {
		return nil, false, err
	}
	byArea = map[string]string{}
	for _, a := range pack.Areas {
		byArea[a.ID] = "no questions in this pack"
	}
	for _, e := range v.areas {
		switch {
		case e.Answers == 0:
			byArea[e.Area.ID] = "no answers yet"
		case e.Few():
			byArea[e.Area.ID] = fmt.Sprintf("%s, few answers: %d, the last %s", score(e), e.Answers, last(e))
		default:
			byArea[e.Area.ID] = fmt.Sprintf("evidence %.1f (%.1f-%.1f), %s, the last %s", e.Score, e.Low, e.High, answers(e.Answers), last(e))
		}
	}
	return byArea, v.answered(), nil
}
