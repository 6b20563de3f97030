package chat_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"studybot/bot/chat"
)

func TestAPathComesBackAsTheSameAction(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := chat.Do(rapid.StringMatching(`[a-z][a-z0-9-]{0,8}`).Draw(t, "verb"), rapid.SliceOfN(rapid.StringN(0, 6, 12), 0, 4).Draw(t, "args")...)
		if a.Check() != nil {
			return
		}
		back, err := chat.ParsePath(a.Path())
		if err != nil {
			t.Fatalf("%q: %v", a.Path(), err)
		}
		if back.Verb != a.Verb || strings.Join(back.Args, "\x00") != strings.Join(a.Args, "\x00") || len(back.Args) != len(a.Args) {
			t.Fatalf("%#v came back as %#v", a, back)
		}
	})
}

func TestPathsThatAreNotOurs(t *testing.T) {
	for _, path := range []string{
		"", "/", "Rate", "rate me", "rate/%zz", "rate/%ff", "1rate", "ra\x00te", strings.Repeat("a", 25),
		"rate/" + strings.Repeat("x", chat.MaxPath), "rate" + strings.Repeat("/", 13), "réponse", "../rate", "rate\n",
	} {
		if a, err := chat.ParsePath(path); !errors.Is(err, chat.ErrPath) {
			t.Errorf("%q was read as %#v (%v)", path, a, err)
		} else if len(path) > 3 && strings.Contains(err.Error(), path) {
			t.Errorf("the error repeats the stranger's text: %v", err)
		}
	}
}

func TestAMissingArgumentIsEmpty(t *testing.T) {
	a := chat.Do("rate", "x")
	for i, want := range map[int]string{-1: "", 0: "x", 1: "", 99: ""} {
		if got := a.Arg(i); got != want {
			t.Errorf("argument %d is %q, want %q", i, got, want)
		}
	}
}

func FuzzParsePath(f *testing.F) {
	for _, s := range []string{"help", "rate/ml-systems/C1/20260302/d25-x/4", "a/%2F/%25", "a//b", "a/%", "a/\xff", "A/b", "open/C1", strings.Repeat("a/", 40)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, path string) {
		a, err := chat.ParsePath(path)
		if err != nil {
			return
		}
		if err := a.Check(); err != nil {
			t.Fatalf("%q was read, but does not pass: %v", path, err)
		}
		back, err := chat.ParsePath(a.Path())
		if err != nil || !reflect.DeepEqual(a, back) {
			t.Fatalf("%q: %#v came back as %#v (%v)", path, a, back, err)
		}
	})
}
