package progress

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/plan"
	"studybot/bot/refusal"
	"studybot/bot/study"
)

// planList is the name under which plan items are ticked.
const planList = "plan"

// memberPlan is a member's plan and how far they are with it.
type memberPlan struct {
	plan.Plan
	pack *study.Pack
	made time.Time
	zone *time.Location
	// level is the place in the pack of the level whose lines the plan follows.
	level int
	// ticks are all of the member in the pack.
	ticks []study.Tick
	// done holds the ids of the plan's ticked items.
	done map[string]bool
	// week is the current week from 1; over says that the last one has passed.
	week int
	over bool
}

// planOf makes the plan of the newest assessment; false when there is none. The
// first week begins on the day of that assessment. Ticks from before it belong to
// an older plan and do not count.
func (d *Desk) planOf(ctx context.Context, who study.Who, now time.Time) (memberPlan, bool, error) {
	pack, err := d.roll.Pack(who.Pack)
	if err != nil {
		return memberPlan{}, false, err
	}
	done, err := d.standing.Assessments(ctx, who, pack)
	if err != nil {
		return memberPlan{}, false, err
	}
	if len(done) == 0 {
		return memberPlan{pack: pack}, false, nil
	}
	ticks, err := d.ticks(ctx, who, pack)
	if err != nil {
		return memberPlan{}, false, err
	}
	loc, err := d.roll.ZoneOfMember(ctx, who)
	if err != nil {
		return memberPlan{}, false, err
	}
	last := done[len(done)-1]
	p := memberPlan{Plan: plan.Make(pack, plan.Input{Ratings: last.Ratings}), pack: pack, made: last.At, zone: loc, ticks: ticks, done: map[string]bool{}}
	p.level, _ = pack.LevelAt(p.Low)
	for _, t := range ticks {
		if t.List == planList && !t.At.Before(last.At) {
			p.done[t.Item] = true
		}
	}
	p.week = 1 + card.DaysAgo(last.At, now, loc)/7
	if p.week > len(p.Weeks) {
		p.week, p.over = len(p.Weeks), true
	}
	return p, true, nil
}

// progress counts the ticked items among items.
func (p memberPlan) progress(items []plan.Item) (done int) {
	for _, i := range items {
		if p.done[i.ID] {
			done++
		}
	}
	return done
}

// earlier counts the open items of the weeks before the current one.
func (p memberPlan) earlier() int {
	open := 0
	for _, w := range p.Weeks[:p.week-1] {
		open += len(w.Items) - p.progress(w.Items)
	}
	return open
}

// title is what an item asks for: "Study · Day 36 CI/CD for ML".
func (p memberPlan) title(i plan.Item) string {
	verb := map[plan.Kind]string{
		plan.Study: "Study", plan.Practice: "Practise", plan.Retest: "Try again", plan.Template: "Go through",
		plan.Reassess: "Assess yourself again", plan.RateMissing: "Rate the areas left open",
	}[i.Kind]
	if i.Topic == 0 {
		return verb
	}
	t, _ := p.pack.Topic(i.Topic)
	return fmt.Sprintf("%s · Day %d %s", verb, t.Day, t.Name)
}

// themeText is how much of a week's line a card shows; the rest is a press away.
const themeText = 240

// Digest is this week's part of the plan for other cards: the line of the
// week and the open items, the first five. False when there is no plan.
func (d *Desk) Digest(ctx context.Context, who study.Who, now time.Time) ([]chat.Block, bool, error) {
	p, ok, err := d.planOf(ctx, who, now)
	if err != nil || !ok {
		return nil, false, err
	}
	all := p.Items()
	if p.over {
		return []chat.Block{card.Lead("Your plan:", fmt.Sprintf("its weeks are over, with %d of %d items done. A new assessment makes the next one.", p.progress(all), len(all)))}, true, nil
	}
	w := p.Weeks[p.week-1]
	blocks := []chat.Block{card.Lead(fmt.Sprintf("Your plan, week %d of %d:", p.week, len(p.Weeks)), card.Short(w.Theme, 160))}
	var open []chat.Item
	for _, i := range w.Items {
		if !p.done[i.ID] {
			open = append(open, chat.Item{Lead: card.Short(p.title(i), 90), Text: fmt.Sprintf("%d min", i.Minutes)})
		}
	}
	const shown = 5
	switch {
	case len(open) == 0:
		blocks = append(blocks, card.Para("Everything of this week is done."))
	case len(open) > shown:
		open = append(open[:shown:shown], chat.Item{Text: fmt.Sprintf("and %d more", len(open)-shown)})
		fallthrough
	default:
		blocks = append(blocks, card.Bullets(open...))
	}
	if n := p.earlier(); n > 0 {
		blocks = append(blocks, card.Para(fmt.Sprintf("%s still open. Pick what still helps and leave the rest.", card.Count(n, "item from earlier weeks is", "items from earlier weeks are"))))
	}
	return blocks, true, nil
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
		return d.standing.Invitation("You have no plan yet", "Your plan grows from a self-assessment of about five minutes: the course's weeks for your level, filled with the areas you rated lowest.", p.pack), nil
	}
	return p.card(week, at), nil
}

// card is one week of the plan.
func (p memberPlan) card(week, at int) chat.Message {
	if week < 1 || week > len(p.Weeks) {
		week = p.week
	}
	w, all := p.Weeks[week-1], p.Items()
	m := chat.Message{Title: fmt.Sprintf("Your plan: week %d of %d", week, len(p.Weeks)), Note: "Only you see your plan."}
	theme, rest := chat.Cut(w.Theme, themeText)
	from := p.made.In(p.zone)
	when := fmt.Sprintf("%s to %s", study.DayOf(from).Add(7*(week-1)).Short(), study.DayOf(from).Add(7*week-1).Short())
	if week == p.week && !p.over {
		when = "This week, " + when
	}
	m.Body = append(m.Body, card.Lead(when+":", theme))
	status := fmt.Sprintf("%d of %d items of the week are done, %d of %d in all. About %d minutes a week at most.", p.progress(w.Items), len(w.Items), p.progress(all), len(all), busiest(p.Plan))
	if p.Provisional() {
		status += fmt.Sprintf(" The plan is provisional: %s no rating yet.", card.Count(p.Missing, "area has", "areas have"))
	}
	if p.over {
		status += " The weeks are over; a new assessment makes the next plan."
	}
	m.Body = append(m.Body, card.Para(status))
	pg := p.pageOf(w, at)
	m.Body = append(m.Body, card.Bullets(pg.Items...))
	options := p.tickable(w, pg)
	for i := range options {
		options[i] = tickOption(options[i], p.done[options[i].Value])
	}
	did := func(more ...string) chat.Action {
		return chat.Do("did", append([]string{p.pack.ID, strconv.Itoa(week), strconv.Itoa(pg.At)}, more...)...)
	}
	m.Rows = append(m.Rows, chat.Row{card.Menu("Tick or untick", did(), options)})
	turn := pg.Turn(func(page string) chat.Action { return chat.Do("week", p.pack.ID, strconv.Itoa(week), page) })
	m.Rows = append(m.Rows, append(chat.Row{card.Button("Tick several", did("form"))}, turn...))
	if len(p.Weeks) > 1 {
		m.Rows = append(m.Rows, chat.Row{card.Menu("Another week", chat.Do("week", p.pack.ID), p.weekOptions())})
	}
	m.Rows = append(m.Rows, p.planButtons(week, rest != ""))
	m.Note = strings.TrimSpace(m.Note + " " + pg.Note())
	p.offerRecognition(&m)
	return m
}

// pageOf is the part of a week that a card and its form show.
func (p memberPlan) pageOf(w plan.Week, at int) card.Page {
	var items []chat.Item
	for _, i := range w.Items {
		items = append(items, chat.Item{Lead: p.title(i), Text: fmt.Sprintf("%d min. %s", i.Minutes, p.Reason(p.pack, i)), Done: card.TickMark(p.done[i.ID])})
	}
	return card.PageOf(items, at, chat.MaxOptions, 350)
}

// tickable are the part's items as options.
func (p memberPlan) tickable(w plan.Week, pg card.Page) []chat.Option {
	var options []chat.Option
	for _, i := range w.Items[pg.From : pg.From+len(pg.Items)] {
		area, _ := p.pack.Area(i.Area)
		options = append(options, card.Option(p.title(i), i.ID, strings.TrimSuffix(fmt.Sprintf("%d min, %s", i.Minutes, area.Name), ", ")))
	}
	return options
}

// busiest is the fullest week's minutes.
func busiest(p plan.Plan) int {
	most := 0
	for _, w := range p.Weeks {
		most = max(most, w.Minutes)
	}
	return most
}

func (p memberPlan) weekOptions() []chat.Option {
	var options []chat.Option
	for _, w := range p.Weeks[:min(len(p.Weeks), chat.MaxOptions)] {
		options = append(options, card.Option(fmt.Sprintf("Week %d: %s", w.Number, w.Theme), strconv.Itoa(w.Number), fmt.Sprintf("%d of %d done", p.progress(w.Items), len(w.Items))))
	}
	return options
}

// planButtons lead from a week to what surrounds it.
func (p memberPlan) planButtons(week int, cut bool) chat.Row {
	var row chat.Row
	if cut {
		row = append(row, card.Button("The week's whole line", chat.Do("line", p.pack.ID, strconv.Itoa(p.level), strconv.Itoa(week))))
	}
	if p.level < len(p.pack.Levels) {
		row = append(row, card.Button("Recommended activities", chat.Do("level", p.pack.ID, strconv.Itoa(p.level))))
	}
	if n := len(p.Deferred); n > 0 {
		row = append(row, card.Button(fmt.Sprintf("What waits (%d)", n), chat.Do("later", p.pack.ID)))
	}
	return append(row, card.Button("Assess again", chat.Do("assess")))
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
	if !ok || len(p.Deferred) == 0 {
		return card.Sorry("Nothing waits: your plan holds every area that needs work."), nil
	}
	var items []chat.Item
	for _, d := range p.Deferred {
		area, _ := p.pack.Area(d.Area)
		items = append(items, chat.Item{Lead: area.Name, Text: fmt.Sprintf("%d of 5, %s. %s", d.Rating, d.Priority, p.DeferredReason(d))})
	}
	pg := card.PageOf(items, card.Number(e.Action.Arg(1)), chat.MaxItems, 0)
	m := chat.Message{Title: "What waits for a later plan", Body: []chat.Block{card.Bullets(pg.Items...)}, Note: pg.Note()}
	card.AddRow(&m, pg.Turn(func(page string) chat.Action { return chat.Do("later", p.pack.ID, page) }))
	return card.Private(m), nil
}
