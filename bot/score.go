package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"studybot/bot/chat"
	"studybot/bot/study"
)

// suggestAfter is how many days an assessment counts as recent.
const suggestAfter = 6 * 7

// score shows the member's own score, or another's who shares it: score[/member].
func (b *Bot) score(ctx context.Context, e chat.Event) (chat.Reply, error) {
	_, pack, err := b.courseOf(ctx, e)
	if err != nil {
		return chat.Reply{}, err
	}
	of := strings.TrimPrefix(e.Action.Arg(0), "@")
	if of != "" && of != e.Member {
		return b.sharedScore(ctx, study.Who{Team: e.Team, Pack: pack.ID, Member: of}, pack)
	}
	who := whoIs(e, pack.ID)
	s, err := b.standing(ctx, who, pack)
	if err != nil {
		return chat.Reply{}, err
	}
	if len(s.done) == 0 {
		draft, err := b.unfinished(ctx, who, pack)
		if err != nil {
			return chat.Reply{}, err
		}
		if t := study.TotalOf(pack, draft); t.Rated > 0 {
			return private(begunCard(pack, t)), nil
		}
		return private(assessInvitation("You have no score yet", "It comes from a self-assessment of about five minutes: you rate each area from 1 to 5, and I add up.", pack)), nil
	}
	member, err := b.Store.Member(ctx, e.Team, e.Member)
	if err != nil {
		return chat.Reply{}, fmt.Errorf("read the member: %w", err)
	}
	m := s.scoreCard("Your score")
	m.Body = append(m.Body, s.movedBlocks()...)
	m.Images = b.pictures(ctx, s, &m)
	row := chat.Row{primary("My plan", chat.Do("plan")), button("All areas in words", chat.Do("areas", pack.ID)), shareButton(member.Shared)}
	if s.stale() {
		row = append(row, button("Assess again", chat.Do("assess")))
	}
	m.Rows = []chat.Row{row}
	m.Note = "Only you see this score. Sharing is off."
	if member.Shared {
		m.Note = "You share this score: " + whoSeesIt
	}
	return private(m), nil
}

// whoSeesIt says exactly who sees what while a score is shared.
const whoSeesIt = "any member of this team who types /study score with your name sees your newest total, level, subtotals and both pictures with the rating of every area. Your earlier assessments, answers, notes, plan and checklists stay yours."

func shareButton(shared bool) chat.Control {
	if shared {
		return button("Stop sharing", chat.Do("share", "off"))
	}
	return button("Share with the team", chat.Do("share", "on"))
}

// share turns the sharing of the score on or off: share/on or share/off.
func (b *Bot) share(ctx context.Context, e chat.Event) (chat.Reply, error) {
	m, err := b.Store.Member(ctx, e.Team, e.Member)
	if err != nil {
		return chat.Reply{}, fmt.Errorf("read the member: %w", err)
	}
	switch e.Action.Arg(0) {
	case "on":
		m.Shared = true
	case "off":
		m.Shared = false
	default:
		return chat.Reply{}, refuse("bad argument", "Write /study share on or /study share off.")
	}
	if err := b.Store.SaveMember(ctx, m); err != nil {
		return chat.Reply{}, fmt.Errorf("save the member's settings: %w", err)
	}
	card := chat.Message{Title: "Your score is private", Body: []chat.Block{para("Nobody but you sees it from now on.")}, Rows: []chat.Row{{shareButton(m.Shared)}}}
	if m.Shared {
		card.Title = "Your score is shared"
		card.Body = []chat.Block{para("From now on " + whoSeesIt)}
	}
	return private(card), nil
}

// sharedScore is another member's score. Whoever does not share one, has none or
// does not exist gets the same sentence.
func (b *Bot) sharedScore(ctx context.Context, who study.Who, pack *study.Pack) (chat.Reply, error) {
	hidden := private(chat.Message{
		Title: "That score is not shared with you, or there is none",
		Body:  []chat.Block{para("Scores are private until their owners share them, and it is fine to keep one to oneself.")},
		Rows:  []chat.Row{{button("My score", chat.Do("score"))}},
	})
	member, err := b.Store.Member(ctx, who.Team, who.Member)
	if err != nil {
		return chat.Reply{}, fmt.Errorf("read the member: %w", err)
	}
	if !member.Shared {
		return hidden, nil
	}
	s, err := b.standing(ctx, who, pack)
	if err != nil {
		return chat.Reply{}, err
	}
	if len(s.done) == 0 {
		return hidden, nil
	}
	s.done = s.done[len(s.done)-1:] // only the newest is shared: no word or line of earlier ones
	m := s.scoreCard("A shared score")
	m.Images = b.pictures(ctx, s, &m)
	m.Note = "Its owner shares it with this team and can stop at any time."
	return private(m), nil
}

// standing is what a score is told from.
type standing struct {
	pack    *study.Pack
	done    []study.Assessment // oldest first
	ratings []study.Rating
	now     time.Time
	zone    *time.Location
}

func (b *Bot) standing(ctx context.Context, who study.Who, pack *study.Pack) (standing, error) {
	s := standing{pack: pack, now: b.Now()}
	var err error
	if s.done, err = b.assessments(ctx, who, pack); err != nil {
		return s, err
	}
	if len(s.done) == 0 {
		return s, nil
	}
	if s.ratings, err = b.Store.Ratings(ctx, who); err != nil {
		return s, fmt.Errorf("read the ratings: %w", err)
	}
	s.zone, err = b.memberZoneOf(ctx, who)
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

func (s standing) stale() bool { return daysAgo(s.last().At, s.now, s.zone) > suggestAfter }

// scoreCard is what both the owner and those it is shared with see.
func (s standing) scoreCard(title string) chat.Message {
	last := s.last()
	t := study.TotalOf(s.pack, last)
	age := fmt.Sprintf("%d of %d areas rated %s.", t.Rated, t.Areas, ago(last.At, s.now, s.zone))
	if s.stale() {
		age += " That is more than six weeks; when it suits, a new assessment would show where things stand now."
	}
	return chat.Message{
		Title:  short(title+": "+t.String(), chat.MaxTitle),
		Body:   append(levelBlocks(s.pack, t), para(age)),
		Fields: subtotalFields(s.pack, s.done),
	}
}

// movedBlocks say what moved since the last time and what was answered there.
func (s standing) movedBlocks() []chat.Block {
	last := s.last()
	var blocks []chat.Block
	if before, ok := s.before(); ok {
		blocks = append(blocks, heading("Since "+onDay(before.At, s.zone)), para(fmt.Sprintf("Then %s.", totalLine(s.pack, before))))
		if moves := study.MovesOf(s.pack, before, last); len(moves) > 0 {
			between := study.RecordsOf(s.pack, s.ratings, before.At, last.At)
			blocks = append(blocks, movedBlock(moves, func(a study.Area) string {
				if r := between[a.ID]; r.Answers > 0 {
					return "In between: " + r.String() + "."
				}
				return ""
			}))
			if !slices.ContainsFunc(moves, func(mv study.Move) bool { return between[mv.Area.ID].Answers > 0 }) {
				blocks = append(blocks, para("There are no answers of yours in these areas from that time."))
			}
		} else {
			blocks = append(blocks, para("No area moved."))
		}
	}
	since := study.RecordsOf(s.pack, s.ratings, last.At, time.Time{})
	answers := 0
	for _, r := range since {
		answers += r.Answers
	}
	if answers > 0 {
		blocks = append(blocks, lead("Since this assessment:", fmt.Sprintf("%s in %s. They do not change the score; the next assessment does.",
			count(answers, "answer", "answers"), count(len(since), "area", "areas"))))
	}
	return blocks
}

// areas lists every area's rating in words, with what was answered since:
// areas/pack/page.
func (b *Bot) areas(ctx context.Context, e chat.Event) (chat.Reply, error) {
	pack, err := b.pack(e.Action.Arg(0))
	if err != nil {
		return chat.Reply{}, err
	}
	s, err := b.standing(ctx, whoIs(e, pack.ID), pack)
	if err != nil {
		return chat.Reply{}, err
	}
	if len(s.done) == 0 {
		return private(assessInvitation("Nothing is rated yet", "A self-assessment takes about five minutes.", pack)), nil
	}
	last := s.last()
	since := study.RecordsOf(s.pack, s.ratings, last.At, time.Time{})
	before, _ := s.before()
	var sections []section
	for _, sub := range study.TotalOf(pack, last).Subtotals {
		sec := section{name: sub.Category.Name + ": " + sub.String()}
		for _, a := range pack.AreasOf(sub.Category.ID) {
			text := "not rated"
			if r := last.Ratings[a.ID]; r > 0 {
				text = fmt.Sprintf("%d of 5", r)
				if was := before.Ratings[a.ID]; was > 0 && was != r {
					text += fmt.Sprintf(", was %d", was)
				}
			}
			if r := since[a.ID]; r.Answers > 0 {
				text += ". Since then " + r.String()
			}
			sec.items = append(sec.items, chat.Item{Lead: a.Name, Text: text})
		}
		sections = append(sections, sec)
	}
	laid := bind(sections, 0)
	p := laid.open(number(e.Action.Arg(1)))
	m := chat.Message{Title: "Your areas, rated " + ago(last.At, s.now, s.zone), Body: laid.pages[p.at], Note: p.note()}
	addRow(&m, p.turn(func(at string) chat.Action { return chat.Do("areas", pack.ID, at) }))
	return private(m), nil
}

// begunCard is the score of somebody who has begun an assessment and finished none.
func begunCard(pack *study.Pack, t study.Total) chat.Message {
	return chat.Message{
		Title: fmt.Sprintf("You have begun: %d of %d areas are rated", t.Rated, t.Areas),
		Body:  []chat.Block{para("Go on when it suits. Your score is there as soon as you finish, with all areas or with some.")},
		Rows:  []chat.Row{{primary("Continue", chat.Do("assess")), button("Finish with what I have", chat.Do("assess-end", pack.ID))}},
		Note:  "Only you see this.",
	}
}

// assessInvitation is what flows say that need an assessment.
func assessInvitation(title, text string, pack *study.Pack) chat.Message {
	m := chat.Message{Title: title, Body: []chat.Block{para(text)}, Note: "It is private, and can be left and resumed at any time."}
	m.Rows = []chat.Row{{primary("Assess yourself", chat.Do("assess"))}}
	if len(stepsOf(pack)) == 0 {
		m.Rows = nil
	}
	return m
}
