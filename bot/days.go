package bot

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/refusal"
	"studybot/bot/study"
)

// What one course keeps at most: ten years of a rich calendar, and the helpers that a
// form can show.
const (
	mostHolidays = 200
	mostHelpers  = 20
)

// setupDays opens the form for pack, days, holidays and helpers.
func (b *Bot) setupDays(ctx context.Context, e chat.Event) (chat.Reply, error) {
	c, err := b.ownCourse(ctx, e.Team, e.Action.Arg(0), e)
	if err != nil {
		return chat.Reply{}, err
	}
	var packs []chat.Option
	for _, p := range b.Packs.All() {
		if len(packs) < chat.MaxOptions {
			packs = append(packs, chat.Option{Label: card.Short(p.Name, chat.MaxOptionLabel), Value: p.ID})
		}
	}
	var chosen []string
	for d, on := range c.Timetable.Weekdays {
		if on {
			chosen = append(chosen, time.Weekday(d).String())
		}
	}
	var dates []string
	for _, d := range c.Timetable.Holidays {
		dates = append(dates, string(d))
	}
	return carrying(chat.Form{
		Title: "Pack and days", Submit: "Save", Action: chat.Do("setup-dayed", c.Channel),
		Inputs: []chat.Input{
			{Name: "pack", Kind: chat.Choice, Label: "Pack", Options: packs, Value: []string{c.Pack}},
			{Name: "days", Kind: chat.Choices, Label: "Days with a question", Options: weekdays(), Value: chosen},
			{Name: "holidays", Kind: chat.Text, Label: "Holidays", Hint: "Dates without a question, such as 2026-12-25, one a line.", Value: []string{strings.Join(dates, "\n")}, Optional: true, MaxLength: 2900},
			{Name: "helpers", Kind: chat.MembersInput, Label: "Helpers", Hint: "They can change these settings too.", Value: c.Helpers, Optional: true},
		},
	}, markDays(c)), nil
}

// setupDayed takes that form: setup-dayed/channel/marks of what it showed.
func (b *Bot) setupDayed(ctx context.Context, e chat.Event) (chat.Reply, error) {
	stored, err := b.ownCourse(ctx, e.Team, e.Action.Arg(0), e)
	if err != nil {
		return chat.Reply{}, err
	}
	var sent study.Course
	invalid := map[string]string{}
	if b.readDays(e, &sent, invalid); len(invalid) > 0 {
		return chat.Reply{Invalid: invalid}, nil
	}
	shown := e.Action.Arg(1)
	if len(shown) < 3*markLen { // an earlier version opened it, or there was no room: all of it counts
		shown = markDays(stored)
	}
	return b.saveSetup(ctx, stored.Channel, e, func(c *study.Course) error { return takeDays(c, sent, shown) })
}

func (b *Bot) readDays(e chat.Event, c *study.Course, invalid map[string]string) {
	c.Pack = e.Value("pack")
	if _, err := b.roll.Pack(c.Pack); err != nil {
		invalid["pack"] = "Choose one of the packs."
	}
	for _, v := range e.Values["days"] {
		if d, ok := study.ParseWeekday(v); ok {
			c.Timetable.Weekdays[d] = true
		}
	}
	if c.Timetable.Weekdays == (study.Weekdays{}) {
		invalid["days"] = "Choose at least one day. To stop for a while, use Pause."
	}
	dates, wrong := study.ParseDays(e.Value("holidays"))
	c.Timetable.Holidays, c.Helpers = dates, e.Values["helpers"]
	if wrong != "" {
		invalid["holidays"] = fmt.Sprintf("“%s” is not a date. Write each as 2026-12-25.", card.Short(wrong, 30))
	}
	tooMuch(*c, invalid)
}

// tooMuch says which input holds more than a course keeps.
func tooMuch(c study.Course, invalid map[string]string) {
	if len(c.Timetable.Holidays) > mostHolidays {
		invalid["holidays"] = fmt.Sprintf("That is more than the %d dates I can keep.", mostHolidays)
	}
	if len(c.Helpers) > mostHelpers {
		invalid["helpers"] = fmt.Sprintf("%d helpers are the most.", mostHelpers)
	}
}

// markLen is the length of a mark.
const markLen = 3

// mark stands for a text that a form shows and its action has no room for. It is one of
// 262,144: where two texts share theirs, a change from one to the other is not seen.
func mark(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:])[:markLen]
}

// markDays are the marks of pack, days and holidays, and one of each helper.
func markDays(c study.Course) string {
	marks := mark(c.Pack) + mark(c.Timetable.Weekdays.String()) + mark(fmt.Sprint(c.Timetable.Holidays))
	for _, h := range c.Helpers {
		marks += mark(h)
	}
	return marks
}

// pieces are the marks of markDays one by one.
func pieces(marks string) []string {
	var each []string
	for piece := range slices.Chunk([]byte(marks), markLen) {
		each = append(each, string(piece))
	}
	return each
}

// takeDays changes what differs between what a form showed and what was sent. Holidays
// that somebody else has changed meanwhile stay, beside those that were sent. Helpers are
// taken one by one: who is gone meanwhile comes back only if just named.
func takeDays(c *study.Course, sent study.Course, shown string) error {
	was, now, by := pieces(shown), pieces(markDays(sent)), pieces(markDays(*c))
	if now[0] != was[0] {
		c.Pack = sent.Pack
	}
	tt := &c.Timetable
	if now[1] != was[1] {
		tt.Weekdays = sent.Timetable.Weekdays
	}
	switch {
	case now[2] == was[2]:
	case by[2] == was[2]:
		tt.Holidays = sent.Timetable.Holidays
	default:
		tt.Holidays = slices.Concat(tt.Holidays, sent.Timetable.Holidays)
		slices.Sort(tt.Holidays)
		tt.Holidays = slices.Compact(tt.Holidays)
	}
	seen := func(id string) bool { return slices.Contains(was[3:], mark(id)) }
	helpers := slices.DeleteFunc(slices.Clone(c.Helpers), func(id string) bool { return seen(id) && !slices.Contains(sent.Helpers, id) })
	for _, id := range sent.Helpers {
		if !seen(id) && !slices.Contains(helpers, id) {
			helpers = append(helpers, id)
		}
	}
	c.Helpers = helpers
	invalid := map[string]string{}
	if tooMuch(*c, invalid); len(invalid) > 0 {
		return refusal.New("too much", "Others have added holidays or helpers while your form was open, and all together are more than I can keep. Please open it again.")
	}
	return nil
}
