package schedule

import (
	"strings"
	"time"

	"studybot/bot/study"
)

// Kind is what a slot is for.
type Kind string

// The kinds. A team's agenda holds one entry of each kind and subject.
const (
	// Question is a course's daily question; its subject is the channel.
	Question Kind = "question"
	// Reveal shows a round's key points; its subject is the channel.
	Reveal Kind = "reveal"
	// Weekly is a course's weekly reminder; its subject is the channel.
	Weekly Kind = "weekly"
	// Plans asks, each Monday, for the members' plans; its subject is the channel.
	Plans Kind = "plans"
	// Digest is a member's private message; its subject is the member.
	Digest Kind = "digest"
	// Own are a member's questions of a day, in one private message; its subject is the member.
	Own Kind = "own"
	// Notice tells an owner of trouble; its subject is the channel, with the reason after a "!".
	Notice Kind = "notice"
)

// Entry is one line of a team's agenda: what is due next, and when.
type Entry struct {
	Kind    Kind
	Subject string
	Due     time.Time
}

// Name is the entry's name inside its team: "kind/subject".
func (e Entry) Name() string { return string(e.Kind) + "/" + e.Subject }

// ParseEntry undoes Name; Due is left zero.
func ParseEntry(name string) (Entry, bool) {
	kind, subject, ok := strings.Cut(name, "/")
	return Entry{Kind: Kind(kind), Subject: subject}, ok && kind != "" && subject != ""
}

// Slot is the name of something that must happen once: an entry on a local day.
type Slot struct {
	Team string
	Entry
	Day study.Day
}

// Key is the slot's name, the same on every replica and at most 64 bytes for
// subjects of at most 40: "question/C0123/2026-03-02".
func (s Slot) Key() string { return s.Name() + "/" + string(s.Day) }

// Claim is the right to make a slot happen, for as long as its lease runs.
type Claim struct {
	Slot
	State ClaimState
	// Token is the fencing token: a later claim of the slot has a greater one.
	Token int64
	// Since is when the slot was first claimed.
	Since time.Time
}

// ClaimState says how a claim was answered.
type ClaimState string

// The answers to a claim.
const (
	// Fresh: nobody tried before.
	Fresh ClaimState = "fresh"
	// Again: somebody tried, and may have posted before losing the claim.
	Again ClaimState = "again"
	// Held: somebody else is at work; nothing was claimed.
	Held ClaimState = "held"
	// Settled: it has happened or was skipped; nothing was claimed.
	Settled ClaimState = "settled"
)

// Outcome is what became of a slot.
type Outcome struct {
	Slot
	Result Result
	// Post is the platform's name of the message, when there is one.
	Post string
	// Reason says why a slot was skipped, in words for the owner.
	Reason string
	// At is when it was settled.
	At time.Time
}

// Result is how a slot ended.
type Result string

// The results.
const (
	Posted  Result = "posted"
	Skipped Result = "skipped"
)

// Timing says what an entry asks for at one moment.
type Timing struct {
	// Now is the slot to make happen; nil when there is none yet.
	Now *Slot
	// Missed are slots that will not happen any more, because their grace is over
	// or a newer one has come due; oldest first, at most the last 5.
	Missed []Slot
	// Next is when the entry is due again; zero means never.
	Next time.Time
}
