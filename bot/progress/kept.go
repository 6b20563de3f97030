package progress

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"studybot/bot/mastery"
	"studybot/bot/plan"
	"studybot/bot/plan/kept"
	"studybot/bot/plan/need"
	"studybot/bot/study"
)

// Plans keeps members' plans, so that they do not shift under their feet.
type Plans interface {
	// Plan is the member's in the pack; zero when there is none.
	Plan(ctx context.Context, who study.Who) (study.StoredPlan, error)
	// SavePlan keeps a plan that was made from the one whose revision is one less, or,
	// as the first, from none. It answers what is stored then: another plan when that
	// one had been replaced meanwhile, and none for somebody who is no member.
	SavePlan(ctx context.Context, who study.Who, p study.StoredPlan) (study.StoredPlan, error)
}

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
	renamed, err := p.Open(stored)
	has := err == nil
	newer := len(assessed) > 0 && (!has || assessed[len(assessed)-1].At.After(p.Assessed))
	if has && !newer && !renamed && p.Fresh(p.minutes) {
		return p, true, nil
	}
	if has && !newer && p.Over {
		p, err := d.keep(ctx, who, p)
		return p, true, err
	}
	in, err := d.inputs(ctx, who, p, assessed, now)
	if err != nil {
		return p, false, err
	}
	switch {
	case has && !newer:
		p.Again(in)
	case has && p.Completes(assessed):
		p.Assessed = assessed[len(assessed)-1].At
		p.Again(in)
	case len(assessed) > 0:
		at := assessed[len(assessed)-1].At
		p.Begin(in, at, study.DayAt(at, p.zone), at)
		if has {
			p.Cause = "You have assessed yourself, so a new plan begins."
		}
	case enough(in.Evidence):
		p.Begin(in, now, study.DayAt(now, p.zone), time.Time{})
	default:
		return p, false, nil
	}
	p, err = d.keep(ctx, who, p)
	return p, true, err
}

// look gathers what a plan is seen with: the pack, the day, the member's time and ticks.
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
	p.minutes = minutesOf(m)
	p.Copy = kept.See(p.pack, study.DayAt(now, p.zone), p.ticks)
	return p, assessed, nil
}

// minutesOf is how much time a member has in a week.
func minutesOf(m study.Member) int {
	if m.Minutes == 0 {
		return study.UsualMinutes
	}
	return min(max(m.Minutes, study.LeastMinutes), study.MostMinutes)
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
		// The tenth that people are shown is what the plan goes by.
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
		if e.Answers >= need.EnoughAnswers {
			return true
		}
	}
	return false
}

// keep stores a plan that was made from the one with its revision. When somebody
// else was faster, what they stored counts.
func (d *Desk) keep(ctx context.Context, who study.Who, p memberPlan) (memberPlan, error) {
	text, err := p.Text()
	if err != nil {
		return p, err
	}
	stored, err := d.store.SavePlan(ctx, who, study.StoredPlan{Revision: p.Revision + 1, Text: text})
	if err != nil {
		return p, fmt.Errorf("keep the plan: %w", err)
	}
	if !bytes.Equal(stored.Text, text) {
		theirs := p
		if _, err := theirs.Open(stored); err == nil {
			return theirs, nil
		}
	}
	p.Revision = stored.Revision
	return p, nil
}

// Export is the member's plan as it is kept, as JSON and as lines for reading; both
// are empty when there is none.
func (d *Desk) Export(ctx context.Context, who study.Who) (json.RawMessage, []string, error) {
	pack, err := d.roll.Pack(who.Pack)
	if err != nil {
		return nil, nil, err
	}
	stored, err := d.store.Plan(ctx, who)
	if err != nil {
		return nil, nil, fmt.Errorf("read the plan: %w", err)
	}
	p := memberPlan{Copy: kept.See(pack, "", nil), pack: pack}
	switch _, err := p.Open(stored); {
	case stored.Revision == 0:
		return nil, nil, nil
	case err != nil: // another version wrote it; it is theirs all the same
		text, err := json.Marshal(string(stored.Text))
		return text, []string{string(stored.Text)}, err
	}
	var lines []string
	for _, w := range p.Weeks {
		lines = append(lines, fmt.Sprintf("Week %d: %s", w.Number, w.Theme))
		for _, i := range w.Items {
			lines = append(lines, fmt.Sprintf("- %s, %d minutes (%s)", p.title(i), i.Minutes, i.ID))
		}
	}
	return stored.Text, lines, nil
}
