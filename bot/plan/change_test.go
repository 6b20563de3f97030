package plan

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestAChangeSaysWhatCameAndWentAndWhy(t *testing.T) {
	pack, profiles := load(t)
	const p04, p07, p12 = 1, 2, 3
	for name, c := range map[string]struct {
		profile, week int
		missed        bool // everything of the earlier weeks, else it is done
		change        func(*Input)
		large         bool
		cause         string
	}{
		"all done":        {p07, 2, false, nil, false, ""},
		"missed, room":    {p07, 2, true, nil, false, ""},
		"missed, no room": {p12, 2, true, nil, false, "8 open items of earlier weeks come first now."},
		"twice missed":    {p12, 3, true, nil, true, "8 open items of earlier weeks come first now."},
		"more time":       {p12, 2, false, func(in *Input) { in.Minutes = 300 }, false, "A week has 300 minutes now, and had 40 before."},
		"answers point elsewhere": {p07, 2, false, func(in *Input) {
			in.Evidence = map[string]Evidence{"E1": {4.8, 9}, "C1": {4.8, 9}, "E3": {4.8, 9}, "B1": {1.5, 9}, "C2": {1.5, 9}, "B4": {1, 9}}
		}, true, "The plan works on Ensemble methods and optimization, A/B testing and experimentation and Recommendation system design now, and no longer on ROI calculation and business metrics, Model serving and deployment and 2 more areas."},
		"another level":   {p07, 2, false, func(in *Input) { in.Ratings["B1"], in.Ratings["A1"], in.Ratings["A2"] = 1, 1, 1 }, true, "Your plan follows the level Developing now, and no longer Intermediate."},
		"reviews are due": {p04, 3, false, func(in *Input) { in.Due = in.Due[:10] }, false, "There are 10 questions to review now, and there were 0 before."},
	} {
		in := profiles.Cases[c.profile].input()
		before := Make(pack, in)
		done := func(id string) bool {
			return !c.missed && slices.ContainsFunc(before.Weeks[:c.week-1], func(w Week) bool { return slices.ContainsFunc(w.Items, func(i Item) bool { return i.ID == id }) })
		}
		in.Ratings, in.Progress = maps.Clone(in.Ratings), Since(before, c.week, done)
		if c.change != nil {
			c.change(&in)
		}
		got := Between(pack, before, Make(pack, in), c.week, done)
		if got.Large != c.large || got.Cause != c.cause {
			t.Errorf("%s: large %v, %d came, %d went, %d kept: %q", name, got.Large, len(got.Came), len(got.Went), got.Kept, got.Cause)
		}
	}
}

func TestNothingChangedIsNoChange(t *testing.T) {
	pack, profiles := load(t)
	for _, c := range profiles.Cases {
		p := Make(pack, c.input())
		if got := Between(pack, p, p, 1, func(string) bool { return false }); len(got.Came)+len(got.Went) > 0 || got.Large || got.Cause != "" || got.Kept != len(p.Items()) {
			t.Errorf("%s: %+v", c.ID, got)
		}
	}
}

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
