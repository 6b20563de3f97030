package plan

import (
	"encoding/json"
	"errors"
	"fmt"
)

// written is the version of the form that Encode writes. New fields do not raise
// it: they are passed over by those who do not know them.
const written = 1

// ErrForm is what Decode answers for what it cannot read as a plan: make it anew.
var ErrForm = errors.New("not a plan in a form that is known")

// Encode writes the plan as JSON, to be kept: the same plan gives the same bytes.
func (p Plan) Encode() ([]byte, error) {
	text, err := json.Marshal(struct {
		Form int `json:"form"`
		Plan
	}{written, p})
	if err != nil {
		return nil, fmt.Errorf("write a plan: %w", err)
	}
	return text, nil
}

// Decode reads what Encode wrote, by this version or another; fields that it does
// not know are passed over. The error is ErrForm.
func Decode(text []byte) (Plan, error) {
	var in struct {
		Form int `json:"form"`
		Plan
	}
	if err := json.Unmarshal(text, &in); err != nil {
		return Plan{}, fmt.Errorf("%w: %w", ErrForm, err)
	}
	if in.Form != written || len(in.Weeks) == 0 {
		return Plan{}, fmt.Errorf("%w: form %d, %d weeks", ErrForm, in.Form, len(in.Weeks))
	}
	return in.Plan, nil
}
