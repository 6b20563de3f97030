package progress

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"studybot/bot/plan"
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

// record is what is kept of a plan beside its weeks.
type record struct {
	// Begun is when the plan began. Ticks from before it belong to an older plan.
	Begun time.Time `json:"begun"`
	// First is the Monday of week 1.
	First study.Day `json:"first"`
	// Assessed dates the assessment that the plan rests on; zero when it rests on
	// answers alone.
	Assessed time.Time `json:"assessed,omitzero"`
	// Planned is the study day on which the weeks were last made, and Cause says in a
	// sentence why they differ from those before; Large, that most of them do.
	Planned study.Day `json:"planned"`
	Cause   string    `json:"cause,omitempty"`
	Large   bool      `json:"large,omitempty"`
	// Spread is the revision whose open items were spread to make this one, and 0 for
	// a plan that was made in another way.
	Spread int `json:"spread,omitempty"`
}

// keptForm is the version of what write writes. New fields do not raise it.
const keptForm = 1

// keptPlan is a plan as it is stored.
type keptPlan struct {
	Form int `json:"form"`
	record
	Plan json.RawMessage `json:"plan"`
}

// errKept is what read answers for what it cannot read: the plan is made anew.
var errKept = errors.New("not a plan in a form that is known")

func (p memberPlan) write() ([]byte, error) {
	weeks, err := p.Encode()
	if err != nil {
		return nil, fmt.Errorf("write the weeks: %w", err)
	}
	text, err := json.Marshal(keptPlan{keptForm, p.record, weeks})
	if err != nil {
		return nil, fmt.Errorf("write a plan: %w", err)
	}
	return text, nil
}

func readPlan(text []byte) (record, plan.Plan, error) {
	var k keptPlan
	if err := json.Unmarshal(text, &k); err != nil {
		return record{}, plan.Plan{}, fmt.Errorf("%w: %w", errKept, err)
	}
	if _, err := study.ParseDay(string(k.First)); err != nil || k.Form != keptForm {
		return record{}, plan.Plan{}, errKept
	}
	p, err := plan.Decode(k.Plan)
	if err != nil {
		return record{}, plan.Plan{}, fmt.Errorf("%w: %w", errKept, err)
	}
	return k.record, p, nil
}

// open takes over what is stored; false when there is nothing that can be read.
// Renamed says that the pack has other names now than the plan was stored with.
func (p *memberPlan) open(stored study.StoredPlan) (has, renamed bool) {
	p.revision = stored.Revision
	r, weeks, err := readPlan(stored.Text)
	if err != nil {
		return false, false
	}
	p.record = r
	p.Plan, renamed = plan.Renamed(p.pack, weeks)
	p.settle()
	return true, renamed
}

// keep stores a plan that was made from the one with its revision. When somebody
// else was faster, what they stored counts.
func (d *Desk) keep(ctx context.Context, who study.Who, p memberPlan) (memberPlan, error) {
	text, err := p.write()
	if err != nil {
		return p, err
	}
	stored, err := d.store.SavePlan(ctx, who, study.StoredPlan{Revision: p.revision + 1, Text: text})
	if err != nil {
		return p, fmt.Errorf("keep the plan: %w", err)
	}
	if !bytes.Equal(stored.Text, text) {
		theirs := p
		if has, _ := theirs.open(stored); has {
			return theirs, nil
		}
	}
	p.revision = stored.Revision
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
	if stored.Revision == 0 {
		return nil, nil, nil
	}
	if !json.Valid(stored.Text) {
		return nil, []string{string(stored.Text)}, nil
	}
	p := memberPlan{pack: pack}
	if has, _ := p.open(stored); !has {
		return stored.Text, []string{string(stored.Text)}, nil
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
