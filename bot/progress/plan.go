package progress

import (
	"context"
	"fmt"
	"slices"
	"time"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/plan"
	"studybot/bot/plan/kept"
	"studybot/bot/plan/need"
	"studybot/bot/refusal"
	"studybot/bot/study"
)

// planList is the name under which plan items are ticked.
const planList = kept.List

// memberPlan is a member's plan with what its cards need besides.
type memberPlan struct {
	kept.Copy
	pack *study.Pack
	zone *time.Location
	// minutes is how much time the member has in a week now.
	minutes int
	// ticks are all of the member in the pack.
	ticks []study.Tick
}

// level is the place in the pack of the level whose lines the plan follows.
func (p memberPlan) level() int {
	at, _ := p.pack.LevelAt(p.Low)
	return at
}

// title is what an item asks for: "Study · Day 36 CI/CD for ML".
func (p memberPlan) title(i plan.Item) string {
	verb := map[plan.Kind]string{
		plan.Study: "Study", plan.Practice: "Practise", plan.Retest: "Try again", plan.Template: "Go through",
		plan.Reassess: "Assess yourself again", plan.RateMissing: "Rate the areas left open", plan.Checkpoint: "Look back",
	}[i.Kind]
	if i.Kind == plan.Reviews {
		n := 0.0
		for _, b := range i.Because {
			n += b.Value
		}
		return "Review " + card.Count(int(n), "question", "questions")
	}
	if i.Kind == plan.RateMissing && slices.ContainsFunc(i.Because, func(b plan.Because) bool { return int(b.Value) == len(p.pack.Areas) }) {
		return "Assess yourself"
	}
	if i.Topic == 0 {
		return verb
	}
	t, _ := p.pack.Topic(i.Topic)
	return fmt.Sprintf("%s · Day %d %s", verb, t.Day, t.Name)
}

// Plan shows the member's plan, the current week first, or week N: plan[/N].
func (d *Desk) Plan(ctx context.Context, e chat.Event) (chat.Reply, error) {
	_, pack, err := d.roll.CourseOf(ctx, e)
	if err != nil {
		return chat.Reply{}, err
	}
	m, err := d.planCard(ctx, enrolment.WhoIs(e, pack.ID), card.Number(e.Action.Arg(0)), 0)
	return card.Private(m), err
}

// Week shows another week or another part of it: week/pack/N/page, or N from a menu.
func (d *Desk) Week(ctx context.Context, e chat.Event) (chat.Reply, error) {
	week := card.Number(e.Action.Arg(1))
	if week == 0 {
		week = card.Number(e.Value("value"))
	}
	m, err := d.planCard(ctx, enrolment.WhoIs(e, e.Action.Arg(0)), week, card.Number(e.Action.Arg(2)))
	return card.Update(m), err
}

// planCard is one week of the plan, week 0 being the current one, with everything
// to tick it.
func (d *Desk) planCard(ctx context.Context, who study.Who, week, at int) (chat.Message, error) {
	p, ok, err := d.planOf(ctx, who, d.now())
	if err != nil {
		return chat.Message{}, err
	}
	if !ok {
		return d.noPlan(p.pack), nil
	}
	return p.card(week, at), nil
}

// noPlan leads to a first plan.
func (d *Desk) noPlan(pack *study.Pack) chat.Message {
	return d.standing.Invitation("You have no plan yet", fmt.Sprintf("A plan is the course's weeks for your level, filled with the areas that need you most. It grows from a self-assessment of about five minutes, or from your answers once one area has %d.", need.EnoughAnswers), pack)
}

// Line shows a week's line in full: line/pack/level/week.
func (d *Desk) Line(_ context.Context, e chat.Event) (chat.Reply, error) {
	pack, err := d.roll.Pack(e.Action.Arg(0))
	if err != nil {
		return chat.Reply{}, err
	}
	level, week := card.Number(e.Action.Arg(1)), card.Number(e.Action.Arg(2))
	if level < 0 || level >= len(pack.Levels) || week < 1 || week > len(pack.Levels[level].Plan.Weeks) {
		return chat.Reply{}, refusal.Stale()
	}
	return card.Private(chat.Message{Title: fmt.Sprintf("The course's line for week %d", week), Body: []chat.Block{card.Para(pack.Levels[level].Plan.Weeks[week-1].Theme)}}), nil
}

// Later lists what the plan leaves for another time, and why: later/pack/page.
func (d *Desk) Later(ctx context.Context, e chat.Event) (chat.Reply, error) {
	p, ok, err := d.planOf(ctx, enrolment.WhoIs(e, e.Action.Arg(0)), d.now())
	if err != nil {
		return chat.Reply{}, err
	}
	if !ok || p.waiting() == 0 {
		return card.Sorry("Nothing waits: your plan holds every area that needs work."), nil
	}
	var items []chat.Item
	missing := 0
	for _, d := range p.Deferred {
		area, _ := p.pack.Area(d.Area)
		items = append(items, chat.Item{Lead: area.Name, Text: fmt.Sprintf("%s, %s. %s", stands(d.Target), d.Priority, p.DeferredReason(d))})
		missing += d.Minutes
	}
	for _, l := range p.Left {
		items = append(items, chat.Item{Lead: p.title(l.Item), Text: p.LeftReason(l)})
		missing += l.Minutes
	}
	pg := card.PageOf(items, card.Number(e.Action.Arg(1)), chat.MaxItems, 300)
	m := chat.Message{Title: "What waits for a later plan", Body: []chat.Block{card.Bullets(pg.Items...)}, Note: pg.Note()}
	if missing > 0 {
		m.Body = append(m.Body, card.Para(fmt.Sprintf("In all %d minutes are missing. With more minutes a week, more would fit.", missing)))
	}
	card.AddRow(&m, append(pg.Turn(func(page string) chat.Action { return chat.Do("later", p.pack.ID, page) }), p.minutesButton()))
	return card.Private(m), nil
}

// waiting counts what the plan leaves for another time.
func (p memberPlan) waiting() int { return len(p.Deferred) + len(p.Left) }

// stands says where a target stands: "2 of 5", "2.4 of 5 by your answers".
func stands(t plan.Target) string {
	if t.Evidence > 0 {
		return fmt.Sprintf("%.1f of 5 by your answers", t.Evidence)
	}
	return fmt.Sprintf("%d of 5", t.Rating)
}
