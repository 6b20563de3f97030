package kept

import (
	"encoding/json"
	"fmt"

	"studybot/bot/plan"
)

// writtenWeeks is the version of the form that encode writes. New fields do not raise
// it: they are passed over by those who do not know them.
const writtenWeeks = 1

// weeks is a made plan as it is written.
type weeks struct {
	Form int `json:"form"`
	plan.Plan
}

// encode writes a made plan as JSON: the same plan gives the same bytes.
func encode(p plan.Plan) ([]byte, error) {
	text, err := json.Marshal(weeks{writtenWeeks, p})
	if err != nil {
		return nil, fmt.Errorf("write the weeks: %w", err)
	}
	return text, nil
}

// decode reads what encode wrote, by this version or another; fields that it does
// not know are passed over. The error is ErrForm.
func decode(text []byte) (plan.Plan, error) {
	var in weeks
	if err := json.Unmarshal(text, &in); err != nil {
		return plan.Plan{}, fmt.Errorf("%w: %w", ErrForm, err)
	}
	if in.Form != writtenWeeks || len(in.Weeks) == 0 {
		return plan.Plan{}, fmt.Errorf("%w: form %d, %d weeks", ErrForm, in.Form, len(in.Weeks))
	}
	return in.Plan, nil
}
