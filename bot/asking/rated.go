package asking

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/refusal"
	"studybot/bot/study"
)

// ratedCard confirms a rating, or says kindly why it did not count.
func (a Asked) ratedCard(r study.Receipt, peeked bool) (chat.Message, error) {
	if r.Verdict == study.Unknown {
		return chat.Message{}, refusal.New("no such round", "That question was not asked here, so there is nothing to rate. /study question has the next one for you.")
	}
	m := chat.Message{Title: fmt.Sprintf("Saved: %d of 5", r.Current)}
	if anchor, ok := a.Pack.Anchor(r.Current); ok {
		m.Title = card.Short(fmt.Sprintf("Saved: %d of 5, %s", r.Current, anchor.Label), chat.MaxTitle)
	}
	m.Note = "You can change this until the next question comes."
	if a.Private() {
		m.Note = "Only you see this. You can change it for 24 hours."
	}
	m.Rows = []chat.Row{a.ratingRow(peeked, r.Current), {card.Button("Add a note", a.Do("note")), card.Button("Read it all", chat.Do("more", a.Pack.ID, a.Question.ID, "key", "1"))}}
	switch r.Verdict {
	case study.Closed:
		why := "The next question is out"
		if a.Private() {
			m.Title, why = "Already answered", "You answered this more than a day ago"
		}
		m.Body = append(m.Body, card.Para(fmt.Sprintf("%s, so your %d stays as it is. You can still add a note.", why, r.Current)))
		m.Rows, m.Note = m.Rows[1:], ""
	case study.Locked:
		m.Title = "Already answered"
		m.Body = append(m.Body, card.Para("Only your first answer counts: you have seen the key since. You can still add a note."))
		m.Rows, m.Note = m.Rows[1:], ""
	case study.Older:
		m.Body = append(m.Body, card.Para(fmt.Sprintf("You had already changed this to %d, so that one counts.", r.Current)))
	case study.Changed:
		m.Body = append(m.Body, card.Para(fmt.Sprintf("Changed from %d to %d.", r.Previous, r.Current)))
	}
	if !a.Private() {
		m.Body = append(m.Body, spreadFor(r.Current, r.Tally, a.Pack)...)
	}
	return m, nil
}

// spreadFor tells somebody who rated own how many answered, and how they all rated unless
// that would tell what each of the others chose: with the others of one mind it would. The
// sentence that stands there instead does not say which mind, or that it is one.
func spreadFor(own int, t study.Tally, pack *study.Pack) []chat.Block {
	n := t.Answered()
	switch {
	case n < DistributionFrom:
		return []chat.Block{card.Para(fmt.Sprintf("Answered so far: %s. Once %d have, /study history shows you how the ratings spread.", people(n), DistributionFrom))}
	case t.Without(own).Alike(0):
		return []chat.Block{card.Para(fmt.Sprintf("Answered so far: %s. How everyone rated is shown once it gives nobody's rating away.", people(n)))}
	}
	return TallyBlocks(t, "How everyone rated themselves", pack)
}

// TallyBlocks shows a distribution. Whether it may be shown to whoever sees it is the
// caller's to know.
func TallyBlocks(t study.Tally, title string, pack *study.Pack) []chat.Block {
	n := t.Answered()
	var items []chat.Item
	for v := 5; v >= 1; v-- {
		label := strconv.Itoa(v)
		if anchor, ok := pack.Anchor(v); ok {
			label += " · " + card.Short(anchor.Label, 40)
		}
		bar := strings.Repeat("▇", int(math.Round(10*float64(t[v])/float64(n))))
		items = append(items, chat.Item{Lead: label, Text: strings.TrimSpace(fmt.Sprintf("%s %d", bar, t[v]))})
	}
	return []chat.Block{card.Lead(title+":", card.Count(n, "answer", "answers")), card.Bullets(items...)}
}
