package evidence

import (
	"context"
	"fmt"
	"slices"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/learn"
	"studybot/bot/mastery"
	"studybot/bot/study"
)

// Why tells why the bot asks, scores and plans as it does: why[/words of question,
// score or plan].
func (d *Desk) Why(ctx context.Context, e chat.Event) (chat.Reply, error) {
	course, pack, err := d.roll.CourseOf(ctx, e)
	if err != nil {
		return chat.Reply{}, err
	}
	about := ""
	if enrolment.Typed(e) != "" {
		if about, err = enrolment.Pick("about", e, pack); err != nil {
			return chat.Reply{}, err
		}
	}
	who := enrolment.WhoIs(e, pack.ID)
	v, err := d.look(ctx, who, pack)
	if err != nil {
		return chat.Reply{}, err
	}
	m := chat.Message{Title: "Why is that so?", Note: "Only you see this.", Rows: []chat.Row{{}}}
	for _, part := range []struct {
		about, heading string
		tell           func() ([]chat.Block, error)
		to             chat.Control
	}{
		{"question", "Why this question", func() ([]chat.Block, error) { return d.whyQuestion(ctx, v, who, course) }, card.Button("The question", chat.Do("question"))},
		{"score", "Why this score", func() ([]chat.Block, error) { return d.whyScore(ctx, v, who) }, card.Button("My score", chat.Do("score"))},
		{"plan", "Why this in my plan", func() ([]chat.Block, error) { return d.whyPlan(ctx, who) }, card.Button("My plan", chat.Do("plan"))},
	} {
		if about != "" && about != part.about {
			continue
		}
		blocks, err := part.tell()
		if err != nil {
			return chat.Reply{}, err
		}
		if about == "" {
			m.Body = append(m.Body, card.Heading(part.heading))
		} else {
			m.Title = part.heading
		}
		m.Body = append(m.Body, blocks...)
		m.Rows[0] = append(m.Rows[0], part.to)
	}
	if about != "" {
		m.Rows[0] = append(m.Rows[0], card.Button("Why the rest?", chat.Do("why")))
	}
	return card.Private(m), nil
}

// whyQuestion is why the channel was asked its newest question, and why the member's
// next one is theirs.
func (d *Desk) whyQuestion(ctx context.Context, v view, who study.Who, course study.Course) ([]chat.Block, error) {
	rounds, err := d.store.Rounds(ctx, course.Team, course.Channel)
	if err != nil {
		return nil, fmt.Errorf("list the rounds: %w", err)
	}
	member, err := d.store.Member(ctx, who.Team, who.Member)
	if err != nil {
		return nil, fmt.Errorf("read the member: %w", err)
	}
	channel, current := v.whyChannel(rounds)
	lead, own := "Your next one:", "nothing is left for today; tomorrow there is more."
	if member.Questions == 0 {
		lead = "If you wanted one of your own:"
	}
	if next := v.next(max(1, member.Questions), current); len(next) > 0 {
		own = v.Model.Bank().PersonalReason(next[0])
	}
	return []chat.Block{card.Lead("In the channel:", channel), card.Lead(lead, own)}, nil
}

// whyChannel is a sentence on the newest of the rounds, and its question's id. It says
// only what still holds: who would have gained how much on that day is not kept.
func (v view) whyChannel(rounds []study.Round) (text, current string) {
	for n := len(rounds) - 1; n >= 0; n-- {
		r := rounds[n]
		q, known := v.pack.Question(r.Question)
		if r.Pack != v.pack.ID || !known {
			continue
		}
		t, _ := v.pack.Topic(q.Topic)
		before := "it had not been asked here before"
		for i := n - 1; i >= 0; i-- {
			if was, still := v.pack.Question(rounds[i].Question); still && rounds[i].Pack == r.Pack && was.ID == q.ID {
				ago := mastery.DayNumber(r.Day) - mastery.DayNumber(rounds[i].Day)
				before = fmt.Sprintf("it had last been asked here %s before", card.Count(ago, "day", "days"))
				break
			}
		}
		return fmt.Sprintf("the question of %s is about Day %d %s, which has %s priority, and %s.", r.Day.Short(), t.Day, t.Name, t.Priority, before), q.ID
	}
	return "no question has come here yet.", ""
}

// whyScore is what the two scores are made of.
func (d *Desk) whyScore(ctx context.Context, v view, who study.Who) ([]chat.Block, error) {
	done, err := d.store.Assessments(ctx, who)
	if err != nil {
		return nil, fmt.Errorf("read the assessments: %w", err)
	}
	self := "not done yet. /study assess takes about five minutes."
	if len(done) > 0 {
		zone, err := d.roll.ZoneOfMember(ctx, who)
		if err != nil {
			return nil, err
		}
		newest := v.pack.Assessment(done[len(done)-1])
		t, on := study.TotalOf(v.pack, newest), card.OnDay(newest.At, zone)
		self = fmt.Sprintf("%s is the sum of your own ratings in %s on %s; only a new assessment changes it.", t, card.Count(t.Areas, "area", "areas"), on)
		if !t.Complete() {
			self = fmt.Sprintf("%s is what your own ratings of %s, in %d of %d areas, may come to; only you change it.", t, on, t.Rated, t.Areas)
		}
	}
	return []chat.Block{card.Lead("Self-assessment:", self), card.Lead("Evidence total:", v.whyEvidence())}, nil
}

// whyEvidence is a sentence on what the evidence total rests on: which of the areas with
// answers is the highest and which the lowest.
func (v view) whyEvidence() string {
	if !v.answered() {
		return "there are no answers yet that it could rest on."
	}
	var high, low learn.Evidence
	for _, e := range v.areas {
		if e.Answers == 0 {
			continue
		}
		if high.Answers == 0 || e.Score > high.Score {
			high = e
		}
		if low.Answers == 0 || e.Score < low.Score {
			low = e
		}
	}
	n, all := v.Model.Answers(v.id), "all "
	if n == 1 {
		all = ""
	}
	text := fmt.Sprintf("%s is estimated from %s", v.total(), answers(n))
	stands := func(e learn.Evidence) string {
		return fmt.Sprintf("%s (%.1f, %s)", name(e.Area), e.Score, answers(e.Answers))
	}
	switch {
	case high.Answers == 0: // of questions that are asked no more
		return text + "."
	case high.Area.ID == low.Area.ID:
		return fmt.Sprintf("%s, %sin %s; the other areas are forecast from %s.", text, all, stands(high), v.forecastFrom(n))
	}
	return fmt.Sprintf("%s, and areas without any are a forecast; of those with answers, the highest is %s and the lowest is %s.", text, stands(high), stands(low))
}

// forecastFrom is what areas without answers are forecast from, n answers elsewhere and
// the ratings of who gave some: "these answers and your ratings".
func (v view) forecastFrom(n int) string {
	text := "these answers"
	if n == 1 {
		text = "this one answer"
	}
	if slices.ContainsFunc(v.areas, func(e learn.Evidence) bool { return e.Self > 0 }) {
		text += " and your ratings"
	}
	return text
}

// whyPlan is why the first open item of the plan is there.
func (d *Desk) whyPlan(ctx context.Context, who study.Who) ([]chat.Block, error) {
	title, reason, open, err := d.plan(ctx, who)
	if err != nil {
		return nil, err
	}
	if open {
		return []chat.Block{card.Lead(title+":", reason)}, nil
	}
	done, err := d.store.Assessments(ctx, who)
	if err != nil {
		return nil, fmt.Errorf("read the assessments: %w", err)
	}
	if len(done) == 0 {
		return []chat.Block{card.Para("You have no plan yet. It grows from a self-assessment of about five minutes (/study assess), or from your answers once one area has four.")}, nil
	}
	return []chat.Block{card.Para("Nothing is open in your plan for now.")}, nil
}
