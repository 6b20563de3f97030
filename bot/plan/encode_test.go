package plan

import (
	"bytes"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestAPlanIsKeptAsItIs(t *testing.T) {
	pack, _ := load(t)
	rapid.Check(t, func(t *rapid.T) {
		in := anyInput(t, pack)
		p := Make(pack, in)
		in.Progress = anyProgress(t, p)
		p = Make(pack, in)
		text, err := p.Encode()
		if err != nil {
			t.Fatal(err)
		}
		back, err := Decode(text)
		if err != nil || !reflect.DeepEqual(p, back) {
			t.Fatalf("%v\n%+v\n%+v", err, p, back)
		}
		again, err := back.Encode()
		if err != nil || !bytes.Equal(text, again) {
			t.Fatalf("%v\n%s\n%s", err, text, again)
		}
	})
}

// A plan that an earlier version kept, and one with fields of a later version.
func TestPlansOfOtherVersionsAreRead(t *testing.T) {
	pack, profiles := load(t)
	want := Make(pack, profiles.Cases[3].input())
	kept, err := os.ReadFile("testdata/plan-form-1.json")
	if err != nil {
		t.Fatal(err)
	}
	got, err := Decode(kept)
	if err != nil || got.Level != "Intermediate" || len(got.Weeks) != 4 || len(got.Targets) != 7 || got.Weeks[0].Items[0].ID != "study-32-E1" || got.Limit != 40 {
		t.Errorf("%v: %+v", err, got)
	}
	text, err := want.Encode()
	if err != nil {
		t.Fatal(err)
	}
	later := strings.Replace(strings.Replace(string(text), `{"form":1,`, `{"form":1,"mood":{"of":["the","day"]},`, 1), `"kind":"study"`, `"kind":"study","place":"desk"`, 1)
	if got, err := Decode([]byte(later)); err != nil || !reflect.DeepEqual(got, want) || later == string(text) {
		t.Errorf("fields of a later version: %v", err)
	}
	for _, wrong := range []string{``, `{`, `[]`, `{}`, `null`, `{"form":1}`, strings.Replace(string(text), `"form":1`, `"form":2`, 1), `{"form":1,"weeks":"no"}`} {
		if _, err := Decode([]byte(wrong)); !errors.Is(err, ErrForm) {
			t.Errorf("%.20q is read: %v", wrong, err)
		}
	}
}
