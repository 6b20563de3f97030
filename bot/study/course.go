package study

import "time"

// Course is one study channel and its timetable. A team may have several.
type Course struct {
	Team    string
	Channel string // also the course's id inside its team
	Pack    string
	// Owner set the channel up and is told when something is wrong; Helpers may
	// change the settings too.
	Owner   string
	Helpers []string
	State   CourseState
	// Trouble says, in a sentence for the owner, what the bot paused the course for;
	// empty when people paused it.
	Trouble   string
	Timetable Timetable
}

// CourseState says whether a course posts.
type CourseState string

// The states of a course.
const (
	// Drafted is set up but not published.
	Drafted CourseState = "draft"
	Running CourseState = "running"
	Paused  CourseState = "paused"
)

// Timetable says when a course speaks. All times of day are local to Zone.
type Timetable struct {
	// Zone is an IANA name such as "Europe/Berlin".
	Zone string
	// Post is when the daily question comes, Reveal when its key points are shown
	// to all; a Reveal not after Post is on the next day.
	Post, Reveal Clock
	// Weekdays holds the days with a question.
	Weekdays Weekdays
	// Holidays are local dates without a question.
	Holidays []Day
	// Weekly is the day of the weekly reminder, at WeeklyAt.
	Weekly   time.Weekday
	WeeklyAt Clock
	// Start is the first local date that may have a question; empty means any.
	Start Day
	// Grace is how late a post may come after its time; later it is skipped.
	Grace time.Duration
}

// Weekdays is a set of days of the week.
type Weekdays [7]bool // indexed by time.Weekday

// Clock is a local time of day in minutes after midnight, 0 to 1439.
type Clock int

// Day is a local date written "2026-03-02". The empty Day is none.
type Day string

// Round is one question put to one course on one day.
type Round struct {
	Team     string
	Course   string // the course's channel
	Day      Day
	Pack     string
	Question string // its id in the pack
	// Number counts the course's rounds from 1.
	Number int
	// Asked is when the round was opened.
	Asked time.Time
	// Post is the platform's name of the posted message; empty until it is known.
	Post string
	// Why keeps, in few bytes, what spoke for this question when it was chosen; it may be
	// empty. The package that chooses reads and writes it.
	Why string
}

// Who is a member studying one pack in one team.
type Who struct {
	Team   string
	Pack   string
	Member string
}
