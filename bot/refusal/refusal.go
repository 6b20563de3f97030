package refusal

import (
	"errors"
	"fmt"

	"studybot/bot/study"
)

// Refusal is an error that the member can do something about.
type Refusal struct {
	Code string // for the log: no secret, nobody's words
	Text string // for the member: what is wrong and what to do
}

func (r *Refusal) Error() string { return r.Code }

// New makes an error whose text is shown to the member.
func New(code, text string) error { return &Refusal{Code: code, Text: text} }

// In is what the member can do something about in err's chain, or nil.
func In(err error) *Refusal {
	var r *Refusal
	errors.As(err, &r)
	return r
}

// Missing turns study.ErrNotFound into something the member can act on.
func Missing(err error, code, text string) error {
	if errors.Is(err, study.ErrNotFound) {
		return New(code, text)
	}
	return fmt.Errorf("look it up: %w", err)
}

// Stale is the answer to a control of a card that no longer fits the pack.
func Stale() error {
	return New("stale or foreign control", "That card is from before the study pack changed. Please open it again.")
}
