package study

import "time"

// Rating is one answer's judgement: of the member for open questions; for keyed
// ones Value is the confidence stated before the key and Outcome is the key's.
type Rating struct {
	Question Key
	// Course and Day name the round; both are empty for a question asked privately.
	Course string
	Day    Day
	Value  int // 1 to 5
	// Choice is the option taken, counted from 1; 0 for none.
	Choice  int
	Outcome Outcome
	// Peeked says that the member asked to see the key points instead of answering.
	Peeked bool
	// At is when the member pressed, to the millisecond.
	At time.Time
}

// Outcome is the key's judgement.
type Outcome int

// The outcomes.
const (
	Unkeyed Outcome = iota
	Wrong
	Right
)

// Receipt says what became of a rating that was sent to the store.
type Receipt struct {
	Verdict Verdict
	// Previous is the member's earlier value in the same round, 0 for none.
	Previous int
	// Current is the value that now counts for the member, 0 for none.
	Current int
	// Tally is the round's, after the rating.
	Tally Tally
}

// Verdict says whether a rating counts.
type Verdict string

// The verdicts.
const (
	// Stored is a first rating in its round.
	Stored Verdict = "stored"
	// Changed replaced an earlier rating of the round.
	Changed Verdict = "changed"
	// Same repeated what was stored; nothing changed.
	Same Verdict = "same"
	// Older was made before the one that is stored; nothing changed.
	Older Verdict = "older"
	// Closed came to change a rating after the course's next question; nothing changed.
	Closed Verdict = "closed"
	// Locked came to change a keyed answer, whose key has been seen; nothing changed.
	Locked Verdict = "locked"
	// Unknown names no round of this course with this question; nothing changed.
	Unknown Verdict = "unknown"
)

// Tally counts a round's ratings by value; index 0 is unused.
type Tally [6]int

// Answered is the number of members who rated.
func (t Tally) Answered() int { return t[1] + t[2] + t[3] + t[4] + t[5] }

// Alike says whether somebody who gave some of the ratings, own of them, may know all the
// others from the tally: those are then one and the same.
func (t Tally) Alike(own int) bool { return t.Answered()-max(t[1], t[2], t[3], t[4], t[5]) <= own }

// Without is the tally of the others, for somebody who rated own.
func (t Tally) Without(own int) Tally {
	if own >= 1 && own <= 5 && t[own] > 0 {
		t[own]--
	}
	return t
}

// Assessment is a member's rating of the pack's areas at one time.
type Assessment struct {
	At time.Time
	// Ratings holds 1 to 5 by area id; an area that was not rated is absent.
	Ratings map[string]int
}

// Answer is what a member wrote, kept for that member.
type Answer struct {
	Question Key
	// Course and Day name the round; one that was asked privately has its Day alone.
	Course string
	Day    Day
	// Text is the answer, Note what the member added to the rating.
	Text, Note string
}

// Tick is one item of a list that a member has done.
type Tick struct {
	List string // a checklist's id, or "plan"
	Item string
	At   time.Time
}

// StoredPlan is a member's plan as it is kept. Text belongs to those who make plans.
type StoredPlan struct {
	// Revision counts the plans that the member has had in the pack, from 1; 0 is none.
	Revision int
	Text     []byte
}

// The bounds of what a member can choose, and what holds for one who has not chosen:
// three questions at ten, three hours a week.
const (
	MaxQuestions     = 10
	UsualQuestions   = 3
	UsualQuestionsAt = Clock(10 * 60)
	LeastMinutes     = 30
	UsualMinutes     = 180
	MostMinutes      = 1200
)

// Member is what a person chose in one team.
type Member struct {
	Team string
	ID   string
	// Courses are the channels whose digests the member gets: those where they answered.
	Courses []string
	// Shared lets other members of the team see the score.
	Shared bool
	// Digest is false when the member wants no private digest and no Monday plan.
	Digest bool
	// QuietFrom and QuietTo bound the hours without private messages, local to
	// Zone; equal values mean none.
	QuietFrom, QuietTo Clock
	// Zone is an IANA name; empty means the course's.
	Zone string
	// Questions is how many questions of their own the member is sent on a study day, 0
	// to MaxQuestions, at QuestionsAt local to Zone.
	Questions   int
	QuestionsAt Clock
	// Minutes is the most work in a week that a plan may ask for, LeastMinutes to MostMinutes.
	Minutes int
	// AwayUntil is the first local date on which messages may come again; empty means not away.
	AwayUntil Day
}
