package mastery

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"math"
	"slices"
	"sync"
	"time"

	"studybot/bot/learn"
	"studybot/bot/study"
)

// Keeper hands out models that are up to date. Its methods may be called at once by many.
type Keeper struct {
	logs        Logs
	checkpoints Checkpoints
	log         *slog.Logger

	mu     sync.Mutex
	groups map[groupName]*group
	turn   int // counts uses, so that what was used longest ago is put away
}

type groupName struct{ team, pack string }

// mostGroups bounds how many groups are held in memory; the others' checkpoints wait in
// the store.
const mostGroups = 64

// New makes a keeper.
func New(logs Logs, checkpoints Checkpoints, log *slog.Logger) *Keeper {
	return &Keeper{logs: logs, checkpoints: checkpoints, log: log, groups: map[groupName]*group{}}
}

// group is what is held of one group. The models in it are never changed: what is new
// goes into forks of them, so that they can be read while others learn.
type group struct {
	mu   sync.Mutex
	used int // of the keeper's turns; guarded by the keeper

	bank *learn.Bank
	zone string
	// settled holds everything up to settledDay, and digests say which events those were.
	settled    *learn.Model
	settledDay int
	digests    map[string]digest
	// recent are the events after settledDay, by member, and live holds them too; last is
	// the newest of them.
	recent map[string][]event
	live   *learn.Model
	last   event
	marks  map[string]string
}

// Days between the settled past and today: new answers are folded on top of it, and a
// rating may still be changed for some time.
const (
	settleAfter = 14
	settleTo    = 7
)

// Now is what is known of a group at a moment.
type Now struct {
	// Model is for reading; Fork it to try something out.
	Model *learn.Model
	// Day is the study day.
	Day int
	// Zone is the group's.
	Zone *time.Location

	weekAgo func() *learn.Model
}

// WeekAgo is the model as it stood at the end of the study day seven days before.
func (n Now) WeekAgo() *learn.Model { return n.weekAgo() }

// Now is the state of the team's group that studies the pack, with everything that was
// stored before the call. The zone is that of the team's first course of the pack.
func (k *Keeper) Now(ctx context.Context, team string, pack *study.Pack, at time.Time) (Now, error) {
	loc, err := k.zone(ctx, team, pack.ID)
	if err != nil {
		return Now{}, err
	}
	today := StudyDay(at, loc)
	g := k.group(groupName{team, pack.ID})
	g.mu.Lock()
	defer g.mu.Unlock()
	if err := k.refresh(ctx, g, team, pack, loc, today); err != nil {
		return Now{}, err
	}
	settled, recent := g.settled, g.recent
	return Now{Model: g.live, Day: today, Zone: loc, weekAgo: func() *learn.Model {
		return fold(settled, recent, today-settleTo)
	}}, nil
}

func (k *Keeper) zone(ctx context.Context, team, pack string) (*time.Location, error) {
	courses, err := k.logs.Courses(ctx, team)
	if err != nil {
		return nil, fmt.Errorf("list the courses: %w", err)
	}
	for _, c := range courses {
		if c.Pack != pack || c.State == study.Drafted {
			continue
		}
		if loc, err := time.LoadLocation(c.Timetable.Zone); err == nil {
			return loc, nil
		}
	}
	return time.UTC, nil
}

// group finds or begins what is held of a group, and puts away what was used longest
// ago when there are too many.
func (k *Keeper) group(name groupName) *group {
	k.mu.Lock()
	defer k.mu.Unlock()
	g, held := k.groups[name]
	if !held {
		if len(k.groups) >= mostGroups {
			oldest := name
			for n, other := range k.groups {
				if oldest == name || other.used < k.groups[oldest].used {
					oldest = n
				}
			}
			delete(k.groups, oldest)
		}
		g = &group{}
		k.groups[name] = g
	}
	k.turn++
	g.used = k.turn
	return g
}

// refresh brings the group up to date, reading the logs whose marks have changed.
func (k *Keeper) refresh(ctx context.Context, g *group, team string, pack *study.Pack, loc *time.Location, today int) error {
	marks, err := k.logs.Marks(ctx, team, pack.ID)
	if err != nil {
		return fmt.Errorf("look whether there is anything new: %w", err)
	}
	fits := g.bank != nil && g.bank.Pack() == pack && g.zone == loc.String() && g.settledDay <= today-settleTo
	for member := range g.marks {
		if _, there := marks[member]; !there { // forgotten: what was learned from them goes too
			fits = false
		}
	}
	if !fits {
		if err := k.begin(ctx, g, team, pack, loc, today); err != nil {
			return err
		}
	}
	var changed []string
	for member, mark := range marks {
		if g.marks[member] != mark {
			changed = append(changed, member)
		}
	}
	news, err := k.logsOf(ctx, team, changed, g.bank, loc)
	if err != nil {
		return err // nothing was taken, and the marks still say what is missing
	}
	if len(news) == 0 && g.live != nil {
		return nil
	}
	if !g.take(news) {
		// Something before the settled day has changed: a late change of a rating, another
		// zone. Everything is folded again.
		if err := k.rebuild(ctx, g, team, marks, news, loc, today); err != nil {
			g.bank = nil
			return err
		}
		k.save(ctx, g, team)
	} else if today-g.settledDay > settleAfter {
		g.settle(today - settleTo)
		k.save(ctx, g, team)
	}
	g.marks = marks
	return nil
}

// begin takes up the checkpoint if there is one that fits, else an empty past.
func (k *Keeper) begin(ctx context.Context, g *group, team string, pack *study.Pack, loc *time.Location, today int) error {
	bank := learn.NewBank(pack)
	empty, err := learn.New(bank)
	if err != nil {
		return fmt.Errorf("begin a model: %w", err)
	}
	g.bank, g.zone, g.marks, g.live = bank, loc.String(), nil, nil
	g.settled, g.settledDay, g.digests, g.recent = empty, 0, map[string]digest{}, map[string][]event{}
	stored, err := k.checkpoints.Checkpoint(ctx, team, pack.ID)
	if err != nil {
		g.bank = nil
		return fmt.Errorf("read the checkpoint: %w", err)
	}
	if len(stored) == 0 {
		return nil
	}
	c, err := readCheckpoint(bank, stored)
	if err == nil && (c.Zone != g.zone || c.Day > today-settleTo) {
		err = errOther
	}
	if err != nil {
		k.log.Info("a checkpoint is made anew", "team", team, "pack", pack.ID, "why", err)
		return nil
	}
	g.settled, g.settledDay, g.digests = c.model, c.Day, c.Digests
	return nil
}

// take adds members' whole logs; false when one does not continue what is settled.
func (g *group) take(news map[string][]event) bool {
	inOrder := g.live != nil
	var fresh []event
	recent := maps.Clone(g.recent)
	for member, events := range news {
		var d digest
		n := 0
		for n < len(events) && events[n].day <= g.settledDay {
			d = d.add(events[n])
			n++
		}
		if d != g.digests[member] {
			return false
		}
		before, now := g.recent[member], events[n:]
		if len(now) < len(before) {
			inOrder = false
		}
		for i, e := range now {
			switch {
			case i >= len(before):
				fresh = append(fresh, e)
				inOrder = inOrder && e.compare(g.last) > 0
			case digest{}.add(e) != (digest{}).add(before[i]):
				inOrder = false
			}
		}
		recent[member] = now
	}
	// A member of the settled past whose log was not read has not changed; one that has
	// no log any more was forgotten.
	for member := range g.digests {
		_, read := news[member]
		_, held := g.marks[member]
		if !read && !held {
			return false
		}
	}
	g.recent = recent
	if inOrder {
		slices.SortFunc(fresh, event.compare)
		g.live = g.live.Fork()
		for _, e := range fresh {
			e.apply(g.live)
			g.last = e
		}
		return true
	}
	g.live = fold(g.settled, g.recent, never)
	g.last = newest(g.recent)
	return true
}

// never is a day after all days.
const never = math.MaxInt

// fold is a model with the events up to and including a day on top.
func fold(from *learn.Model, recent map[string][]event, upTo int) *learn.Model {
	var all []event
	for _, events := range recent {
		for _, e := range events {
			if e.day <= upTo {
				all = append(all, e)
			}
		}
	}
	slices.SortFunc(all, event.compare)
	m := from.Fork()
	for _, e := range all {
		e.apply(m)
	}
	return m
}

func newest(recent map[string][]event) event {
	var last event
	for _, events := range recent {
		if n := len(events); n > 0 && events[n-1].compare(last) > 0 {
			last = events[n-1]
		}
	}
	return last
}

// rebuild folds every log from the beginning; news are those that were just read.
func (k *Keeper) rebuild(ctx context.Context, g *group, team string, marks map[string]string, news map[string][]event, loc *time.Location, today int) error {
	empty, err := learn.New(g.bank)
	if err != nil {
		return fmt.Errorf("begin a model: %w", err)
	}
	var others []string
	for member := range marks {
		if _, read := news[member]; !read {
			others = append(others, member)
		}
	}
	all, err := k.logsOf(ctx, team, others, g.bank, loc)
	if err != nil {
		return err
	}
	maps.Copy(all, news)
	g.settled, g.settledDay, g.digests, g.recent = empty, 0, map[string]digest{}, all
	g.settle(today - settleTo)
	g.live = fold(g.settled, g.recent, never)
	g.last = newest(g.recent)
	return nil
}

// settle moves the settled past forward to a day.
func (g *group) settle(day int) {
	g.settled = fold(g.settled, g.recent, day)
	digests, recent := maps.Clone(g.digests), map[string][]event{}
	for member, events := range g.recent {
		d, n := digests[member], 0
		for n < len(events) && events[n].day <= day {
			d = d.add(events[n])
			n++
		}
		if d.Count > 0 {
			digests[member] = d
		}
		recent[member] = events[n:]
	}
	g.digests, g.recent, g.settledDay = digests, recent, day
}
