package material_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"studybot/bot/chat"
	"studybot/bot/material"
	"studybot/bot/schedule"
	"studybot/bot/study"
)

func pack(id, version string) *study.Pack {
	return &study.Pack{ID: id, Name: "Pack " + id, Version: version}
}

func sound(folder, id, version string) material.Reading {
	return material.Reading{Folder: folder, Pack: pack(id, version)}
}

func torn(folder string) material.Reading {
	return material.Reading{Folder: folder, First: folder + "/pack.yaml:3: no name", Errors: 2}
}

// served are the packs of a shelf as "id version".
func served(s *material.Shelf) []string {
	var all []string
	for _, p := range s.All() {
		all = append(all, p.ID+" "+p.Version)
	}
	return all
}

// said are changes as "kind pack folder".
func said(changes []material.Change) []string {
	names := map[material.Kind]string{
		material.Added: "added", material.Updated: "updated", material.Mended: "mended",
		material.Refused: "refused", material.LeftOut: "left out", material.Gone: "gone",
	}
	var all []string
	for _, c := range changes {
		all = append(all, strings.TrimSpace(names[c.Kind]+" "+c.Pack+" "+c.Folder))
	}
	return all
}

func TestShelf(t *testing.T) {
	type step struct {
		read    []material.Reading
		changes []string
		served  []string
	}
	builtin := "core 1"
	for name, steps := range map[string][]step{
		"an update is taken over, and the same files change nothing": {
			{[]material.Reading{sound("f", "a", "1")}, []string{"added a f"}, []string{"a 1", builtin}},
			{[]material.Reading{sound("f", "a", "2")}, []string{"updated a f"}, []string{"a 2", builtin}},
			{[]material.Reading{sound("f", "a", "2")}, nil, []string{"a 2", builtin}},
		},
		"a broken update is refused once, and taken over once it is mended": {
			{[]material.Reading{sound("f", "a", "1"), sound("g", "b", "1")}, []string{"added a f", "added b g"}, []string{"a 1", "b 1", builtin}},
			{[]material.Reading{torn("f"), sound("g", "b", "2")}, []string{"refused a f", "updated b g"}, []string{"a 1", "b 2", builtin}},
			{[]material.Reading{torn("f"), sound("g", "b", "2")}, nil, []string{"a 1", "b 2", builtin}},
			{[]material.Reading{sound("f", "a", "2"), sound("g", "b", "2")}, []string{"updated a f"}, []string{"a 2", "b 2", builtin}},
		},
		"a broken update that is taken back": {
			{[]material.Reading{sound("f", "a", "1")}, []string{"added a f"}, []string{"a 1", builtin}},
			{[]material.Reading{torn("f")}, []string{"refused a f"}, []string{"a 1", builtin}},
			{[]material.Reading{sound("f", "a", "1")}, []string{"mended a f"}, []string{"a 1", builtin}},
		},
		"a folder that was never sound has no pack to stay": {
			{[]material.Reading{torn("f")}, []string{"left out  f"}, []string{builtin}},
			{[]material.Reading{torn("f")}, nil, []string{builtin}},
			{[]material.Reading{sound("f", "a", "1")}, []string{"added a f"}, []string{"a 1", builtin}},
		},
		"a pack of a folder takes the place of a built-in one": {
			{[]material.Reading{torn("f")}, []string{"left out  f"}, []string{builtin}},
			{[]material.Reading{sound("f", "core", "2")}, []string{"updated core f"}, []string{"core 2"}},
			{[]material.Reading{torn("f")}, []string{"refused core f"}, []string{"core 2"}},
		},
		"a folder that disappears leaves its pack": {
			{[]material.Reading{sound("f", "a", "1")}, []string{"added a f"}, []string{"a 1", builtin}},
			{nil, []string{"gone a"}, []string{"a 1", builtin}},
			{nil, nil, []string{"a 1", builtin}},
			{[]material.Reading{torn("f")}, []string{"refused a f"}, []string{"a 1", builtin}},
			{nil, []string{"gone a"}, []string{"a 1", builtin}},
			{[]material.Reading{sound("f", "a", "2")}, []string{"updated a f"}, []string{"a 2", builtin}},
		},
		"a folder that is renamed is the same pack": {
			{[]material.Reading{sound("f", "a", "1")}, []string{"added a f"}, []string{"a 1", builtin}},
			{[]material.Reading{sound("g", "a", "1"), torn("f")}, []string{"left out  f"}, []string{"a 1", builtin}},
			{[]material.Reading{sound("g", "a", "2")}, []string{"updated a g"}, []string{"a 2", builtin}},
		},
		"a pack with another id leaves the one before": {
			{[]material.Reading{sound("f", "a", "1")}, []string{"added a f"}, []string{"a 1", builtin}},
			{[]material.Reading{sound("f", "b", "1")}, []string{"gone a", "added b f"}, []string{"a 1", "b 1", builtin}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := material.NewShelf(pack("core", "1"))
			for i, st := range steps {
				if got := said(s.Update(st.read)); !slices.Equal(got, st.changes) {
					t.Errorf("step %d changes %q, not %q", i+1, got, st.changes)
				}
				if got := served(s); !slices.Equal(got, st.served) {
					t.Errorf("after step %d %q are served, not %q", i+1, got, st.served)
				}
			}
		})
	}
}

// TestShelfIsReadWhileItIsUpdated is for the race detector: whoever reads sees one
// whole update or the next.
func TestShelfIsReadWhileItIsUpdated(t *testing.T) {
	s := material.NewShelf()
	s.Update([]material.Reading{sound("f", "a", "0"), sound("g", "b", "0")})
	var work sync.WaitGroup
	for range 3 {
		work.Go(func() {
			for range 500 {
				all := s.All()
				if len(all) != 2 || all[0].Version != all[1].Version {
					t.Error("half an update was seen")
					return
				}
			}
		})
	}
	for i := range 200 {
		v := fmt.Sprint(i)
		s.Update([]material.Reading{sound("f", "a", v), sound("g", "b", v)})
	}
	work.Wait()
}

// office is a store with courses that keeps what is put.
type office struct {
	courses map[string][]study.Course
	put     map[string][]string
	fails   bool
}

func (o *office) KnownTeams(context.Context) ([]string, error) {
	var teams []string
	for team := range o.courses {
		teams = append(teams, team)
	}
	return teams, nil
}

func (o *office) Courses(_ context.Context, team string) ([]study.Course, error) {
	return o.courses[team], nil
}

func (o *office) Put(_ context.Context, team string, entries ...schedule.Entry) error {
	if o.fails {
		return errors.New("away")
	}
	if o.put == nil {
		o.put = map[string][]string{}
	}
	for _, e := range entries {
		o.put[team] = append(o.put[team], e.Name())
	}
	return nil
}

func TestOwnersAreTold(t *testing.T) {
	s := material.NewShelf()
	s.Update([]material.Reading{sound("f", "a", "1"), sound("g", "b", "1")})
	s.Update([]material.Reading{torn("f"), sound("g", "b", "1")})
	course := func(channel, pack, owner string, state study.CourseState) study.Course {
		return study.Course{Channel: channel, Pack: pack, Owner: owner, State: state}
	}
	o := &office{courses: map[string][]study.Course{
		"x:1": {
			course("C1", "a", "olga", study.Running), course("C2", "a", "olga", study.Running), course("C3", "a", "omar", study.Paused),
			course("C4", "b", "otto", study.Running), course("C5", "a", "", study.Running), course("C6", "a", "ada", study.Drafted),
		},
		"x:2": {course("C9", "a", "olga", study.Running)},
		"x:3": {course("C1", "b", "ines", study.Running)},
	}}
	for range 2 { // and a second replica says the same
		o.put = nil
		if err := s.TellOwners(t.Context(), o, "a", time.Now()); err != nil {
			t.Fatal(err)
		}
		subject := strings.TrimPrefix(o.put["x:2"][0], "notice/C9")
		want := map[string][]string{"x:1": {"notice/C1" + subject, "notice/C3" + subject}, "x:2": {"notice/C9" + subject}}
		if !reflect.DeepEqual(o.put, want) {
			t.Errorf("put %q, not %q", o.put, want)
		}
	}
	o.fails = true
	if err := s.TellOwners(t.Context(), o, "a", time.Now()); err == nil {
		t.Error("a store that is away is not told of")
	}
	if err := s.TellOwners(t.Context(), o, "nobody", time.Now()); err != nil {
		t.Errorf("a pack that is not there: %v", err)
	}
}

func TestNotice(t *testing.T) {
	s := material.NewShelf()
	s.Update([]material.Reading{sound("f", "a", "1")})
	o := &office{courses: map[string][]study.Course{"x:1": {{Channel: "C1", Pack: "a", Owner: "olga", State: study.Running}}}}
	if err := s.TellOwners(t.Context(), o, "a", time.Now()); err != nil {
		t.Fatal(err)
	}
	_, reason, _ := strings.Cut(o.put["x:1"][0], "!")
	text := func() string {
		t.Helper()
		m, skip, ok := s.Notice(reason)
		if !ok || skip != "" {
			t.Fatalf("no notice: %q %t", skip, ok)
		}
		if err := m.Check(); err != nil {
			t.Error(err)
		}
		var lines []string
		for _, b := range m.Body {
			lines = append(lines, b.Text)
		}
		return strings.Join(lines, "\n")
	}
	// A replica that has not looked at the files yet can still tell.
	if got := text(); !strings.Contains(got, "Pack a") || strings.Contains(got, "pack.yaml") {
		t.Errorf("the notice says %q", got)
	}
	s.Update([]material.Reading{torn("f")})
	if got := text(); !strings.Contains(got, "f/pack.yaml:3: no name") || !strings.Contains(got, "2 things") || !strings.Contains(got, "studybot pack lint") {
		t.Errorf("the notice says %q", got)
	}
	s.Update([]material.Reading{{Folder: "f", First: strings.Repeat("ä", 3000), Errors: 1}})
	if got := text(); !strings.Contains(got, "One thing") {
		t.Errorf("the notice says %q", got)
	}
	s.Update([]material.Reading{sound("f", "a", "2")})
	if _, skip, ok := s.Notice(reason); !ok || skip == "" {
		t.Error("a mended pack is still told of")
	}
	for _, other := range []string{string(chat.NotInChannel), "missed", "", "pack", "a.b.c"} {
		if _, _, ok := s.Notice(other); ok {
			t.Errorf("%q is taken for a notice about a pack", other)
		}
	}
}
