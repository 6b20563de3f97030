package mastery_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"studybot/adapters/redis"
	"studybot/bot/mastery"
	"studybot/bot/schedule"
	"studybot/bot/study"
)

// counting is a store that counts what a keeper reads.
type counting struct {
	*redis.Store
	mu   sync.Mutex
	logs int
}

func (c *counting) Ratings(ctx context.Context, who study.Who) ([]study.Rating, error) {
	c.mu.Lock()
	c.logs++
	c.mu.Unlock()
	return c.Store.Ratings(ctx, who)
}

// noCheckpoints keeps nothing.
type noCheckpoints struct{}

func (noCheckpoints) Checkpoint(context.Context, string, string) ([]byte, error) { return nil, nil }

func (noCheckpoints) SaveCheckpoint(context.Context, string, string, []string, []byte) error {
	return nil
}

func aPack() *study.Pack {
	p := &study.Pack{ID: "p"}
	for a := range 4 {
		id := fmt.Sprintf("A%d", a)
		p.Topics = append(p.Topics, study.Topic{Day: a + 1, Priority: study.High})
		p.Areas = append(p.Areas, study.Area{ID: id, Name: id, Topics: []int{a + 1}})
		for q := range 5 {
			p.Questions = append(p.Questions, study.Question{
				ID: fmt.Sprintf("q%d%d", a, q), Area: id, Topic: a + 1, Difficulty: 2, Status: study.Active,
				Format: []study.Format{study.Open, study.Numeric}[q%2],
			})
		}
	}
	return p
}

// group is one team that studies, and the clock.
type group struct {
	t     interface{ Fatal(...any) }
	store *counting
	team  string
	pack  *study.Pack
	now   time.Time
}

func newGroup(t interface{ Fatal(...any) }, store *redis.Store, team string) *group {
	g := &group{t: t, store: &counting{Store: store}, team: team, pack: aPack(), now: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)}
	tt := study.Timetable{Zone: "Europe/Berlin", Post: 540, Weekdays: study.Workdays()}
	_, err := store.ChangeCourse(context.Background(), team, "C1", func(c *study.Course) ([]schedule.Entry, error) {
		c.Pack, c.State, c.Timetable = "p", study.Running, tt
		return nil, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func (g *group) who(member string) study.Who {
	return study.Who{Team: g.team, Pack: "p", Member: member}
}

func (g *group) rate(member string, question, value int) {
	q := g.pack.Questions[question]
	r := study.Rating{Question: study.KeyOf(q.ID), Value: value, At: g.now}
	if q.Format.Keyed() {
		r.Outcome = []study.Outcome{study.Wrong, study.Right}[value%2]
	}
	if _, err := g.store.Rate(context.Background(), g.who(member), r); err != nil {
		g.t.Fatal(err)
	}
}

func (g *group) assess(member string, ratings map[string]int) {
	ctx := context.Background()
	if _, err := g.store.SaveDraft(ctx, g.who(member), ratings, nil); err != nil {
		g.t.Fatal(err)
	}
	if _, err := g.store.FinishDraft(ctx, g.who(member), g.now); err != nil {
		g.t.Fatal(err)
	}
}

func (g *group) state(k *mastery.Keeper) mastery.Now {
	n, err := k.Now(context.Background(), g.team, g.pack, g.now)
	if err != nil {
		g.t.Fatal(err)
	}
	return n
}

func embedded(t *testing.T) *redis.Store {
	t.Helper()
	s, err := redis.Embedded(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// TestAKeptModelIsTheFoldOfTheLog: whatever happens, in whatever order it is noticed, a
// keeper that has been running, one that starts from the checkpoint, and one that folds
// everything from the beginning know the same to the bit.
func TestAKeptModelIsTheFoldOfTheLog(t *testing.T) {
	store := embedded(t)
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		g := newGroup(t, store, fmt.Sprintf("web:T%d", n))
		log := slog.New(slog.DiscardHandler)
		running := mastery.New(g.store, g.store, log)
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			member := rapid.SampledFrom([]string{"ada", "ben", "cy"}).Draw(t, "member")
			switch rapid.SampledFrom([]string{"rate", "rate", "rate", "rate", "change", "assess", "wait", "wait", "look", "late", "forget", "pack", "zone"}).Draw(t, "what") {
			case "rate":
				g.now = g.now.Add(time.Minute)
				g.rate(member, rapid.IntRange(0, 19).Draw(t, "question"), rapid.IntRange(1, 5).Draw(t, "value"))
			case "change": // the same question again within a day replaces the rating
				q := 2 * rapid.IntRange(0, 9).Draw(t, "open question")
				g.rate(member, q, 2)
				g.now = g.now.Add(time.Duration(rapid.IntRange(1, 23).Draw(t, "hours")) * time.Hour)
				g.state(running)
				g.rate(member, q, 4)
			case "assess":
				g.assess(member, map[string]int{"A0": rapid.IntRange(1, 5).Draw(t, "area")})
			case "wait":
				g.now = g.now.Add(time.Duration(rapid.IntRange(1, 12*24).Draw(t, "hours")) * time.Hour)
			case "look":
				g.state(running)
			case "late": // an answer that was given earlier arrives now
				now := g.now
				g.now = g.now.Add(-time.Duration(rapid.IntRange(1, 20*24).Draw(t, "hours")) * time.Hour)
				g.rate(member, rapid.IntRange(0, 19).Draw(t, "question"), 3)
				g.now = now
			case "forget":
				if err := store.Forget(context.Background(), g.team, member); err != nil {
					t.Fatal(err)
				}
			case "pack":
				g.pack = aPack()
				g.pack.Questions[0].Difficulty = rapid.IntRange(1, 3).Draw(t, "difficulty")
			case "zone":
				zone := rapid.SampledFrom([]string{"Europe/Berlin", "America/New_York", "Pacific/Kiritimati"}).Draw(t, "zone")
				_, err := store.ChangeCourse(context.Background(), g.team, "C1", func(c *study.Course) ([]schedule.Entry, error) {
					c.Timetable.Zone = zone
					return nil, nil
				})
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		want := g.state(mastery.New(g.store, noCheckpoints{}, log))
		for name, k := range map[string]*mastery.Keeper{"running": running, "started anew": mastery.New(g.store, g.store, log)} {
			got := g.state(k)
			if got.Day != want.Day || !bytes.Equal(got.Model.Checkpoint(), want.Model.Checkpoint()) {
				t.Fatalf("the keeper %s knows something else than the log says", name)
			}
			if !bytes.Equal(got.WeekAgo().Checkpoint(), want.WeekAgo().Checkpoint()) {
				t.Fatalf("the keeper %s remembers another week before", name)
			}
		}
	})
}

// TestNothingNewReadsNoLog: and something new reads the log of the one who answered.
func TestNothingNewReadsNoLog(t *testing.T) {
	g := newGroup(t, embedded(t), "web:T1")
	k := mastery.New(g.store, g.store, slog.New(slog.DiscardHandler))
	for i := range 60 {
		g.now = g.now.Add(13 * time.Hour)
		g.rate([]string{"ada", "ben", "cy"}[i%3], i%20, 1+i%5)
	}
	first := g.state(k).Model
	read := g.store.logs
	if g.state(k).Model != first || g.store.logs != read {
		t.Errorf("with nothing new %d logs were read", g.store.logs-read)
	}
	g.rate("ben", 7, 3)
	if g.state(k).Model == first || g.store.logs != read+1 {
		t.Errorf("after one answer %d logs were read, want 1", g.store.logs-read)
	}
}

// TestReadersAndAnswersAtOnce: models are handed out while others learn.
func TestReadersAndAnswersAtOnce(t *testing.T) {
	g := newGroup(t, embedded(t), "web:T1")
	k := mastery.New(g.store, g.store, slog.New(slog.DiscardHandler))
	start := g.now
	var work sync.WaitGroup
	for w := range 4 {
		work.Go(func() {
			for i := range 25 {
				own := *g
				own.now = start.Add(time.Duration(i) * 9 * time.Hour)
				own.rate(fmt.Sprint("m", w), (i+w)%20, 1+i%5)
				n := own.state(k)
				n.Model.Evidence("m0", n.Day)
				n.WeekAgo().Personal("m1", n.Day, 3, nil)
			}
		})
	}
	work.Wait()
	g.now = start.Add(30 * 24 * time.Hour)
	want := g.state(mastery.New(g.store, noCheckpoints{}, slog.New(slog.DiscardHandler)))
	if got := g.state(k); !bytes.Equal(got.Model.Checkpoint(), want.Model.Checkpoint()) {
		t.Error("answers at once made another model than the log does")
	}
}

func TestAStudyDayEndsAtFour(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]study.Day{
		"2026-03-03T03:59:00+01:00": "2026-03-02",
		"2026-03-03T04:00:00+01:00": "2026-03-03",
		"2026-03-02T23:30:00+01:00": "2026-03-02",
	} {
		instant, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := mastery.DayOf(mastery.StudyDay(instant, berlin)); got != want {
			t.Errorf("%s is of %s, want %s", at, got, want)
		}
	}
}
