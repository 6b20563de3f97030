package mastery

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"studybot/bot/learn"
	"studybot/bot/study"
)

// Logs are what models are folded from.
type Logs interface {
	// Marks tell how the log of every member of the team stands in the pack: a member's
	// mark changes with each rating or assessment of the pack that is stored. Members who
	// have neither are left out.
	Marks(ctx context.Context, team, pack string) (map[string]string, error)
	// Ratings are those that count, oldest first.
	Ratings(ctx context.Context, who study.Who) ([]study.Rating, error)
	// Assessments are a member's finished ones, oldest first.
	Assessments(ctx context.Context, who study.Who) ([]study.Assessment, error)
	// Courses are a team's, ordered by channel.
	Courses(ctx context.Context, team string) ([]study.Course, error)
}

// StudyDay is the study day of an instant in a zone, counted from 1 January 1970.
func StudyDay(t time.Time, loc *time.Location) int { return DayNumber(study.DayAt(t, loc)) }

// DayNumber counts a date from 1 January 1970.
func DayNumber(d study.Day) int { return int(d.Date().Unix() / (24 * 60 * 60)) }

// DayOf undoes DayNumber.
func DayOf(number int) study.Day { return study.DayOf(time.Unix(int64(number)*24*60*60, 0).UTC()) }

// event is one line of a log: an answer, or an assessment when ratings are set.
type event struct {
	at       time.Time
	day      int
	answer   learn.Answer
	question study.Key
	ratings  map[string]int
	member   string
}

// compare orders the events of a team: by time, and so that equal times have one order.
func (e event) compare(o event) int {
	return cmp.Or(e.at.Compare(o.at), cmp.Compare(e.member, o.member), cmp.Compare(e.question, o.question))
}

// apply learns from the event.
func (e event) apply(m *learn.Model) {
	if e.ratings != nil {
		m.Assess(e.member, e.day, e.ratings)
		return
	}
	m.Observe(e.answer)
}

// digest stands for the events of a member up to a day, in order.
type digest struct {
	Count int    `json:"n"`
	Hash  uint64 `json:"h"`
}

// add goes on with an event: FNV-1a over what the fold reads of it.
func (d digest) add(e event) digest {
	const prime = 1099511628211
	if d.Count == 0 {
		d.Hash = 14695981039346656037
	}
	d.Count++
	word := func(n uint64) {
		for _, b := range binary.BigEndian.AppendUint64(nil, n) {
			d.Hash = (d.Hash ^ uint64(b)) * prime
		}
	}
	word(uint64(e.at.UnixMilli()))
	word(uint64(e.day))
	if e.ratings == nil {
		channel := uint64(0)
		if e.answer.Channel {
			channel = 1
		}
		word(uint64(e.question)<<8 | uint64(e.answer.Value)<<4 | uint64(e.answer.Outcome)<<1 | channel)
		return d
	}
	for _, area := range slices.Sorted(maps.Keys(e.ratings)) {
		for _, b := range []byte(area) {
			d.Hash = (d.Hash ^ uint64(b)) * prime
		}
		word(uint64(e.ratings[area]))
	}
	return d
}

// readers is how many logs are read at once. After a start the first click reads those of
// the whole team, and has to be answered in time however far away the store is.
const readers = 8

// logsOf reads the logs of several members.
func (k *Keeper) logsOf(ctx context.Context, team string, members []string, bank *learn.Bank, loc *time.Location) (map[string][]event, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	logs := make([][]event, len(members))
	var next atomic.Int64
	var work sync.WaitGroup
	for range min(readers, len(members)) {
		work.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(members) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				var err error
				who := study.Who{Team: team, Pack: bank.Pack().ID, Member: members[i]}
				if logs[i], err = k.eventsOf(ctx, who, bank, loc); err != nil {
					cancel(err) // the first is the cause; the others would fail too
				}
			}
		})
	}
	work.Wait()
	if err := context.Cause(ctx); err != nil {
		return nil, fmt.Errorf("read the members' logs: %w", err)
	}
	byMember := make(map[string][]event, len(members))
	for i, member := range members {
		byMember[member] = logs[i]
	}
	return byMember, nil
}

// eventsOf reads a member's log, in order. Answers to questions that the bank does not
// know any more are left out.
func (k *Keeper) eventsOf(ctx context.Context, who study.Who, bank *learn.Bank, loc *time.Location) ([]event, error) {
	ratings, err := k.logs.Ratings(ctx, who)
	if err != nil {
		return nil, fmt.Errorf("read a member's ratings: %w", err)
	}
	assessments, err := k.logs.Assessments(ctx, who)
	if err != nil {
		return nil, fmt.Errorf("read a member's assessments: %w", err)
	}
	events := make([]event, 0, len(ratings)+len(assessments))
	for _, a := range assessments {
		events = append(events, event{at: a.At, day: StudyDay(a.At, loc), member: who.Member, ratings: bank.Pack().Ratings(a.Ratings)})
	}
	for _, r := range ratings {
		q, known := bank.QuestionByKey(r.Question)
		if !known {
			continue
		}
		day := StudyDay(r.At, loc)
		events = append(events, event{at: r.At, day: day, member: who.Member, question: r.Question, answer: learn.Answer{
			Member: who.Member, Question: q, Day: day, Value: r.Value, Outcome: r.Outcome, Channel: r.Course != "",
		}})
	}
	slices.SortStableFunc(events, event.compare)
	return events, nil
}
