package revise

import (
	"cmp"
	"slices"

	"studybot/bot/plan"
	"studybot/bot/plan/order"
	"studybot/bot/study"
)

// Pace is what somebody who is behind can do in the time that is left.
type Pace struct {
	// First is the first day of week 1.
	First study.Day
	// Days are the working days that are left, today's first. Those after the last
	// week count for nothing.
	Days []study.Day
	// Daily is the most minutes in a day.
	Daily int
}

// Rescue is a plan spread anew over the days that are left.
type Rescue struct {
	Plan plan.Plan
	// Before and After are what was and is to be done by week, from the current one
	// on. Before, everything open from earlier weeks is in the current one.
	Before, After []Load
	// Days are the days with work, in order.
	Days []DayLoad
	// Left is what has to wait, the first to go first; Missing are its minutes.
	Left    []plan.Left
	Missing int
}

// Load is what is open in a week.
type Load struct{ Week, Minutes, Items int }

// DayLoad is what a day takes of the items; one may go over several days of a week.
type DayLoad struct {
	Day     study.Day
	Minutes int
	Parts   []Part
}

// Part is some minutes of an item.
type Part struct {
	ID      string
	Minutes int
}

// Behind spreads what is open over the weeks that are left, evenly as far as it
// goes: no day has more than the pace's minutes and no week more than the plan's
// limit. What does not fit waits: more practice first, then what only a line asks
// for, then the targets of the smallest need with all that is theirs. Earlier weeks
// stay as they are, and so does what is done, by id.
func Behind(pack *study.Pack, p plan.Plan, done func(id string) bool, pace Pace) Rescue {
	s := newSpread(pack, p, done, pace)
	r := Rescue{Before: s.before()}
	for !s.place() {
		s.drop()
	}
	s.regain()
	for _, o := range s.dropped {
		r.Left = append(r.Left, plan.Left{Item: o.Item})
		r.Missing += o.Minutes
	}
	r.Plan = s.finish()
	for w := s.now; w < len(s.cap); w++ {
		l := Load{Week: s.number(w)}
		for _, i := range s.placed[w] {
			l.Minutes, l.Items = l.Minutes+i.Minutes, l.Items+1
		}
		r.After = append(r.After, l)
		r.Days = append(r.Days, s.split(w)...)
	}
	return r
}

// spread is the work of Behind. Weeks are counted by their place in the plan.
type spread struct {
	order.Order
	plan    plan.Plan
	daily   int
	now     int // the current week
	days    [][]study.Day
	cap     []int         // minutes that a week can still take
	kept    [][]plan.Item // what is done, by week
	open    []opened
	placed  [][]plan.Item
	dropped []opened
}

// opened is an open item and the week that it was planned for.
type opened struct {
	plan.Item
	from  int
	ends  bool // it closes the plan
	again bool // it was dropped, and comes back if it fits behind everything else
}

func newSpread(pack *study.Pack, p plan.Plan, done func(id string) bool, pace Pace) *spread {
	n := len(p.Weeks)
	s := &spread{
		Order: order.Of(pack.Topics), plan: p, daily: pace.Daily,
		now: n - 1, days: make([][]study.Day, n), cap: make([]int, n), kept: make([][]plan.Item, n),
	}
	weekOf := func(d study.Day) int {
		number := 1 + int(d.Date().Sub(pace.First.Date()).Hours())/(7*24)
		return slices.IndexFunc(p.Weeks, func(w plan.Week) bool { return w.Number == number })
	}
	for _, d := range slices.Compact(slices.Sorted(slices.Values(pace.Days))) {
		if w := weekOf(d); w >= 0 && d >= pace.First {
			s.days[w] = append(s.days[w], d)
			s.now = min(s.now, w)
		}
	}
	latest := map[string]int{}
	for w, week := range p.Weeks {
		for _, i := range week.Items {
			latest[i.ID] = w
		}
	}
	for w, week := range p.Weeks {
		finished := 0
		for _, i := range week.Items {
			switch {
			case latest[i.ID] != w:
			case done(i.ID):
				s.kept[w] = append(s.kept[w], i)
				finished += i.Minutes
			case w >= s.now || i.Kind != plan.Checkpoint:
				s.open = append(s.open, opened{Item: i, from: w, ends: i.Kind == plan.Reassess})
			}
		}
		if w >= s.now {
			s.cap[w] = max(0, min(p.Limit-finished, len(s.days[w])*max(0, pace.Daily)))
		}
	}
	return s
}

func (s *spread) number(w int) int { return s.plan.Weeks[w].Number }

// before is what is open as the plan stands.
func (s *spread) before() []Load {
	var all []Load
	for w := s.now; w < len(s.plan.Weeks); w++ {
		all = append(all, Load{Week: s.number(w)})
	}
	for _, o := range s.open {
		l := &all[max(o.from, s.now)-s.now]
		l.Minutes, l.Items = l.Minutes+o.Minutes, l.Items+1
	}
	return all
}

// place tries to give every open item a week, as evenly as it goes; false when
// they do not fit.
func (s *spread) place() bool {
	minutes, room := 0, 0
	for _, o := range s.open {
		minutes += o.Minutes
	}
	for _, c := range s.cap {
		room += c
	}
	if minutes > room {
		return false
	}
	for part := minutes; ; part = min(room, part+max(1, room/10)) {
		if s.placeIn(part, room) {
			return true
		}
		if part >= room {
			return false
		}
	}
}

// placeIn fills no week beyond part of room, as a share.
func (s *spread) placeIn(part, room int) bool {
	s.placed = make([][]plan.Item, len(s.cap))
	used, reviews := make([]int, len(s.cap)), make([]int, len(s.cap))
	first, study := map[int]int{}, map[string]int{}
	end := len(s.cap) - 1 // the last week that can take anything
	for end > s.now && s.cap[end] == 0 {
		end--
	}
	for _, o := range s.open {
		from := max(o.from, s.now)
		if o.ends {
			from = end
		}
		for _, before := range s.Before(o.Topic) {
			if at, has := first[before]; has && o.Topic != 0 {
				from = max(from, at)
			}
		}
		if at, has := study[o.Area]; has && (o.Kind == plan.Practice || o.Kind == plan.Retest) {
			from = max(from, at)
			if o.Kind == plan.Retest {
				from = max(from, at+1)
			}
		}
		week := -1
		for w := from; w <= end && week < 0; w++ {
			most := (s.cap[w]*part + room - 1) / max(1, room)
			if o.ends || o.Minutes > most { // one item may be longer than an even share
				most = s.cap[w]
			}
			full := o.Kind == plan.Reviews && plan.ReviewOf*(reviews[w]+o.Minutes) > plan.ReviewPart*s.plan.Limit
			if used[w]+o.Minutes <= most && !full {
				week = w
			}
		}
		if week < 0 || o.again && slices.ContainsFunc(s.After(o.Topic), func(later int) bool {
			at, has := first[later]
			return has && at < week
		}) {
			return false
		}
		s.placed[week] = append(s.placed[week], o.moved(s.number(o.from), s.number(week), week == s.now && o.from < s.now))
		used[week] += o.Minutes
		switch {
		case o.Kind == plan.Reviews:
			reviews[week] += o.Minutes
		case o.Kind == plan.Study:
			study[o.Area] = week
		}
		if _, has := first[o.Topic]; !has && o.Topic != 0 {
			first[o.Topic] = week
		}
	}
	return true
}

// moved is the item with what is true of it in its week.
func (o opened) moved(from, to int, carried bool) plan.Item {
	i := o.Item
	if from == to {
		return i
	}
	i.Because = nil
	for _, b := range o.Because {
		switch b.Fact {
		case plan.LineTopic:
			i.Because = append(i.Because, plan.Because{Fact: plan.LineLate, Value: b.Value})
		case plan.LineArea, plan.LineOpen, plan.Carried:
		case plan.LastWeek, plan.Quiet:
			i.Because = append(i.Because, plan.Because{Fact: b.Fact, Value: float64(to)})
		default:
			i.Because = append(i.Because, b)
		}
	}
	if carried {
		i.Because = append([]plan.Because{{Fact: plan.Carried}}, i.Because...)
	}
	return i
}

// drop takes out what can wait best. It is called only while something is open.
func (s *spread) drop() {
	class := func(o opened) int {
		switch {
		case o.Kind == plan.Practice || o.Kind == plan.Checkpoint:
			return 0
		case o.Kind == plan.Template:
			return 1
		case o.Kind == plan.Study || o.Kind == plan.Retest:
			return 2
		case o.ends:
			return 4
		default:
			return 3
		}
	}
	need := func(o opened) float64 {
		if t, is := s.plan.Target(o.Area); is {
			return t.Need
		}
		return float64(s.Priority(o.Topic).Weight())
	}
	worst := s.open[0]
	for _, o := range s.open[1:] {
		// Of what is equal the later goes.
		if cmp.Or(cmp.Compare(class(o), class(worst)), cmp.Compare(need(o), need(worst))) <= 0 {
			worst = o
		}
	}
	s.open = slices.DeleteFunc(s.open, func(o opened) bool {
		goes := o.ID == worst.ID || class(worst) == 2 && o.Area == worst.Area && o.Kind == plan.Retest
		if goes {
			s.dropped = append(s.dropped, o)
		}
		return goes
	})
}

// regain gives back practice and what a line asks for, the last to go first, where
// the weeks have room for it behind everything else: what was dropped may have been
// in the way of something longer.
func (s *spread) regain() {
	for n := len(s.dropped) - 1; n >= 0; n-- {
		o, open := s.dropped[n], s.open
		waits := slices.ContainsFunc(s.dropped, func(d opened) bool { return d.Kind == plan.Study && d.Area == o.Area })
		if o.Kind != plan.Template && (o.Kind != plan.Practice || waits) {
			continue
		}
		o.again = true
		s.open = append(slices.Clone(open), o)
		if s.place() {
			s.dropped = slices.Delete(s.dropped, n, n+1)
		} else {
			s.open = open
		}
	}
	s.place()
}

// finish is the plan with its new weeks. A target whose study has to wait is deferred.
func (s *spread) finish() plan.Plan {
	p := s.plan
	p.Weeks = slices.Clone(p.Weeks)
	studied := map[string]int{}
	for w := s.now; w < len(p.Weeks); w++ {
		week := &p.Weeks[w]
		week.Items, week.Minutes = append(slices.Clone(s.kept[w]), s.placed[w]...), 0
		for _, i := range week.Items {
			week.Minutes += i.Minutes
			if i.Kind == plan.Study {
				studied[i.Area] = week.Number
			}
		}
	}
	for w := s.now; w < len(p.Weeks); w++ { // the study may have moved
		for n, i := range p.Weeks[w].Items {
			at, moved := studied[i.Area]
			if i.Kind != plan.Retest || !moved {
				continue
			}
			why := slices.Clone(i.Because)
			for b := range why {
				if why[b].Fact == plan.StudiedIn {
					why[b].Value = float64(at)
				}
			}
			p.Weeks[w].Items[n].Because = why
		}
	}
	waits := map[string]int{}
	p.Left = slices.Clone(p.Left)
	for _, i := range s.dropped {
		if i.Kind == plan.Study {
			waits[i.Area] = i.Minutes
		}
	}
	for _, i := range s.dropped {
		if _, is := waits[i.Area]; is && i.Kind == plan.Retest {
			waits[i.Area] += i.Minutes
		}
		p.Left = append(p.Left, plan.Left{Item: i.Item})
	}
	p.Targets, p.Deferred = nil, slices.Clone(p.Deferred)
	for _, t := range s.plan.Targets {
		if minutes, is := waits[t.Area]; is {
			p.Deferred = append(p.Deferred, plan.Deferred{Target: t, Minutes: minutes})
			continue
		}
		p.Targets = append(p.Targets, t)
	}
	return p
}

// split gives the week's work to its days, evenly.
func (s *spread) split(w int) []DayLoad {
	minutes, n := 0, len(s.days[w])
	for _, i := range s.placed[w] {
		minutes += i.Minutes
	}
	if minutes == 0 || n == 0 {
		return nil
	}
	even := min(s.daily, ((minutes+n-1)/n+4)/5*5)
	days := []DayLoad{{Day: s.days[w][0]}}
	for _, i := range s.placed[w] {
		for open := i.Minutes; open > 0; {
			day := &days[len(days)-1]
			part := min(open, even-day.Minutes)
			if part > 0 {
				day.Parts = append(day.Parts, Part{ID: i.ID, Minutes: part})
				day.Minutes += part
				open -= part
				continue
			}
			days = append(days, DayLoad{Day: s.days[w][len(days)]})
		}
	}
	return days
}
