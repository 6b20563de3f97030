package kept

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"studybot/bot/plan"
	"studybot/bot/study"
)

// List is the name under which items of a plan are ticked.
const List = "plan"

// Copy is a member's plan as it is kept, seen on a day.
type Copy struct {
	plan.Plan
	Record
	// Revision is that of the stored plan that this one is or was made from; 0 for none.
	Revision int
	// Done holds the ids of the items that are ticked.
	Done map[string]bool
	// Week is the current week from 1; Over says that the last one has passed.
	Week int
	Over bool

	pack  *study.Pack
	today study.Day
	ticks []study.Tick
}

// Record is what is kept of a plan beside its weeks.
type Record struct {
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
	// Were are the minutes that items had at first, by id, where they have notably fewer
	// since the weeks were made anew. Items that a pack renames begin again, and plans of
	// earlier versions have none.
	Were map[string]int `json:"were,omitempty"`
	// SpreadFrom is the revision whose open items were spread to make this one, and 0
	// for a plan that was made in another way.
	SpreadFrom int `json:"spread,omitempty"`
	// SpreadOn is the study day on which that was done.
	SpreadOn study.Day `json:"spread_on,omitempty"`
}

// written is the version of what Text writes. New fields do not raise it.
const written = 1

// stored is a plan as it is written.
type stored struct {
	Form int `json:"form"`
	Record
	Plan json.RawMessage `json:"plan"`
}

// ErrForm is what Open answers for what it cannot read as a plan: make it anew.
var ErrForm = errors.New("not a kept plan in a form that is known")

// See is an empty copy for the pack on a study day, with all ticks of the member.
func See(pack *study.Pack, today study.Day, ticks []study.Tick) Copy {
	return Copy{pack: pack, today: today, ticks: ticks}
}

// Text writes the plan as JSON, to be kept.
func (c Copy) Text() ([]byte, error) {
	made, err := encode(c.Plan)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(stored{written, c.Record, made})
	if err != nil {
		return nil, fmt.Errorf("write a plan: %w", err)
	}
	return text, nil
}

// Open takes over what Text wrote. Renamed says that the pack has other names now,
// so that the weeks that are left are to be made anew. The error is ErrForm.
func (c *Copy) Open(from study.StoredPlan) (differs bool, err error) {
	c.Revision = from.Revision
	var in stored
	if err := json.Unmarshal(from.Text, &in); err != nil {
		return false, fmt.Errorf("%w: %w", ErrForm, err)
	}
	for _, day := range []study.Day{in.First, in.Planned} {
		if _, err := study.ParseDay(string(day)); err != nil || in.Form != written {
			return false, ErrForm
		}
	}
	made, err := decode(in.Plan)
	if err != nil {
		return false, err
	}
	c.Record = in.Record
	c.Plan, differs = renamed(c.pack, made)
	c.settle()
	return differs, nil
}

// settle finds how far the member is.
func (c *Copy) settle() {
	c.Done = map[string]bool{}
	for _, t := range c.ticks {
		if t.List == List && !t.At.Before(c.Begun) {
			c.Done[t.Item] = true
		}
	}
	c.Week, c.Over = weekAt(c.First, c.today), false
	if c.Week > len(c.Weeks) {
		c.Week, c.Over = len(c.Weeks), true
	}
}

// CountDone counts the items that are done.
func (c Copy) CountDone(items []plan.Item) (done int) {
	for _, i := range items {
		if c.Done[i.ID] {
			done++
		}
	}
	return done
}

// OpenIn are the items of a week that are not done.
func (c Copy) OpenIn(w plan.Week) []plan.Item {
	return slices.DeleteFunc(slices.Clone(w.Items), func(i plan.Item) bool { return c.Done[i.ID] })
}

// Counted are the items that the plan stands by: what is done, and what is to be
// done since the weeks were last made. What an earlier week left open and no later
// one took over was let go.
func (c Copy) Counted() []plan.Item {
	planned, stands := weekAt(c.First, c.Planned), map[string]bool{}
	for _, w := range c.Weeks {
		for _, i := range w.Items {
			stands[i.ID] = stands[i.ID] || w.Number >= planned || c.Done[i.ID]
		}
	}
	return slices.DeleteFunc(c.Items(), func(i plan.Item) bool { return !stands[i.ID] })
}

// Missed are the open items that came over from earlier weeks, and those of them
// for which the weeks that are left have no room.
func (c Copy) Missed() (over, roomless []plan.Item) {
	for _, i := range c.Counted() {
		if i.IsCarried() && !c.Done[i.ID] {
			over = append(over, i)
		}
	}
	for _, l := range c.Left {
		if l.IsCarried() && !c.Done[l.ID] {
			roomless = append(roomless, l.Item)
		}
	}
	return over, roomless
}

// Named are the plan's items that an id means: the item itself, or what has become
// of one from before the pack changed.
func (c Copy) Named(id string) []string {
	if c.pack == nil || id == "" {
		return nil
	}
	ids := append([]string{id}, ItemsNow(c.pack, id)...)
	var named []string
	for _, i := range c.Items() {
		if slices.Contains(ids, i.ID) {
			named = append(named, i.ID)
		}
	}
	return named
}

// weekAt is the number of a plan's week, from 1.
func weekAt(first, day study.Day) int {
	return max(1, 1+int(day.Date().Sub(first.Date()).Hours())/(7*24))
}
