package progress

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/plan"
	"studybot/bot/plan/revise"
	"studybot/bot/study"
)

// Rooms on the card of a week, in characters; themeText is how much of the week's
// line it shows, the rest is a press away.
const (
	themeText  = 240
	causeText  = 220
	aroundText = 1000 // what a card says beside its items
)

// card is one week of the plan.
func (p memberPlan) card(week, at int) chat.Message {
	if week < 1 || week > len(p.Weeks) {
		week = p.Week
	}
	w := p.Weeks[week-1]
	m := chat.Message{Title: fmt.Sprintf("Your plan: week %d of %d", week, len(p.Weeks)), Note: "Only you see your plan."}
	theme, rest := chat.Cut(w.Theme, themeText)
	when := p.span(week)
	if week == p.Week && !p.Over {
		when = "This week, " + when
		if week == 1 && study.DayAt(p.Begun, p.zone) < p.First { // it is longer than a week
			when = "Until " + p.First.Add(6).Short()
		}
	}
	m.Body = append(m.Body, card.Lead(when+":", theme), card.Para(p.status(week)))
	if week == p.Week {
		m.Body = append(m.Body, p.footing()...)
	}
	pg := p.pageOf(w, at)
	if len(pg.Items) > 0 {
		m.Body = append(m.Body, card.Bullets(pg.Items...))
	} else {
		m.Body = append(m.Body, card.Para("Nothing is planned for this week any more."))
	}
	p.tickRows(&m, week, pg)
	if len(p.Weeks) > 1 {
		m.Rows = append(m.Rows, chat.Row{card.Menu("Another week", chat.Do("week", p.pack.ID), p.weekOptions())})
	}
	m.Rows = append(m.Rows, p.planButtons(week, rest != ""))
	m.Note = strings.TrimSpace(m.Note + " " + pg.Note())
	p.offerRecognition(&m)
	return m
}

// span is the week's days: "Mon 2 Mar to Sun 8 Mar". The first begins with the plan.
func (p memberPlan) span(week int) string {
	from, to := p.First.Add(7*(week-1)), p.First.Add(7*week-1)
	if week == 1 {
		from = study.DayAt(p.Begun, p.zone)
	}
	return from.Short() + " to " + to.Short()
}

// status is how much of the week and of the plan is done.
func (p memberPlan) status(week int) string {
	w, all := p.Weeks[week-1], p.Counted()
	s := fmt.Sprintf("%d of %d done in the week, %d of %d in all. It takes %d minutes of at most %d.", p.CountDone(w.Items), len(w.Items), p.CountDone(all), len(all), w.Minutes, p.Limit)
	if week < p.Week && p.CountDone(w.Items) < len(w.Items) {
		s += " What still helps of what is open here comes first in the current week."
	}
	if p.Over {
		s += " The weeks are over; a new assessment makes the next plan."
	}
	return s
}

// footing says what the plan rests on, and why its weeks were last made anew.
func (p memberPlan) footing() []chat.Block {
	var body []chat.Block
	switch low, high := p.levelName(p.Low), p.levelName(p.High); {
	case p.Assessed.IsZero():
		body = append(body, card.Lead("Made from your answers alone:", "you have not assessed yourself yet, so it follows the level "+low+". An assessment makes it fit."))
	case p.Provisional():
		if low != high {
			low += " to " + high
		}
		body = append(body, card.Lead(fmt.Sprintf("Level %s, %d to %d of %d:", low, p.Low, p.High, 5*len(p.pack.Areas)), fmt.Sprintf("The plan is provisional: %s no rating yet.", card.Count(p.Missing, "area has", "areas have"))))
	case low != "":
		body = append(body, card.Lead("Level "+low+":", fmt.Sprintf("%d of %d.", p.Low, 5*len(p.pack.Areas))))
	}
	switch {
	case p.Cause == "":
	case p.SpreadOn != "":
		body = append(body, card.Lead("Spread on "+p.SpreadOn.Short()+":", card.Short(p.Cause, causeText)))
	case p.SpreadFrom > 0: // by a version that did not note the day
		body = append(body, card.Para(card.Short(p.Cause, causeText)))
	case p.Large:
		body = append(body, card.Lead("Much of what is left is new since "+p.Planned.Short()+":", card.Short(p.Cause, causeText)))
	default:
		body = append(body, card.Lead("Planned anew on "+p.Planned.Short()+":", card.Short(p.Cause, causeText)))
	}
	if n := p.shortened(); n > 0 {
		body = append(body, card.Para(fmt.Sprintf("%s shorter than planned at first, by %d minutes or more. No week takes more than %d minutes.", card.Count(n, "item is", "items are"), revise.Notable, p.Limit)))
	}
	return body
}

// shortened counts what is open and notably shorter than it was planned at first.
func (p memberPlan) shortened() (n int) {
	for _, w := range p.Weeks[p.Week-1:] {
		for _, i := range p.OpenIn(w) {
			if p.Were[i.ID] > i.Minutes {
				n++
			}
		}
	}
	return n
}

// length is how long an item takes: "25 min", or "15 min, down from 25".
func (p memberPlan) length(i plan.Item) string {
	if was := p.Were[i.ID]; was > i.Minutes {
		return fmt.Sprintf("%d min, down from %d", i.Minutes, was)
	}
	return fmt.Sprintf("%d min", i.Minutes)
}

// levelName is the level of a total, short enough for a line.
func (p memberPlan) levelName(total int) string {
	_, l := p.pack.LevelAt(total)
	return card.Short(l.Name, 60)
}

// pageOf is the part of a week that a card and its form show.
func (p memberPlan) pageOf(w plan.Week, at int) card.Page {
	var items []chat.Item
	for _, i := range w.Items {
		items = append(items, chat.Item{Lead: p.title(i), Text: fmt.Sprintf("%s. %s", p.length(i), p.Reason(p.pack, i)), Done: card.TickMark(p.Done[i.ID])})
	}
	return card.PageOf(items, at, chat.MaxOptions, aroundText)
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

// tickRows are the controls for a part of a week, and what its items lead to.
func (p memberPlan) tickRows(m *chat.Message, week int, pg card.Page) {
	w := p.Weeks[week-1]
	var row chat.Row
	if options := p.tickable(w, pg); len(options) > 0 {
		for i := range options {
			options[i] = tickOption(options[i], p.Done[options[i].Value])
		}
		did := func(more ...string) chat.Action {
			return chat.Do("did", append([]string{p.pack.ID, strconv.Itoa(week), strconv.Itoa(pg.At)}, more...)...)
		}
		m.Rows = append(m.Rows, chat.Row{card.Menu("Tick or untick", did(), options)})
		row = append(row, card.Button("Tick several", did("form")))
	}
	row = append(row, pg.Turn(func(page string) chat.Action { return chat.Do("week", p.pack.ID, strconv.Itoa(week), page) })...)
	if week == p.Week && slices.ContainsFunc(w.Items, func(i plan.Item) bool { return i.Kind == plan.Reviews && !p.Done[i.ID] }) {
		row = append(row, card.Button("Do the reviews", chat.Do("question")))
	}
	if over, roomless := p.Missed(); len(over)+len(roomless) > 0 && !p.Over && p.SpreadFrom == 0 {
		row = append(row, card.Button(fmt.Sprintf("Catch up (%d)", len(over)+len(roomless)), chat.Do("behind")))
	}
	card.AddRow(m, row)
}

func (p memberPlan) weekOptions() []chat.Option {
	var options []chat.Option
	for _, w := range p.Weeks[:min(len(p.Weeks), chat.MaxOptions)] {
		options = append(options, card.Option(fmt.Sprintf("Week %d: %s", w.Number, w.Theme), strconv.Itoa(w.Number), fmt.Sprintf("%d of %d done", p.CountDone(w.Items), len(w.Items))))
	}
	return options
}

// planButtons lead from a week to what surrounds it.
func (p memberPlan) planButtons(week int, cut bool) chat.Row {
	var row chat.Row
	if cut {
		row = append(row, card.Button("The week's whole line", chat.Do("line", p.pack.ID, strconv.Itoa(p.level()), strconv.Itoa(week))))
	}
	if p.level() < len(p.pack.Levels) {
		row = append(row, card.Button("Recommended activities", chat.Do("level", p.pack.ID, strconv.Itoa(p.level()))))
	}
	if n := p.waiting(); n > 0 {
		row = append(row, card.Button(fmt.Sprintf("What waits (%d)", n), chat.Do("later", p.pack.ID)))
	}
	assess := card.Button("Assess again", chat.Do("assess"))
	if p.Assessed.IsZero() {
		assess = card.Primary("Assess yourself", chat.Do("assess"))
	}
	return append(row, p.minutesButton(), assess)
}
