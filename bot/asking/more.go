package asking

import (
	"context"
	"fmt"
	"strings"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/refusal"
	"studybot/bot/study"
)

// More shows what did not fit a card, page by page: the question ("ask") or the
// answer with everything around it ("key").
func (d *Desk) More(_ context.Context, e chat.Event) (chat.Reply, error) {
	stale := refusal.New("stale or foreign control", "That text is no longer in the pack.")
	pack, err := d.roll.Pack(e.Action.Arg(0))
	if err != nil {
		return chat.Reply{}, stale
	}
	q, ok := pack.Question(e.Action.Arg(1))
	part, page := e.Action.Arg(2), card.Number(e.Action.Arg(3))
	if !ok || (part != "ask" && part != "key") || page < 1 {
		return chat.Reply{}, stale
	}
	rest := fullText(q, part == "key")
	head := ""
	for range page {
		if head, rest = chat.Cut(rest, 2500); head == "" {
			return chat.Reply{}, stale
		}
	}
	m := chat.Message{Title: card.Short("In full · "+topicName(pack, q), chat.MaxTitle), Body: []chat.Block{card.Para(head)}}
	if rest != "" {
		m.Rows = []chat.Row{{card.Button("Go on reading", chat.Do("more", pack.ID, q.ID, part, fmt.Sprint(page+1)))}}
	}
	return card.Private(m), nil
}

func topicName(pack *study.Pack, q study.Question) string {
	t, _ := pack.Topic(q.Topic)
	return t.Name
}

// fullText is everything a question says, without its key or with it.
func fullText(q study.Question, key bool) string {
	var s strings.Builder
	s.WriteString(q.Prompt)
	for i, o := range q.Options {
		fmt.Fprintf(&s, "\n\n%s  %s", letter(i+1), o.Text)
		if key {
			verdict := map[bool]string{true: "Right", false: "Not right"}[o.Correct]
			if o.Why != "" {
				verdict += ": " + o.Why
			}
			s.WriteString("\n" + verdict)
		}
	}
	if !key {
		return s.String()
	}
	for _, p := range q.KeyPoints {
		fmt.Fprintf(&s, "\n\nKey point: %s", p.Text)
	}
	if q.Answer != "" {
		fmt.Fprintf(&s, "\n\nA worked answer: %s", q.Answer)
	}
	for _, m := range q.Misconceptions {
		fmt.Fprintf(&s, "\n\nOften believed: %s\n%s", m.Text, m.Why)
	}
	if n := q.Number; n != nil {
		fmt.Fprintf(&s, "\n\nThe number: %s. %s", n, n.Working)
	}
	if q.Source.Reference != "" {
		fmt.Fprintf(&s, "\n\nTo read: %s", q.Source.Reference)
	}
	return s.String()
}
