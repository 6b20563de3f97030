package refusal

import (
	"errors"
	"fmt"
	"testing"

	"studybot/bot/study"
)

func TestARefusalIsFoundThroughWrapping(t *testing.T) {
	r := In(fmt.Errorf("open it: %w", New("no course", "There is none.")))
	if r == nil || r.Code != "no course" || r.Text != "There is none." {
		t.Fatalf("found %+v", r)
	}
	if r := In(errors.New("a store is away")); r != nil {
		t.Errorf("an error of a machine is shown to members: %+v", r)
	}
	if In(nil) != nil {
		t.Error("no error is a refusal")
	}
}

func TestOnlyWhatIsMissingIsRefused(t *testing.T) {
	if r := In(Missing(fmt.Errorf("read: %w", study.ErrNotFound), "gone", "It is gone.")); r == nil || r.Code != "gone" {
		t.Errorf("what is not there: %+v", r)
	}
	away := errors.New("away")
	if err := Missing(away, "gone", "It is gone."); In(err) != nil || !errors.Is(err, away) {
		t.Errorf("what could not be read: %v", err)
	}
}
