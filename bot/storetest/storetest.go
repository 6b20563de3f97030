package storetest

import (
	"context"
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"studybot/bot/deliver"
	"studybot/bot/schedule"
	"studybot/bot/study"
)

// Store is everything that is kept: the contracts of package bot, which stand
// there beside their flows, and those of package deliver.
type Store interface {
	deliver.Agenda
	deliver.Ledger

	Course(ctx context.Context, team, channel string) (study.Course, error)
	Courses(ctx context.Context, team string) ([]study.Course, error)
	ChangeCourse(ctx context.Context, team, channel string, change func(c *study.Course) ([]schedule.Entry, error)) (study.Course, error)
	KnownTeams(ctx context.Context) ([]string, error)

	Outcomes(ctx context.Context, team, entry string, n int) ([]schedule.Outcome, error)

	OpenRound(ctx context.Context, r study.Round) (study.Round, error)
	Round(ctx context.Context, team, course string, day study.Day) (study.Round, error)
	Rounds(ctx context.Context, team, course string) ([]study.Round, error)

	Rate(ctx context.Context, who study.Who, r study.Rating) (study.Receipt, error)
	Ratings(ctx context.Context, who study.Who) ([]study.Rating, error)
	Tally(ctx context.Context, team, course string, day study.Day) (study.Tally, error)

	SaveAnswer(ctx context.Context, who study.Who, a study.Answer) error
	Answers(ctx context.Context, who study.Who) ([]study.Answer, error)

	Draft(ctx context.Context, who study.Who) (study.Assessment, error)
	SaveDraft(ctx context.Context, who study.Who, ratings, fill map[string]int) (study.Assessment, error)
	FinishDraft(ctx context.Context, who study.Who, at time.Time) (study.Assessment, error)
	Assessments(ctx context.Context, who study.Who) ([]study.Assessment, error)

	Tick(ctx context.Context, who study.Who, done, open []study.Tick) error
	Ticks(ctx context.Context, who study.Who) ([]study.Tick, error)

	Plan(ctx context.Context, who study.Who) (study.StoredPlan, error)
	SavePlan(ctx context.Context, who study.Who, p study.StoredPlan) (study.StoredPlan, error)

	Member(ctx context.Context, team, id string) (study.Member, error)
	SaveMember(ctx context.Context, was, m study.Member) (study.Member, error)
	Members(ctx context.Context, team string) ([]study.Member, error)
	Forget(ctx context.Context, team, id string) error

	Marks(ctx context.Context, team, pack string) (map[string]string, error)
	Checkpoint(ctx context.Context, team, pack string) ([]byte, error)
	SaveCheckpoint(ctx context.Context, team, pack string, members []string, data []byte) error
}

// Dumper is a store that can show all that it holds, byte by byte, so that the
// suite can look for what was to be forgotten. Every store with keys implements
// it in its own tests.
type Dumper interface {
	// Dump are all keys, fields and values.
	Dump(ctx context.Context) ([]string, error)
}

// Indexed is a store whose answer to Teams comes from an index that can be lost.
type Indexed interface {
	// LoseIndex throws the index away.
	LoseIndex(ctx context.Context) error
	// Reindex builds it again.
	Reindex(ctx context.Context) error
}

// Aged is a store that an earlier version may have written to.
type Aged interface {
	// SaveBeforeQuestions stores what m chose as a version did in which nobody could
	// choose questions, their hour or minutes.
	SaveBeforeQuestions(ctx context.Context, m study.Member) error
}

// Run checks that the stores that open returns keep every promise. Each test
// opens its own, which may share data with the others; no test looks at teams
// that it has not made.
func Run(t *testing.T, open func(t *testing.T) Store) {
	t.Helper()
	groups := []struct {
		name  string
		tests []test
	}{
		{"courses", courseTests()},
		{"changes", changeTests()},
		{"agenda", agendaTests()},
		{"ledger", ledgerTests()},
		{"rounds", roundTests()},
		{"ratings", ratingTests()},
		{"answers", answerTests()},
		{"assessments", assessTests()},
		{"ticks", tickTests()},
		{"plans", planTests()},
		{"members", memberTests()},
		{"choices", choiceTests()},
		{"forget", forgetTests()},
		{"mastery", masteryTests()},
	}
	for _, g := range groups {
		t.Run(g.name, func(t *testing.T) {
			for _, c := range g.tests {
				t.Run(c.name, func(t *testing.T) { c.run(t, open(t)) })
			}
		})
	}
}

// test is one promise.
type test struct {
	name string
	run  func(t *testing.T, s Store)
}

// tester is the part of testing.T and rapid.T that the suite needs.
type tester interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

// aTeam is a team that nobody else uses.
func aTeam() string { return "web:T" + rand.Text()[:12] }

// day1 is a Monday, and noon is its noon.
const day1 = study.Day("2026-03-02")

func noon() time.Time { return time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) }

func must(t tester, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("unexpected error: %v", err)
	}
}

func wantErr(t tester, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("error is %v, want %v", err, want)
	}
}

func equal[T comparable](t tester, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("%s is %v, want %v", what, got, want)
	}
}

// patience is how long the suite waits for something that must come.
const patience = 20 * time.Second

// eventually polls until ok.
func eventually(t tester, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("waited %s in vain for %s", patience, what)
}

// hard are texts that have broken stores before.
func hard() []string {
	return []string{
		"plain", "two words", "a,b=c&d%20", "line\nbreak", "NUL\x00inside", "ünïcödé 日本語 🧠", "{brace}", "}{", "quote\"'\\",
		" leading and trailing ", "\u202eright to left", "-1", "1e5", "nil",
	}
}
