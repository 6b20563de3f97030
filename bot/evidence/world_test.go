package evidence_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/evidence"
	"studybot/bot/mastery"
	"studybot/bot/study"
)

const team, channel = "test:t1", "C1"

// world is a team's logs in memory, with a desk that reads them.
type world struct {
	t           testing.TB
	pack        *study.Pack
	ratings     map[string][]study.Rating
	assessments map[string][]study.Assessment
	rounds      []study.Round
	member      study.Member
	plan        [2]string // title and reason of the next item
	now         time.Time
	desk        *evidence.Desk
	keeper      *mastery.Keeper
}

// newWorld opens on Monday 2 March 2026 at ten: four areas with six questions each, of
// which every second has a key.
func newWorld(t testing.TB) *world {
	t.Helper()
	p := &study.Pack{ID: "p", Name: "P"}
	for i, name := range []string{"Storage", "Serving", "Monitoring", "Planning"} {
		day, priority := i+1, study.Critical
		if i > 1 {
			priority = study.High
		}
		area := study.Area{ID: fmt.Sprintf("A%d", day), Name: name, Category: "A", Topics: []int{day}}
		p.Topics = append(p.Topics, study.Topic{Day: day, Name: "The " + strings.ToLower(name), Priority: priority})
		p.Areas = append(p.Areas, area)
		for q := range 6 {
			p.Questions = append(p.Questions, study.Question{
				ID: fmt.Sprintf("q%d%d", day, q), Area: area.ID, Topic: day, Difficulty: 2, Status: study.Active,
				Format: []study.Format{study.Open, study.Numeric}[q%2], Prompt: fmt.Sprintf("What about %s number %d?", name, q),
				Misconceptions: []study.Misconception{{Text: "More is always better.", Why: "It is not."}},
			})
		}
	}
	p.Categories = []study.Category{{ID: "A", Name: "All"}}
	w := &world{
		t: t, pack: p, ratings: map[string][]study.Rating{}, assessments: map[string][]study.Assessment{},
		member: study.Member{Questions: 3, QuestionsAt: 600}, now: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC),
	}
	w.keeper = mastery.New(w, w, slog.New(slog.DiscardHandler))
	w.desk = evidence.NewDesk(w.keeper, w, enrolment.NewRoll(w, w, w), w.nextInPlan, func() time.Time { return w.now })
	return w
}

func (w *world) Marks(context.Context, string, string) (map[string]string, error) {
	marks := map[string]string{}
	for id, r := range w.ratings {
		marks[id] += fmt.Sprint(len(r), "r")
	}
	for id, a := range w.assessments {
		marks[id] += fmt.Sprint(len(a), "a")
	}
	return marks, nil
}

func (w *world) Ratings(_ context.Context, who study.Who) ([]study.Rating, error) {
	return w.ratings[who.Member], nil
}

func (w *world) Assessments(_ context.Context, who study.Who) ([]study.Assessment, error) {
	return w.assessments[who.Member], nil
}

func (w *world) Courses(context.Context, string) ([]study.Course, error) {
	return []study.Course{{Team: team, Channel: channel, Pack: "p", State: study.Running, Timetable: study.Timetable{Zone: "UTC"}}}, nil
}

func (w *world) Course(context.Context, string, string) (study.Course, error) {
	return study.Course{}, study.ErrNotFound
}

func (w *world) Member(_ context.Context, team, id string) (study.Member, error) {
	m := w.member
	m.Team, m.ID = team, id
	return m, nil
}

func (w *world) Rounds(context.Context, string, string) ([]study.Round, error) { return w.rounds, nil }

func (w *world) All() []*study.Pack { return []*study.Pack{w.pack} }

func (*world) Checkpoint(context.Context, string, string) ([]byte, error) { return nil, nil }

func (*world) SaveCheckpoint(context.Context, string, string, []string, []byte) error { return nil }

func (w *world) nextInPlan(context.Context, study.Who) (title, reason string, ok bool, err error) {
	return w.plan[0], w.plan[1], w.plan[0] != "", nil
}

func who(member string) study.Who { return study.Who{Team: team, Pack: "p", Member: member} }

// days moves the clock.
func (w *world) days(n int) { w.now = w.now.AddDate(0, 0, n) }

// assess rates the areas in their order; 0 leaves one open.
func (w *world) assess(member string, ratings ...int) {
	byArea := map[string]int{}
	for i, r := range ratings {
		if r > 0 {
			byArea[w.pack.Areas[i].ID] = r
		}
	}
	w.assessments[member] = append(w.assessments[member], study.Assessment{At: w.now, Ratings: byArea})
}

// answers adds answers of one value to questions of an area, 1 to 4, a minute apart; those
// with a key are right or wrong.
func (w *world) answers(member string, area, value int, right bool, questions ...int) {
	for _, q := range questions {
		question := w.pack.Questions[6*(area-1)+q]
		w.now = w.now.Add(time.Minute)
		r := study.Rating{Question: study.KeyOf(question.ID), Value: value, At: w.now}
		if question.Format.Keyed() {
			r.Outcome = map[bool]study.Outcome{true: study.Right, false: study.Wrong}[right]
		}
		w.ratings[member] = append(w.ratings[member], r)
	}
}

// asked puts a question to the channel today.
func (w *world) asked(question string) {
	w.rounds = append(w.rounds, study.Round{Team: team, Course: channel, Day: study.DayOf(w.now), Pack: "p", Question: question})
}

// score is what the member's score says of their answers.
func (w *world) score(member string) (text string, answered bool) {
	w.t.Helper()
	blocks, answered, err := w.desk.Score(w.t.Context(), who(member), w.pack)
	if err != nil {
		w.t.Fatal(err)
	}
	return said(blocks), answered
}

// types is a typed command's card.
func (w *world) types(member string, flow func(context.Context, chat.Event) (chat.Reply, error), verb string, args ...string) chat.Message {
	w.t.Helper()
	r, err := flow(w.t.Context(), chat.Event{Team: team, Channel: channel, Member: member, Action: chat.Do(verb, args...), At: w.now})
	if err != nil {
		w.t.Fatal(err)
	}
	if r.Private == nil {
		w.t.Fatalf("the answer is not private: %+v", r)
	}
	if err := r.Private.Check(); err != nil {
		w.t.Error(err)
	}
	return *r.Private
}

// said is everything that blocks say, a line for each piece.
func said(blocks []chat.Block) string {
	var s strings.Builder
	for _, b := range blocks {
		if line := strings.TrimSpace(b.Lead + " " + b.Text); line != "" {
			s.WriteString(line + "\n")
		}
		for _, it := range b.Items {
			s.WriteString("- " + strings.TrimSpace(it.Lead+" "+it.Text) + "\n")
		}
	}
	return s.String()
}

func want(t testing.TB, got string, wants ...string) {
	t.Helper()
	for _, w := range wants {
		if !strings.Contains(got, w) {
			t.Errorf("it does not say %q:\n%s", w, got)
		}
	}
}
