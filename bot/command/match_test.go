package command_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"studybot/bot/chat"
	"studybot/bot/command"
)

// shelf are options with all that makes matching hard.
func shelf() []chat.Option {
	return []chat.Option{
		{Label: "Europe/London", Value: "Europe/London"},
		{Label: "America/New_York", Value: "America/New_York"},
		{Label: "America/Sao_Paulo", Value: "America/Sao_Paulo"},
		{Label: "Day 3 · Café & Straße", Value: "3"},
		{Label: "Day 33 · Model serving", Value: "33"},
		{Label: "Model serving and deployment", Value: "C1"},
		{Label: "Remodelling", Value: "C9"},
		{Label: "Europe/London again", Value: "Europe/London"},
	}
}

func TestMatch(t *testing.T) {
	for _, c := range []struct{ typed, want string }{
		{"", "Europe/London America/New_York America/Sao_Paulo 3 33 C1 C9"},
		{"london", "Europe/London"},
		{"EUROPE LONDON", "Europe/London"},
		{"new york", "America/New_York"},
		{"são", "America/Sao_Paulo"},
		{"cafe", "3"},
		{"CAFÉ", "3"},
		{"strasse", "3"},
		{"cafe\u0301 straße", "3"},
		{"3", "3 33"},
		{"33", "33"},
		{"c1", "C1"},
		{"day 3", "3 33"},
		{"model", "C1 33 C9"},
		{"  Model  ", "C1 33 C9"},
		{"ondo", "Europe/London"},
		{"nothing", ""},
		{"!?", "Europe/London America/New_York America/Sao_Paulo 3 33 C1 C9"},
	} {
		var got []string
		for _, o := range command.Match(c.typed, shelf()) {
			got = append(got, o.Value)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q matches %q, not %q", c.typed, got, c.want)
		}
	}
}

// Letters without accents and signs, so that the test can say what is folded
// without folding.
func TestMatchProperties(t *testing.T) {
	word := rapid.StringMatching(`[a-c]{1,4}( [a-c]{1,3})?`)
	rapid.Check(t, func(t *rapid.T) {
		var options []chat.Option
		for _, label := range rapid.SliceOfN(word, 0, 60).Draw(t, "labels") {
			value := rapid.SampledFrom([]string{label, strings.ReplaceAll(label, " ", "-"), "x" + label}).Draw(t, "value")
			options = append(options, chat.Option{Label: strings.ToUpper(label), Value: value})
		}
		typed := rapid.OneOf(word, rapid.Just("")).Draw(t, "typed")
		given := slices.Clone(options)
		got := command.Match(typed, options)
		if !slices.Equal(given, options) {
			t.Fatal("Match changes what it is given")
		}
		if len(got) > chat.MaxOptions {
			t.Fatalf("%d options", len(got))
		}
		rank := func(o chat.Option) int {
			best := 4
			for _, s := range []string{strings.ToLower(o.Label), strings.ReplaceAll(o.Value, "-", " ")} {
				switch {
				case s == typed && typed != "":
					best = min(best, 0)
				case strings.HasPrefix(s, typed):
					best = min(best, 1)
				case strings.Contains(s, " "+typed):
					best = min(best, 2)
				case strings.Contains(s, typed):
					best = min(best, 3)
				}
			}
			return best
		}
		at := func(o chat.Option) int { return slices.Index(options, o) }
		values := map[string]bool{}
		for i, o := range got {
			if at(o) < 0 || values[o.Value] || rank(o) > 3 {
				t.Fatalf("%q matches %+v: not given, twice, or without the typed text", typed, o)
			}
			values[o.Value] = true
			if i > 0 && (rank(got[i-1]) > rank(o) || rank(got[i-1]) == rank(o) && at(got[i-1]) > at(o)) {
				t.Fatalf("%q: %+v stands before %+v", typed, got[i-1], o)
			}
		}
		for _, o := range options {
			if rank(o) < 4 && !values[o.Value] && len(got) < chat.MaxOptions {
				t.Fatalf("%q leaves %+v out", typed, o)
			}
		}
	})
}

func TestMatchCutsWhatDoesNotFit(t *testing.T) {
	long := strings.Repeat("long ", 40)
	got := command.Match("long", []chat.Option{{Label: long, Hint: long, Value: "v"}})
	if len(got) != 1 || len([]rune(got[0].Label)) > chat.MaxOptionLabel || len([]rune(got[0].Hint)) > chat.MaxOptionHint {
		t.Errorf("got %+v", got)
	}
}

func TestPick(t *testing.T) {
	for _, c := range []struct{ typed, value, problem string }{
		{"Europe/London", "Europe/London", ""},
		{"london", "Europe/London", ""},
		{"3", "3", ""},
		{"c1", "C1", ""},
		{"model", "C1", ""},
		{"MODEL SERVING AND", "C1", ""},
		{"amer", "", "That fits more than one zone. Which of these? America/New_York; America/Sao_Paulo."},
		{"ondo", "", "I do not know that zone. You can choose one of these: Europe/London; America/New_York; "},
		{"", "", "I do not know that zone. You can choose one of these: "},
		{"…", "", "I do not know that zone. You can choose one of these: "},
	} {
		value, problem := command.Pick("zone", c.typed, shelf())
		if value != c.value || !strings.HasPrefix(problem, c.problem) || (problem == "") != (c.problem == "") {
			t.Errorf("%q: %q, %q", c.typed, value, problem)
		}
	}
	if value, problem := command.Pick("list", "x", nil); value != "" || problem != "There is no list to choose from here." {
		t.Errorf("of nothing: %q, %q", value, problem)
	}
	if value, _ := command.Pick("list", "?!", shelf()[:1]); value != "" {
		t.Errorf("nothing typed means %q", value)
	}
	var many []chat.Option
	for range 100 {
		label := strings.Repeat("many ", 12+len(many))
		many = append(many, chat.Option{Label: label, Value: label})
	}
	if _, problem := command.Pick("word", "none", many); len([]rune(problem)) > 1200 {
		t.Errorf("a sentence of %d characters", len([]rune(problem)))
	}
}

func TestHelpNamesEveryCommand(t *testing.T) {
	for ways, want := range map[chat.FileWays]bool{chat.FilesInPrivate: false, chat.FilesWithCommand: true, chat.FilesBothWays: true} {
		if got := strings.Contains(fmt.Sprint(command.Help(ways).Body), "/study import [file]"); got != want {
			t.Errorf("where files go the ways %d, the help says that a command takes them: %t", ways, got)
		}
	}
	m := command.Help(chat.FilesBothWays)
	if err := m.Check(); err != nil {
		t.Fatal(err)
	}
	var leads []string
	for _, b := range m.Body {
		for _, it := range b.Items {
			leads = append(leads, it.Lead+" ")
		}
	}
	for _, c := range command.List() {
		if !slices.ContainsFunc(leads, func(s string) bool { return strings.HasPrefix(s, "/study "+c.Name+" ") }) {
			t.Errorf("the help does not name %s", c.Name)
		}
	}
}
