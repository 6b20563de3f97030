package progress

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/plan"
	"studybot/bot/study"
)

// How much of the plan stands on other cards, which have little room.
const (
	digestOpen  = 3
	digestAhead = 3
	digestTitle = 70
	digestWhy   = 90
)

// Digest is the plan for other cards: how much of this week is done, the first three
// items that are open, and three of next week with why. At most some 900
// characters; false when there is no plan.
func (d *Desk) Digest(ctx context.Context, who study.Who, now time.Time) ([]chat.Block, bool, error) {
	p, ok, err := d.planOf(ctx, who, now)
	if err != nil || !ok {
		return nil, false, err
	}
	if p.Over {
		all := p.Counted()
		return []chat.Block{card.Lead("Your plan:", fmt.Sprintf("its weeks are over, with %d of %d items done. A new assessment makes the next one.", p.CountDone(all), len(all)))}, true, nil
	}
	w := p.Weeks[p.Week-1]
	lead := fmt.Sprintf("Your plan, week %d of %d:", p.Week, len(p.Weeks))
	open := p.OpenIn(w)
	if len(open) == 0 {
		blocks := []chat.Block{card.Lead(lead, "Everything of this week is done.")}
		return append(blocks, p.ahead()...), true, nil
	}
	minutes := 0
	var items []chat.Item
	for n, i := range open {
		minutes += i.Minutes
		if n < digestOpen {
			items = append(items, chat.Item{Lead: card.Short(p.title(i), digestTitle), Text: p.length(i)})
		}
	}
	if n := len(open) - digestOpen; n > 0 {
		items = append(items, chat.Item{Text: fmt.Sprintf("and %d more", n)})
	}
	status := fmt.Sprintf("%d of %d done, %d minutes are open.", p.CountDone(w.Items), len(w.Items), minutes)
	if over, roomless := p.Missed(); len(over)+len(roomless) > 0 {
		status += fmt.Sprintf(" %s open from earlier weeks; /study behind makes room.", card.Count(len(over)+len(roomless), "item is", "items are"))
	}
	blocks := []chat.Block{card.Lead(lead, status), card.Bullets(items...)}
	return append(blocks, p.ahead()...), true, nil
}

// ahead are three items of next week, those on the plan's areas first, each with the
// first of its reasons.
func (p memberPlan) ahead() []chat.Block {
	if p.Week >= len(p.Weeks) {
		return nil
	}
	var items []chat.Item
	open, kinds := p.OpenIn(p.Weeks[p.Week]), []plan.Kind{plan.Study, plan.Retest, plan.Practice}
	slices.SortStableFunc(open, func(a, b plan.Item) int {
		// A kind that is not listed is -1: as a uint it comes last.
		return cmp.Compare(uint(slices.Index(kinds, a.Kind)), uint(slices.Index(kinds, b.Kind)))
	})
	for _, i := range open {
		if len(items) == digestAhead {
			break
		}
		why, _, _ := strings.Cut(p.Reason(p.pack, i), ". ")
		items = append(items, chat.Item{Lead: card.Short(p.title(i), digestTitle), Text: card.Short(why, digestWhy)})
	}
	if len(items) == 0 {
		return nil
	}
	return []chat.Block{card.Heading("Next week in your plan"), card.Bullets(items...)}
}

// Next is the first open item of the member's plan and why it is there; false when
// there is no plan or nothing of this week and the next ones is open.
func (d *Desk) Next(ctx context.Context, who study.Who) (title, reason string, ok bool, err error) {
	p, ok, err := d.planOf(ctx, who, d.now())
	if err != nil || !ok || p.Over {
		return "", "", false, err
	}
	for _, w := range p.Weeks[p.Week-1:] {
		if open := p.OpenIn(w); len(open) > 0 {
			return p.title(open[0]), p.Reason(p.pack, open[0]), true, nil
		}
	}
	return "", "", false, nil
}
