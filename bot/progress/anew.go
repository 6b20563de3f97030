package progress

import (
	"context"
	"fmt"
	"math"
	"time"

	"studybot/bot/mastery"
	"studybot/bot/plan"
	"studybot/bot/study"
)

// mostWeeks is more than any plan has: so far ahead questions are looked at that
// will have to be asked again.
const mostWeeks = 12

// planOf is the member's plan as it is kept. It is made on first sight, begins anew
// with a newer assessment, and its weeks that are left are made anew when a Monday
// has come, the member's minutes have changed, or the pack has other names. False
// when there is nothing to plan from.
func (d *Desk) planOf(ctx context.Context, who study.Who, now time.Time) (memberPlan, bool, error) {
	p, assessed, err := d.look(ctx, who, now)
	if err != nil {
		return p, false, err
	}
	stored, err := d.store.Plan(ctx, who)
	if err != nil {
		return p, false, fmt.Errorf("read the plan: %w", err)
	}
	has, renamed := p.open(stored)
	newer := len(assessed) > 0 && (!has || assessed[len(assessed)-1].At.After(p.Assessed))
	if has && !newer && !renamed && (p.over || p.Planned >= p.today.Monday() && p.Limit == p.minutes) {
		return p, true, nil
	}
	if has && !newer && p.over {
		p, err := d.keep(ctx, who, p)
		return p, true, err
	}
	in, err := d.inputs(ctx, who, p, assessed, now)
	if err != nil {
		return p, false, err
	}
	switch {
	case has && !newer:
		p.again(in)
	case has && p.completed(assessed):
		p.Assessed = assessed[len(assessed)-1].At
		p.again(in)
	case len(assessed) > 0:
		p.begin(in, assessed[len(assessed)-1].At, assessed[len(assessed)-1].At, has)
	case enough(in.Evidence):
		p.begin(in, now, time.Time{}, has)
	default:
		return p, false, nil
	}
	p, err = d.keep(ctx, who, p)
	return p, true, err
}

// look gathers what a plan is seen with: the pack, the days, the member's time and ticks.
func (d *Desk) look(ctx context.Context, who study.Who, now time.Time) (p memberPlan, assessed []study.Assessment, err error) {
	if p.pack, err = d.roll.Pack(who.Pack); err != nil {
		return p, nil, err
	}
	if assessed, err = d.standing.Assessments(ctx, who, p.pack); err != nil {
		return p, nil, err
	}
	if p.ticks, err = d.ticks(ctx, who, p.pack); err != nil {
		return p, nil, err
	}
	if p.zone, err = d.roll.ZoneOfMember(ctx, who); err != nil {
		return p, nil, err
	}
	m, err := d.store.Member(ctx, who.Team, who.Member)
	if err != nil {
		return p, nil, fmt.Errorf("read the member: %w", err)
	}
	p.minutes = study.UsualMinutes
	if m.Minutes > 0 {
		p.minutes = min(max(m.Minutes, study.LeastMinutes), study.MostMinutes)
	}
	p.today = study.DayAt(now, p.zone)
	return p, assessed, nil
}

// inputs are what the newest assessment and the answers say.
func (d *Desk) inputs(ctx context.Context, who study.Who, p memberPlan, assessed []study.Assessment, now time.Time) (plan.Input, error) {
	known, err := d.mastery.Now(ctx, who.Team, p.pack, now)
	if err != nil {
		return plan.Input{}, fmt.Errorf("look at what the member knows: %w", err)
	}
	in := plan.Input{Minutes: p.minutes, Evidence: map[string]plan.Evidence{}}
	if n := len(assessed); n > 0 {
		in.Ratings = assessed[n-1].Ratings
	}
	for _, e := range known.Model.Evidence(who.Member, known.Day) {
		// The tenth that people are shown is the one that the plan goes by.
		in.Evidence[e.Area.ID] = plan.Evidence{Score: math.Round(e.Score*10) / 10, Answers: e.Answers}
	}
	for _, due := range known.Model.Due(who.Member, known.Day+7*mostWeeks) {
		if q, ok := p.pack.Question(known.Model.Bank().ID(due.Question)); ok {
			in.Due = append(in.Due, plan.Due{Question: q.ID, Topic: q.Topic, Area: q.Area, Due: mastery.DayOf(due.Day)})
		}
	}
	return in, nil
}

// enough says whether the answers can carry a plan without an assessment.
func enough(evidence map[string]plan.Evidence) bool {
	for _, e := range evidence {
		if e.Answers >= plan.EnoughAnswers {
			return true
		}
	}
	return false
}

// completed says whether the newest assessment only adds what was missing to the
// one that the plan rests on, so that the plan goes on.
func (p memberPlan) completed(assessed []study.Assessment) bool {
	newest := assessed[len(assessed)-1].Ratings
	for _, a := range assessed {
		if !a.At.Equal(p.Assessed) {
			continue
		}
		for area, rating := range a.Ratings {
			if newest[area] != rating {
				return false
			}
		}
		weeks := len(plan.Make(p.pack, plan.Input{Ratings: newest}).Weeks)
		return len(newest) > len(a.Ratings) && !p.over && weeks == len(p.Weeks)
	}
	return false
}

// begin starts a new plan at an instant. One that is first seen in a later week is
// what it would have been, planned anew for what is left.
func (p *memberPlan) begin(in plan.Input, begun, assessed time.Time, had bool) {
	day := study.DayAt(begun, p.zone)
	p.record = record{Begun: begun, Assessed: assessed, First: firstMonday(day), Planned: p.today}
	if had {
		p.Cause = "You have assessed yourself, so a new plan begins."
	}
	in.AsOf = p.First
	if weekAt(p.First, p.today) > 1 {
		p.Plan = plan.Make(p.pack, plan.Input{Ratings: in.Ratings, Minutes: in.Minutes})
		if p.settle(); !p.over {
			p.again(in)
		}
		return
	}
	p.Plan = plan.Make(p.pack, in)
	p.settle()
}

// again makes the weeks anew from the current one on: what is done stays, what was
// missed comes first.
func (p *memberPlan) again(in plan.Input) {
	before, done := p.Plan, func(id string) bool { return p.done[id] }
	in.AsOf = p.First.Add(7 * (p.week - 1))
	in.Progress = plan.Since(before, p.week, done)
	p.Plan = plan.Make(p.pack, in)
	c := plan.Between(p.pack, before, p.Plan, p.week, done)
	p.Planned, p.Cause, p.Large, p.Spread = p.today, c.Cause, c.Large, 0
	p.settle()
}

// settle finds how far the member is with the plan.
func (p *memberPlan) settle() {
	p.level, _ = p.pack.LevelAt(p.Low)
	p.done = map[string]bool{}
	for _, t := range p.ticks {
		if t.List == planList && !t.At.Before(p.Begun) {
			p.done[t.Item] = true
		}
	}
	p.week, p.over = weekAt(p.First, p.today), false
	if p.week > len(p.Weeks) {
		p.week, p.over = len(p.Weeks), true
	}
}

// firstMonday is where the first week of a plan begins: the Monday before, until
// Wednesday, else the next, so that no week is over before it has begun.
func firstMonday(day study.Day) study.Day {
	if monday := day.Monday(); day <= monday.Add(2) {
		return monday
	}
	return day.Monday().Add(7)
}

// weekAt is the number of a plan's week, from 1.
func weekAt(first, day study.Day) int {
	return max(1, 1+int(day.Date().Sub(first.Date()).Hours())/(7*24))
}
