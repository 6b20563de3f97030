package standing

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/refusal"
	"studybot/bot/study"
)

// suggestAfter is how many days an assessment counts as recent.
const suggestAfter = 6 * 7

// Score shows the member's own score, or another's who shares it: score[/member].
func (d *Desk) Score(ctx context.Context, e chat.Event) (chat.Reply, error) {
	_, pack, err := d.roll.CourseOf(ctx, e)
	if err != nil {
		return chat.Reply{}, err
	}
	of := strings.TrimPrefix(e.Action.Arg(0), "@")
	if of != "" && of != e.Member {
		return d.sharedScore(ctx, study.Who{Team: e.Team, Pack: pack.ID, Member: of}, pack)
	}
	who := enrolment.WhoIs(e, pack.ID)
	s, err := d.standing(ctx, who, pack)
	if err != nil {
		return chat.Reply{}, err
	}
	evidence, answered, err := d.evidence.Score(ctx, who, pack)
	if err != nil {
		return chat.Reply{}, err
	}
	if len(s.done) == 0 {
		m, err := d.unassessedCard(ctx, who, pack, evidence, answered)
		return card.Private(m), err
	}
	member, err := d.store.Member(ctx, e.Team, e.Member)
	if err != nil {
		return chat.Reply{}, fmt.Errorf("read the member: %w", err)
	}
	m := s.scoreCard("Your self-assessment")
	m.Body = append(append(append(m.Body, s.movedBlocks()...), card.Heading(evidenceHeading)), evidence...)
	m.Images = d.pictures(ctx, s, &m)
	row := chat.Row{card.Primary("My plan", chat.Do("plan")), card.Button("All areas in words", chat.Do("areas", pack.ID)), shareButton(member.Shared)}
	if s.stale() {
		row = append(row, card.Button("Assess again", chat.Do("assess")))
	}
	m.Rows = []chat.Row{row, evidenceRow(pack)}
	m.Note = "Only you see this score. Sharing is off."
	if member.Shared {
		m.Note = "You share your self-assessment: " + whoSeesIt
	}
	return card.Private(m), nil
}

// whoSeesIt says exactly who sees what while a score is shared.
const whoSeesIt = "any member of this team who types /study score with your name sees your newest total, level, subtotals and both pictures with the rating of every area. What your answers say, earlier assessments, notes, plan and checklists stay yours."

func shareButton(shared bool) chat.Control {
	if shared {
		return card.Button("Stop sharing", chat.Do("share", "off"))
	}
	return card.Button("Share with the team", chat.Do("share", "on"))
}

// Share turns the sharing of the score on or off: share/on or share/off.
func (d *Desk) Share(ctx context.Context, e chat.Event) (chat.Reply, error) {
	was, err := d.store.Member(ctx, e.Team, e.Member)
	if err != nil {
		return chat.Reply{}, fmt.Errorf("read the member: %w", err)
	}
	m := was
	switch e.Action.Arg(0) {
	case "on":
		m.Shared = true
	case "off":
		m.Shared = false
	default:
		return chat.Reply{}, refusal.New("bad argument", "Write /study share on or /study share off.")
	}
	if m, err = d.store.SaveMember(ctx, was, m); err != nil {
		return chat.Reply{}, fmt.Errorf("save the member's settings: %w", err)
	}
	said := chat.Message{Title: "Your score is private", Body: []chat.Block{card.Para("Nobody but you sees it from now on.")}, Rows: []chat.Row{{shareButton(m.Shared)}}}
	if m.Shared {
		said.Title = "Your score is shared"
		said.Body = []chat.Block{card.Para("From now on " + whoSeesIt)}
	}
	return card.Private(said), nil
}

// sharedScore is another member's score. Whoever does not share one, has none or
// does not exist gets the same sentence.
func (d *Desk) sharedScore(ctx context.Context, who study.Who, pack *study.Pack) (chat.Reply, error) {
	hidden := card.Private(chat.Message{
		Title: "That score is not shared with you, or there is none",
		Body:  []chat.Block{card.Para("Scores are private until their owners share them, and it is fine to keep one to oneself.")},
		Rows:  []chat.Row{{card.Button("My score", chat.Do("score"))}},
	})
	member, err := d.store.Member(ctx, who.Team, who.Member)
	if err != nil {
		return chat.Reply{}, fmt.Errorf("read the member: %w", err)
	}
	if !member.Shared {
		return hidden, nil
	}
	s, err := d.standing(ctx, who, pack)
	if err != nil {
		return chat.Reply{}, err
	}
	if len(s.done) == 0 {
		return hidden, nil
	}
	s.done = s.done[len(s.done)-1:] // only the newest is shared: no word or line of earlier ones
	m := s.scoreCard("A shared score")
	m.Images = d.pictures(ctx, s, &m)
	m.Note = "Its owner shares it with this team and can stop at any time."
	return card.Private(m), nil
}

// standing is what a score is told from.
type standing struct {
	pack    *study.Pack
	done    []study.Assessment // oldest first
	ratings []study.Rating
	now     time.Time
	zone    *time.Location
}

func (d *Desk) standing(ctx context.Context, who study.Who, pack *study.Pack) (standing, error) {
	s := standing{pack: pack, now: d.now()}
	var err error
	if s.done, err = d.Assessments(ctx, who, pack); err != nil {
		return s, err
	}
	if len(s.done) == 0 {
		return s, nil
	}
	if s.ratings, err = d.store.Ratings(ctx, who); err != nil {
		return s, fmt.Errorf("read the ratings: %w", err)
	}
	s.zone, err = d.roll.ZoneOfMember(ctx, who)
	return s, err
}

func (s standing) last() study.Assessment { return s.done[len(s.done)-1] }

// before is the assessment before the last; false when there is none.
func (s standing) before() (study.Assessment, bool) {
	if len(s.done) < 2 {
		return study.Assessment{}, false
	}
	return s.done[len(s.done)-2], true
}

func (s standing) stale() bool { return card.DaysAgo(s.last().At, s.now, s.zone) > suggestAfter }

// scoreCard is what both the owner and those it is shared with see.
func (s standing) scoreCard(title string) chat.Message {
	last := s.last()
	t := study.TotalOf(s.pack, last)
	age := fmt.Sprintf("%d of %d areas rated %s.", t.Rated, t.Areas, card.Ago(last.At, s.now, s.zone))
	if s.stale() {
		age += " That is more than six weeks; when it suits, a new assessment would show where things stand now."
	}
	return chat.Message{
		Title:  card.Short(title+": "+t.String(), chat.MaxTitle),
		Body:   append(levelBlocks(s.pack, t), card.Para(age)),
		Fields: subtotalFields(s.pack, s.done),
	}
}

// movedBlocks say what moved since the last time and what was answered there.
func (s standing) movedBlocks() []chat.Block {
	last := s.last()
	var blocks []chat.Block
	if before, ok := s.before(); ok {
		blocks = append(blocks, card.Heading("Since "+card.OnDay(before.At, s.zone)), card.Para(fmt.Sprintf("Then %s.", TotalLine(s.pack, before))))
		if moves := study.MovesOf(s.pack, before, last); len(moves) > 0 {
			between := study.RecordsOf(s.pack, s.ratings, before.At, last.At)
			blocks = append(blocks, movedBlock(moves, func(a study.Area) string {
				if r := between[a.ID]; r.Answers > 0 {
					return "In between: " + r.String() + "."
				}
				return ""
			}))
			if !slices.ContainsFunc(moves, func(mv study.Move) bool { return between[mv.Area.ID].Answers > 0 }) {
				blocks = append(blocks, card.Para("There are no answers of yours in these areas from that time."))
			}
		} else {
			blocks = append(blocks, card.Para("No area moved."))
		}
	}
	since := study.RecordsOf(s.pack, s.ratings, last.At, time.Time{})
	answers := 0
	for _, r := range since {
		answers += r.Answers
	}
	if answers > 0 {
		blocks = append(blocks, card.Lead("Since this assessment:", fmt.Sprintf("%s in %s. They do not change the score; the next assessment does.",
			card.Count(answers, "answer", "answers"), card.Count(len(since), "area", "areas"))))
	}
	return blocks
}

// Areas lists every area on a line, the rating and what the answers say side by side:
// areas/pack/page.
func (d *Desk) Areas(ctx context.Context, e chat.Event) (chat.Reply, error) {
	pack, err := d.roll.Pack(e.Action.Arg(0))
	if err != nil {
		return chat.Reply{}, err
	}
	who := enrolment.WhoIs(e, pack.ID)
	s, err := d.standing(ctx, who, pack)
	if err != nil {
		return chat.Reply{}, err
	}
	evidence, answered, err := d.evidence.Areas(ctx, who, pack)
	if err != nil {
		return chat.Reply{}, err
	}
	title := "Your areas, not rated yet"
	var last study.Assessment
	switch {
	case len(s.done) > 0:
		last = s.last()
		title = "Your areas, rated " + card.Ago(last.At, s.now, s.zone)
	case !answered:
		return card.Private(d.Invitation("Nothing is rated yet", "A self-assessment takes about five minutes.", pack)), nil
	}
	before, _ := s.before()
	var sections []card.Section
	for _, sub := range study.TotalOf(pack, last).Subtotals {
		sec := card.Section{Name: sub.Category.Name + ": " + sub.String()}
		for _, a := range pack.AreasOf(sub.Category.ID) {
			sec.Items = append(sec.Items, chat.Item{Lead: a.Name, Text: selfWords(last.Ratings[a.ID], before.Ratings[a.ID]) + " | " + evidence[a.ID]})
		}
		sections = append(sections, sec)
	}
	laid := card.Bind(sections, 0)
	p := laid.Open(card.Number(e.Action.Arg(1)))
	m := chat.Message{Title: title, Body: laid.Pages[p.At], Note: strings.TrimSpace(p.Note() + " " + areasNote)}
	card.AddRow(&m, p.Turn(func(at string) chat.Action { return chat.Do("areas", pack.ID, at) }))
	return card.Private(m), nil
}

// areasNote is the small print that explains a line.
const areasNote = "Evidence is what your answers say, from 1 to 5. The range beside it shows how unsure that is: nine times in ten the true number is inside. A number in brackets rests on fewer than 4 answers. Only you see this."

// selfWords are an area's rating: "self 4", "self 4, was 3" or "not rated".
func selfWords(rating, was int) string {
	switch {
	case rating == 0:
		return "not rated"
	case was > 0 && was != rating:
		return fmt.Sprintf("self %d, was %d", rating, was)
	}
	return fmt.Sprintf("self %d", rating)
}

// evidenceHeading parts the member's own word from that of their answers.
const evidenceHeading = "What your answers say"

// evidenceRow leads to more about the answers.
func evidenceRow(pack *study.Pack) chat.Row {
	return chat.Row{card.Button("How sure am I?", chat.Do("sureness", pack.ID)), card.Button("Why these numbers?", chat.Do("why", "score"))}
}

// unassessedCard is the score of somebody who has not finished an assessment: what their
// answers say, if there are any, and how to begin or go on.
func (d *Desk) unassessedCard(ctx context.Context, who study.Who, pack *study.Pack, evidence []chat.Block, answered bool) (chat.Message, error) {
	draft, err := d.unfinished(ctx, who, pack)
	if err != nil {
		return chat.Message{}, err
	}
	m := d.Invitation("You have no score yet", "It comes from a self-assessment of about five minutes: you rate each area from 1 to 5, and I add up.", pack)
	if t := study.TotalOf(pack, draft); t.Rated > 0 {
		m = begunCard(pack, t)
	} else if answered {
		m.Title, m.Body = "Your self-assessment: not done yet", []chat.Block{card.Para("The other half is a self-assessment of about five minutes: you rate each area from 1 to 5, and see it beside this.")}
	}
	if answered {
		m.Body = append(append([]chat.Block{card.Heading(evidenceHeading)}, evidence...), m.Body...)
		m.Rows = append(m.Rows, append(chat.Row{card.Button("All areas in words", chat.Do("areas", pack.ID))}, evidenceRow(pack)...))
		m.Note = "Only you see this."
	}
	return m, nil
}

// begunCard is the score of somebody who has begun an assessment and finished none.
func begunCard(pack *study.Pack, t study.Total) chat.Message {
	return chat.Message{
		Title: fmt.Sprintf("You have begun: %d of %d areas are rated", t.Rated, t.Areas),
		Body:  []chat.Block{card.Para("Go on when it suits. Your score is there as soon as you finish, with all areas or with some.")},
		Rows:  []chat.Row{{card.Primary("Continue", chat.Do("assess")), card.Button("Finish with what I have", chat.Do("assess-end", pack.ID))}},
		Note:  "Only you see this.",
	}
}

// Invitation is what flows say that need an assessment.
func (*Desk) Invitation(title, text string, pack *study.Pack) chat.Message {
	m := chat.Message{Title: title, Body: []chat.Block{card.Para(text)}, Note: "It is private, and can be left and resumed at any time."}
	m.Rows = []chat.Row{{card.Primary("Assess yourself", chat.Do("assess"))}}
	if len(stepsOf(pack)) == 0 {
		m.Rows = nil
	}
	return m
}
