package bot

import (
	"context"
	"fmt"
	"slices"
	"time"

	"studybot/bot/asking"
	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/deliver"
	"studybot/bot/enrolment"
	"studybot/bot/evidence"
	"studybot/bot/refusal"
	"studybot/bot/schedule"
	"studybot/bot/study"
)

// quietAfter is how long a member may be silent before private messages stop.
const quietAfter = 14 * 24 * time.Hour

// offerWithin bounds the time in which the end of private messages is offered:
// the first message after quietAfter comes within a week.
const offerWithin = 10 * 24 * time.Hour

// weekRound is one of the week's questions with its tally.
type weekRound struct {
	asking.Asked
	tally study.Tally
}

// weekOf are the course's rounds of the seven days up to day, oldest first.
func (b *Bot) weekOf(ctx context.Context, c study.Course, day study.Day) ([]weekRound, []study.Round, error) {
	rounds, err := b.Store.Rounds(ctx, c.Team, c.Channel)
	if err != nil {
		return nil, nil, fmt.Errorf("list the rounds: %w", err)
	}
	var week []weekRound
	for _, r := range rounds {
		if r.Day <= day.Add(-7) || r.Day > day {
			continue
		}
		a, err := b.asking.Asked(r)
		if err != nil {
			continue
		}
		tally, err := b.Store.Tally(ctx, c.Team, c.Channel, r.Day)
		if err != nil {
			return nil, nil, fmt.Errorf("read a tally: %w", err)
		}
		week = append(week, weekRound{a, tally})
	}
	return week, rounds, nil
}

// prepareWeekly is the channel's look back and ahead: numbers, never names.
func (b *Bot) prepareWeekly(ctx context.Context, c study.Course, s schedule.Slot) (deliver.Parcel, error) {
	if err := b.putDigests(ctx, c, s.Due); err != nil {
		return deliver.Parcel{}, err
	}
	m, err := b.weeklyCard(ctx, c, s.Day)
	if err != nil {
		return deliver.Parcel{}, err
	}
	return deliver.Parcel{Post: chat.Post{To: chat.Place{Team: c.Team, Channel: c.Channel}, Message: m}}, nil
}

func (b *Bot) weeklyCard(ctx context.Context, c study.Course, day study.Day) (chat.Message, error) {
	week, rounds, err := b.weekOf(ctx, c, day)
	if err != nil {
		return chat.Message{}, err
	}
	m := chat.Message{
		Title: "The week in this channel",
		Rows:  []chat.Row{{card.Button("Catch up", chat.Do("missed")), card.Button("My score", chat.Do("score")), card.Button("My plan", chat.Do("plan"))}},
		Note:  "Only numbers are shown here, never who gave which answer.",
	}
	pack, err := b.roll.Pack(c.Pack)
	if err != nil { // nothing can be told of a pack that is not loaded
		m.Body = append(m.Body, participation(week))
		return m, nil //nolint:nilerr // the post says what can be said
	}
	choose, err := b.chooserOf(ctx, c, pack, rounds)
	if err != nil {
		return chat.Message{}, err
	}
	told := b.told(c, rounds)
	m.Body = append(m.Body, participation(week))
	m.Body = append(m.Body, spreadOf(week, pack)...)
	if hard, ok := hardest(week); ok {
		m.Body = append(m.Body, card.Lead("Hardest:", card.Short(fmt.Sprintf("%s. %s", hard.Topic().Name, hard.Question.Prompt), 400)))
		if point := firstEssential(hard.Question); point != "" && slices.Contains(told, hard.Question.ID) {
			m.Body = append(m.Body, card.Lead("Worth knowing:", card.Short(point, 300)))
		}
	}
	m.Body = append(m.Body, evidence.Group(choose.known, choose.audience, told)...)
	m.Body = append(m.Body, choose.areasOf(week)...)
	if next := b.comingTopics(choose, c, day); len(next) > 0 {
		m.Body = append(m.Body, card.Heading("Likely next"), card.Bullets(next...))
	}
	return m, nil
}

func participation(week []weekRound) chat.Block {
	if len(week) == 0 {
		return card.Para("No question came this week.")
	}
	answers := 0
	for _, w := range week {
		answers += w.tally.Answered()
	}
	text := fmt.Sprintf("%s to %s. Late answers count.", card.Count(answers, "answer", "answers"), card.Count(len(week), "question", "questions"))
	return card.Lead("This week:", text)
}

// hardest is the question with the lowest mean rating among those whose
// distribution may be shown.
func hardest(week []weekRound) (weekRound, bool) {
	var found weekRound
	low, ok := 0.0, false
	for _, w := range week {
		if w.tally.Answered() < asking.DistributionFrom || w.Question.Format.Keyed() {
			continue
		}
		if mean := meanOf(w.tally); !ok || mean < low {
			found, low, ok = w, mean, true
		}
	}
	return found, ok
}

func meanOf(t study.Tally) float64 {
	sum := 0
	for v, n := range t {
		sum += v * n
	}
	return float64(sum) / float64(max(1, t.Answered()))
}

func firstEssential(q study.Question) string {
	for _, p := range q.KeyPoints {
		if p.Essential {
			return p.Text
		}
	}
	return ""
}

// comingTopics says what the next seven days would ask about if nobody answered until
// then; every answer may change it.
func (b *Bot) comingTopics(choose *chooser, c study.Course, day study.Day) []chat.Item {
	var items []chat.Item
	for _, s := range schedule.Upcoming(c.Timetable, schedule.Question, b.Now(), 8) {
		if s.Day <= day { // today's, when the reminder comes before it
			continue
		}
		if s.Day > day.Add(7) {
			break
		}
		q, _, err := choose.next(s.Day)
		if err != nil {
			break
		}
		t, _ := choose.pack.Topic(q.Topic)
		items = append(items, chat.Item{Lead: s.Day.Short(), Text: card.Short(fmt.Sprintf("Day %d %s (%s)", t.Day, t.Name, t.Priority), 120)})
	}
	return items
}

// preparePlans sends Monday's plans: it puts each member's message on the agenda.
func (b *Bot) preparePlans(ctx context.Context, c study.Course, s schedule.Slot) (deliver.Parcel, error) {
	if err := b.putDigests(ctx, c, s.Due); err != nil {
		return deliver.Parcel{}, err
	}
	return deliver.Parcel{Skip: "Monday's plans go to each member privately"}, nil
}

// putDigests gives every member of the course a private message at their own
// hour. One entry a member and day: a second reason on the same day adds nothing.
func (b *Bot) putDigests(ctx context.Context, c study.Course, due time.Time) error {
	members, err := b.Store.Members(ctx, c.Team)
	if err != nil {
		return fmt.Errorf("list the members: %w", err)
	}
	courses, err := b.Store.Courses(ctx, c.Team)
	if err != nil {
		return fmt.Errorf("list the courses: %w", err)
	}
	var entries []schedule.Entry
	for _, m := range members {
		if !m.Digest || !takesPart(m, c) {
			continue
		}
		at := schedule.AfterQuiet(due, enrolment.Zone(m, courses), m.QuietFrom, m.QuietTo)
		entries = append(entries, schedule.Entry{Kind: schedule.Digest, Subject: m.ID, Due: at})
	}
	if len(entries) == 0 {
		return nil
	}
	if err := b.Store.Put(ctx, c.Team, entries...); err != nil {
		return fmt.Errorf("put the members' messages on the agenda: %w", err)
	}
	return nil
}

// prepareDigest is a member's private message: Monday's plan, the weekly digest,
// or both in one.
func (b *Bot) prepareDigest(ctx context.Context, s schedule.Slot, now time.Time) (deliver.Parcel, error) {
	m, err := b.Store.Member(ctx, s.Team, s.Subject)
	if err != nil {
		return deliver.Parcel{}, fmt.Errorf("read the member: %w", err)
	}
	loc := b.roll.ZoneOf(ctx, m)
	if !m.Digest || isAway(m, now, loc) {
		return deliver.Parcel{Skip: "the member wants no message now"}, nil
	}
	e := chat.Event{Team: s.Team, Member: s.Subject, Private: true}
	own, err := b.asking.Past(ctx, e)
	if refusal.In(err) != nil {
		return deliver.Parcel{Skip: "no study channel is running"}, nil
	}
	if err != nil {
		return deliver.Parcel{}, err
	}
	last, err := b.lastActive(ctx, enrolment.WhoIs(e, own.Pack.ID), own)
	if err != nil {
		return deliver.Parcel{}, err
	}
	to := chat.Place{Team: s.Team, Member: s.Subject}
	if last.IsZero() {
		return deliver.Parcel{Skip: "the member has done nothing yet"}, nil
	}
	if now.Sub(last) > quietAfter {
		offered, err := b.offeredQuiet(ctx, s, last)
		if err != nil {
			return deliver.Parcel{}, err
		}
		if offered || now.Sub(last) > quietAfter+offerWithin {
			return deliver.Parcel{Skip: "the member has been silent for a while"}, nil
		}
		return deliver.Parcel{Post: chat.Post{To: to, Message: pauseOffer()}}, nil
	}
	msg, err := b.digestCard(ctx, own, m, s.Day, now)
	if err != nil {
		return deliver.Parcel{}, err
	}
	return deliver.Parcel{Post: chat.Post{To: to, Message: msg}}, nil
}

// pauseOffer is the one message after two silent weeks.
func pauseOffer() chat.Message {
	return chat.Message{
		Title: "Shall I be quiet for a while?",
		Body:  []chat.Block{card.Para("It has been quiet here, which is fine. I will not write again until you answer a question, assess yourself or tick something off.")},
		Rows:  []chat.Row{{card.Primary("Catch up a little", chat.Do("missed")), card.Button("Away until a date", chat.Do("away-form")), card.Button("No private messages", chat.Do("digest", "off"))}},
	}
}

// offeredQuiet says whether the silence since last was answered already: the
// first private message in it is the offer, and there is no second.
func (b *Bot) offeredQuiet(ctx context.Context, s schedule.Slot, last time.Time) (bool, error) {
	sent, err := b.Store.Outcomes(ctx, s.Team, s.Name(), 12)
	if err != nil {
		return false, fmt.Errorf("read what was sent to the member: %w", err)
	}
	return slices.ContainsFunc(sent, func(o schedule.Outcome) bool {
		return o.Result == schedule.Posted && o.At.Sub(last) > quietAfter
	}), nil
}

// lastActive is when the member last rated, assessed or ticked; zero for never.
func (b *Bot) lastActive(ctx context.Context, who study.Who, own asking.Past) (time.Time, error) {
	var last time.Time
	for _, r := range own.All {
		if r.At.After(last) {
			last = r.At
		}
	}
	assessments, err := b.Store.Assessments(ctx, who)
	if err != nil {
		return last, fmt.Errorf("read the assessments: %w", err)
	}
	for _, a := range assessments {
		if a.At.After(last) {
			last = a.At
		}
	}
	ticks, err := b.Store.Ticks(ctx, who)
	if err != nil {
		return last, fmt.Errorf("read the ticks: %w", err)
	}
	for _, t := range ticks {
		if t.At.After(last) {
			last = t.At
		}
	}
	return last, nil
}

// digestCard is the private message of one day.
func (b *Bot) digestCard(ctx context.Context, own asking.Past, member study.Member, day study.Day, now time.Time) (chat.Message, error) {
	who := study.Who{Team: member.Team, Pack: own.Pack.ID, Member: member.ID}
	plan, hasPlan, err := b.progress.Digest(ctx, who, now)
	if err != nil {
		return chat.Message{}, err
	}
	m := chat.Message{Title: "Your week", Note: "The plan comes on Mondays, the week with the channel's weekly post. /study settings turns both off or sets quiet hours."}
	monday := day.Weekday() == time.Monday
	if monday {
		m.Title = "Your plan for this week"
	}
	if !monday || own.Course.Timetable.Weekly == time.Monday {
		m.Body = append(m.Body, weekLine(own, day))
		lines, err := b.evidence.WeekLines(ctx, who, own.Pack)
		if err != nil {
			return chat.Message{}, fmt.Errorf("look at the member's week: %w", err)
		}
		m.Body = append(m.Body, lines...)
	}
	if hasPlan {
		m.Body = append(m.Body, plan...)
	} else {
		m.Body = append(m.Body, card.Para("A self-assessment of about five minutes gives you a plan of your own. /study assess starts it."))
	}
	if open := own.Unanswered(); len(open) > 0 && !monday {
		m.Body = append(m.Body, card.Para("A few minutes to spare? Open one of the questions you have not answered."))
		m.Rows = append(m.Rows, chat.Row{card.Menu("Open a question", chat.Do("open", own.Course.Channel), open[:min(len(open), 5)])})
	}
	m.Rows = append(m.Rows, chat.Row{card.Button("My plan", chat.Do("plan")), card.Button("My score", chat.Do("score")), card.Button("Settings", chat.Do("settings")), card.Button("No private messages", chat.Do("digest", "off"))})
	return m, nil
}

// weekLine says what the member answered in the seven days up to day.
func weekLine(own asking.Past, day study.Day) chat.Block {
	asked, answered := 0, 0
	for _, a := range own.Rounds {
		if a.Round.Day <= day.Add(-7) || a.Round.Day > day {
			continue
		}
		asked++
		if _, ok := own.Ratings[a.Round.Day]; ok {
			answered++
		}
	}
	switch {
	case asked == 0:
		return card.Lead("This week:", "no question came.")
	case answered == 0:
		return card.Lead("This week:", card.Count(asked, "question is", "questions are")+" waiting for you. There is no hurry.")
	case answered == asked:
		return card.Lead("This week:", fmt.Sprintf("you answered every question, %d of %d.", answered, asked))
	case asked-answered == 1:
		return card.Lead("This week:", fmt.Sprintf("you answered %d of %d questions. The other one stays open.", answered, asked))
	default:
		return card.Lead("This week:", fmt.Sprintf("you answered %d of %d questions. The others stay open.", answered, asked))
	}
}

// report shows an owner the weekly post as it would look now.
func (b *Bot) report(ctx context.Context, e chat.Event) (chat.Reply, error) {
	found, err := b.statusCourse(ctx, e)
	if err != nil {
		return chat.Reply{}, err
	}
	c, err := b.ownCourse(ctx, found.Team, found.Channel, e)
	if err != nil {
		return chat.Reply{}, err
	}
	if c.State == study.Drafted {
		return card.Sorry("This channel is not published yet, so there is no week to look back on. /study setup goes on with it."), nil
	}
	loc, err := schedule.Zone(c.Timetable.Zone)
	if err != nil {
		return chat.Reply{}, refusal.New("unknown zone", sentence(err))
	}
	m, err := b.weeklyCard(ctx, c, study.DayOf(b.Now().In(loc)))
	if err != nil {
		return chat.Reply{}, err
	}
	m.Title = "Preview · " + m.Title
	return card.Private(m), nil
}
