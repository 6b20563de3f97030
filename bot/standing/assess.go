package standing

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/refusal"
	"studybot/bot/study"
)

// Assessments keeps members' ratings of the pack's areas.
type Assessments interface {
	// Draft is the assessment that is being made; its Ratings are empty when there is none.
	Draft(ctx context.Context, who study.Who) (study.Assessment, error)
	// SaveDraft merges ratings into the draft in one step and returns the whole; a
	// rating of 0 takes its area out, and a draft without ratings is none. Those of
	// fill count only in areas that have no rating then.
	SaveDraft(ctx context.Context, who study.Who, ratings, fill map[string]int) (study.Assessment, error)
	// FinishDraft turns the draft into the newest assessment, dated at, in one
	// step; study.ErrNotFound when there is no draft.
	FinishDraft(ctx context.Context, who study.Who, at time.Time) (study.Assessment, error)
	// Assessments are a member's finished ones, oldest first.
	Assessments(ctx context.Context, who study.Who) ([]study.Assessment, error)
}

// step is one form of the assessment: a category, or a part of a long one.
type step struct {
	category    study.Category
	place       int // of the category, from 1
	part, parts int // of the category's forms, from 1
	areas       []study.Area
}

// stepsOf splits a pack's areas into forms.
func stepsOf(pack *study.Pack) []step {
	var steps []step
	for i, c := range pack.Categories {
		areas := pack.AreasOf(c.ID)
		parts := (len(areas) + chat.MaxInputs - 1) / chat.MaxInputs
		for part := range parts {
			// Even parts: six areas are three and three, not five and one.
			from, to := part*len(areas)/parts, (part+1)*len(areas)/parts
			steps = append(steps, step{category: c, place: i + 1, part: part + 1, parts: parts, areas: areas[from:to]})
		}
	}
	return steps
}

// name is the step's category, with its part when it has several.
func (s step) name() string {
	if s.parts > 1 {
		return fmt.Sprintf("%s, part %d of %d", s.category.Name, s.part, s.parts)
	}
	return s.category.Name
}

// rated counts the step's areas that have a rating.
func (s step) rated(ratings map[string]int) int {
	n := 0
	for _, a := range s.areas {
		if ratings[a.ID] > 0 {
			n++
		}
	}
	return n
}

// digits are the step's ratings as they travel to the form, which cannot look
// them up: one figure an area, 0 for none.
func (s step) digits(ratings map[string]int) string {
	var digits strings.Builder
	for _, a := range s.areas {
		digits.WriteByte('0' + byte(min(max(0, ratings[a.ID]), 5)))
	}
	return digits.String()
}

func (s step) form(pack *study.Pack, n int, ratings map[string]int) chat.Action {
	return chat.Do("assess-form", pack.ID, strconv.Itoa(n), s.digits(ratings))
}

// Assess shows where the member stands with the assessment, or opens the step that
// holds an area: assess[/words of the area].
func (d *Desk) Assess(ctx context.Context, e chat.Event) (chat.Reply, error) {
	_, pack, err := d.roll.CourseOf(ctx, e)
	if err != nil {
		return chat.Reply{}, err
	}
	who := enrolment.WhoIs(e, pack.ID)
	if enrolment.Typed(e) == "" {
		m, err := d.assessCard(ctx, who, pack)
		return card.Private(m), err
	}
	area, err := enrolment.Pick("area", e, pack)
	if err != nil {
		return chat.Reply{}, err
	}
	draft, err := d.unfinished(ctx, who, pack) // a form without it would take out what is rated
	if err != nil {
		return chat.Reply{}, err
	}
	steps := stepsOf(pack)
	n := slices.IndexFunc(steps, func(s step) bool {
		return slices.ContainsFunc(s.areas, func(a study.Area) bool { return a.ID == area })
	})
	e.Action = steps[n].form(pack, n, draft.Ratings)
	return d.AssessForm(ctx, e)
}

func (d *Desk) assessCard(ctx context.Context, who study.Who, pack *study.Pack) (chat.Message, error) {
	draft, err := d.unfinished(ctx, who, pack)
	if err != nil {
		return chat.Message{}, err
	}
	done, err := d.Assessments(ctx, who, pack)
	if err != nil {
		return chat.Message{}, err
	}
	steps, t := stepsOf(pack), study.TotalOf(pack, draft)
	m := chat.Message{Title: "Your self-assessment", Note: "Private unless you share your score. Saved steps wait for you; leave and come back whenever you like."}
	if len(steps) == 0 {
		return m, refusal.New("no areas", "This study pack has no areas to assess.")
	}
	if t.Rated == 0 {
		m.Body = append(m.Body, card.Para(fmt.Sprintf("You rate %s in %s, from 1 to 5. It takes about five minutes, and gives you a score and a plan of your own.",
			card.Count(t.Areas, "area", "areas"), card.Count(len(pack.Categories), "category", "categories"))))
	} else {
		m.Body = append(m.Body, card.Lead("So far:", fmt.Sprintf("%d of %d areas rated.", t.Rated, t.Areas)))
	}
	var list []chat.Item
	for _, s := range t.Subtotals {
		list = append(list, chat.Item{Lead: s.Category.Name, Text: s.String(), Done: card.TickMark(s.Complete())})
	}
	m.Body = append(m.Body, card.Bullets(list...))
	if len(done) > 0 {
		last := done[len(done)-1]
		loc, err := d.roll.ZoneOfMember(ctx, who)
		if err != nil {
			return m, err
		}
		m.Body = append(m.Body, card.Lead("Last time:", fmt.Sprintf("%s, %s. It stays as it is.", TotalLine(pack, last), card.Ago(last.At, d.now(), loc))))
		if t.Rated == 0 && !study.TotalOf(pack, last).Complete() {
			m.Rows = append(m.Rows, chat.Row{card.Primary("Rate the areas left open", chat.Do("assess-more", pack.ID))})
		}
	}
	m.Rows = append(m.Rows, draftRows(pack, steps, draft.Ratings, 0)...)
	return m, nil
}

// draftRows are the controls of a draft: what comes next after step n, any step,
// the end, and a new start.
func draftRows(pack *study.Pack, steps []step, ratings map[string]int, after int) []chat.Row {
	row, rated, open := chat.Row{}, 0, 0
	next := -1
	for i := range steps {
		at := (after + i) % len(steps)
		n := steps[at].rated(ratings)
		rated += n
		open += len(steps[at].areas) - n
		if next < 0 && n < len(steps[at].areas) {
			next = at
		}
	}
	switch {
	case rated == 0:
		label, at := "Start: ", after%len(steps)
		if at > 0 {
			label = "Next: "
		}
		row = append(row, card.Primary(card.Short(label+steps[at].name(), chat.MaxLabel), steps[at].form(pack, at, ratings)))
	case open == 0:
		row = append(row, card.Primary("Finish and see the result", chat.Do("assess-end", pack.ID)))
	default:
		row = append(row, card.Primary(card.Short("Next: "+steps[next].name(), chat.MaxLabel), steps[next].form(pack, next, ratings)),
			card.Button("Finish with what I have", chat.Do("assess-end", pack.ID)))
	}
	if rated > 0 {
		row = append(row, chat.Control{Label: "Start over", Action: chat.Do("assess-over", pack.ID), Emphasis: chat.Danger})
	}
	rows := []chat.Row{row}
	if len(steps) > 1 && len(steps) <= chat.MaxOptions {
		var options []chat.Option
		for i, s := range steps {
			options = append(options, card.Option(s.name(), strconv.Itoa(i)+"."+s.digits(ratings), fmt.Sprintf("%d of %d rated", s.rated(ratings), len(s.areas))))
		}
		rows = append(rows, chat.Row{card.Menu("Go to a category", chat.Do("assess-form", pack.ID), options)})
	}
	return rows
}

// AssessForm opens a step's form: assess-form/pack/step/digits, or the last two
// joined by a dot from a menu. It looks nothing up: a form is the first answer.
func (d *Desk) AssessForm(_ context.Context, e chat.Event) (chat.Reply, error) {
	pack, err := d.roll.Pack(e.Action.Arg(0))
	if err != nil {
		return chat.Reply{}, err
	}
	place, digits := e.Action.Arg(1), e.Action.Arg(2)
	if place == "" {
		place, digits, _ = strings.Cut(e.Value("value"), ".")
	}
	steps, n := stepsOf(pack), card.Number(place)
	if n < 0 || n >= len(steps) {
		return chat.Reply{}, refusal.Stale()
	}
	s, shown := steps[n], map[string]int{}
	for i, a := range s.areas {
		shown[a.ID] = shownAt(digits, i)
	}
	f := &chat.Form{
		Title: fmt.Sprintf("Category %d of %d", s.place, len(pack.Categories)), Submit: "Save",
		Action: chat.Do("assess-save", pack.ID, strconv.Itoa(n), s.digits(shown)),
		Intro:  []chat.Block{card.Heading(card.Short(s.name(), chat.MaxTitle)), card.Para("Rate what you could do today, without looking it up. Leave an area empty if you cannot say yet.")},
	}
	var scale []chat.Item
	var options []chat.Option
	for _, a := range pack.Scale {
		label := fmt.Sprintf("%d · %s", a.Value, a.Label)
		scale = append(scale, chat.Item{Lead: label, Text: card.Short(a.Text, 250)})
		options = append(options, card.Option(label, strconv.Itoa(a.Value), ""))
	}
	f.Intro = append(f.Intro, card.Bullets(scale...))
	var long []chat.Item
	for _, a := range s.areas {
		in := chat.Input{Name: a.ID, Kind: chat.Choice, Label: card.Short(a.Name, chat.MaxInputLabel), Options: options, Optional: true}
		if in.Label != a.Name {
			long = append(long, chat.Item{Lead: in.Label, Text: a.Name})
		}
		if v := shown[a.ID]; v > 0 {
			in.Value = []string{strconv.Itoa(v)}
		}
		f.Inputs = append(f.Inputs, in)
	}
	if len(long) > 0 {
		f.Intro = append(f.Intro, card.Bullets(long...))
	}
	return chat.Reply{Form: f}, nil
}

// shownAt is the rating of a step's area i in its digits, 0 for none.
func shownAt(digits string, i int) int {
	if i < len(digits) && digits[i] >= '1' && digits[i] <= '5' {
		return int(digits[i] - '0')
	}
	return 0
}

// AssessSave keeps what the member changed in a step's form: assess-save/pack/step/digits
// that it showed, with a value for each area. An area that was left as it was shown may
// have been rated elsewhere while the form was open: that stays. Where there is no draft
// any more, because the card was an old one, a rating that was left as shown is one. A form
// without those digits was opened by an earlier version: all of it counts.
func (d *Desk) AssessSave(ctx context.Context, e chat.Event) (chat.Reply, error) {
	pack, err := d.roll.Pack(e.Action.Arg(0))
	if err != nil {
		return chat.Reply{}, err
	}
	steps, n := stepsOf(pack), card.Number(e.Action.Arg(1))
	if n < 0 || n >= len(steps) {
		return chat.Reply{}, refusal.Stale()
	}
	s := steps[n]
	ratings, same, invalid := map[string]int{}, map[string]int{}, map[string]string{}
	for i, a := range s.areas {
		v := e.Value(a.ID)
		rating, shown := card.Number(v), shownAt(e.Action.Arg(2), i)
		switch {
		case v == "":
			rating = 0 // an area that is left empty
		case rating < 1 || rating > 5:
			invalid[a.ID] = "Choose one of the five, or leave it empty."
		}
		if rating != shown || e.Action.Arg(2) == "" {
			ratings[a.ID] = rating
		} else if rating > 0 {
			same[a.ID] = rating
		}
	}
	for name := range e.Values {
		if !slices.ContainsFunc(s.areas, func(a study.Area) bool { return a.ID == name }) {
			return chat.Reply{}, refusal.Stale()
		}
	}
	if len(invalid) > 0 {
		return chat.Reply{Invalid: invalid}, nil
	}
	who := enrolment.WhoIs(e, pack.ID)
	draft, err := d.unfinished(ctx, who, pack) // before the step, whose empty areas stay empty
	if err != nil {
		return chat.Reply{}, err
	}
	if len(draft.Ratings) > 0 {
		same = nil
	}
	draft, err = d.store.SaveDraft(ctx, who, ratings, same)
	if err != nil {
		return chat.Reply{}, fmt.Errorf("save the draft: %w", err)
	}
	t := study.TotalOf(pack, draft)
	sub := t.Subtotals[s.place-1]
	title, saved := "Saved: ", card.Lead(fmt.Sprintf("Category %d of %d saved,", s.place, len(pack.Categories)), fmt.Sprintf("subtotal %s.", sub))
	if s.rated(draft.Ratings) == 0 {
		title, saved = "Nothing rated yet: ", card.Para("The form was empty, which is fine: open it again, or go on and come back later.")
	}
	m := chat.Message{
		Title: card.Short(title+s.name(), chat.MaxTitle),
		Body: []chat.Block{
			saved,
			card.Para(fmt.Sprintf("%d of %d areas are rated. You can leave now and come back with /study assess.", t.Rated, t.Areas)),
		},
		Rows: draftRows(pack, steps, draft.Ratings, n+1),
		Note: "Private unless you share your score.",
	}
	if s.rated(draft.Ratings) == 0 {
		m.Rows[0] = append(m.Rows[0], card.Button("Open it again", s.form(pack, n, draft.Ratings)))
	}
	return card.Update(m), nil
}

// AssessOver empties the draft: assess-over/pack.
func (d *Desk) AssessOver(ctx context.Context, e chat.Event) (chat.Reply, error) {
	pack, err := d.roll.Pack(e.Action.Arg(0))
	if err != nil {
		return chat.Reply{}, err
	}
	who := enrolment.WhoIs(e, pack.ID)
	draft, err := d.store.Draft(ctx, who)
	if err != nil {
		return chat.Reply{}, fmt.Errorf("read the draft: %w", err)
	}
	for id := range draft.Ratings {
		draft.Ratings[id] = 0
	}
	return d.redraft(ctx, who, pack, draft.Ratings, nil)
}

// AssessMore starts a draft from the last assessment, to rate what it left open:
// assess-more/pack. What the draft has already stays.
func (d *Desk) AssessMore(ctx context.Context, e chat.Event) (chat.Reply, error) {
	pack, err := d.roll.Pack(e.Action.Arg(0))
	if err != nil {
		return chat.Reply{}, err
	}
	who := enrolment.WhoIs(e, pack.ID)
	done, err := d.Assessments(ctx, who, pack)
	if err != nil {
		return chat.Reply{}, err
	}
	draft, err := d.unfinished(ctx, who, pack)
	if err != nil {
		return chat.Reply{}, err
	}
	if len(done) == 0 || len(draft.Ratings) > 0 {
		return d.redraft(ctx, who, pack, nil, nil)
	}
	return d.redraft(ctx, who, pack, nil, done[len(done)-1].Ratings)
}

// redraft merges ratings into the draft, and those of fill where it has none, and shows it.
func (d *Desk) redraft(ctx context.Context, who study.Who, pack *study.Pack, ratings, fill map[string]int) (chat.Reply, error) {
	if len(ratings)+len(fill) > 0 {
		if _, err := d.store.SaveDraft(ctx, who, ratings, fill); err != nil {
			return chat.Reply{}, fmt.Errorf("save the draft: %w", err)
		}
	}
	m, err := d.assessCard(ctx, who, pack)
	if err != nil {
		return chat.Reply{}, err
	}
	return card.Update(m), nil
}
