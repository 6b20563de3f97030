package bot_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"studybot/bot/chat"
)

// keysHolding are the keys that name the word or whose values hold it.
func (w *town) keysHolding(word string) []string {
	w.t.Helper()
	ctx, client := w.t.Context(), w.store.Client()
	var found []string
	keys, err := client.Keys(ctx, "*").Result()
	if err != nil {
		w.t.Fatal(err)
	}
	for _, key := range keys {
		kind, err := client.Type(ctx, key).Result()
		if err != nil {
			w.t.Fatal(err)
		}
		var value any
		switch kind {
		case "string":
			value, err = client.Get(ctx, key).Result()
		case "hash":
			value, err = client.HGetAll(ctx, key).Result()
		case "zset":
			value, err = client.ZRange(ctx, key, 0, -1).Result()
		case "set":
			value, err = client.SMembers(ctx, key).Result()
		case "list":
			value, err = client.LRange(ctx, key, 0, -1).Result()
		default:
			w.t.Fatalf("a key of type %q is not scanned", kind)
		}
		if err != nil {
			w.t.Fatal(err)
		}
		if strings.Contains(key, word) || strings.Contains(fmt.Sprint(value), word) {
			found = append(found, key)
		}
	}
	return found
}

// lives a week in which the member leaves every kind of trace.
func (w *town) lives(member, secret string) {
	w.t.Helper()
	post := w.untilOpen()
	key := w.sends(member, w.pressesOn(member, post, "Answer"), map[string]string{"text": secret})
	saved := w.presses(member, key, "4")
	w.sends(member, w.presses(member, saved, "Add a note"), map[string]string{"note": secret + " note"})
	w.says(member, "away 2026-12-01")
	w.says(member, "away off")
	w.until(at("2026-03-06 15:00"))
	w.until(at("2026-03-06 23:00"))
}

func TestForgettingLeavesNothing(t *testing.T) {
	w := newTown(t).running()
	w.lives("adalovelace", "mysecretwords")
	w.lives("ben", "othersecret")
	if len(w.keysHolding("adalovelace")) == 0 || len(w.keysHolding("mysecretwords")) == 0 {
		t.Fatal("the test looks in the wrong place")
	}
	form := w.presses("adalovelace", w.says("adalovelace", "forget"), "Forget me")
	if r := w.sends("adalovelace", form, map[string]string{"words": "yes"}); r.Invalid["words"] == "" {
		t.Error("forgetting was not confirmed and yet done")
	}
	wantText(t, *w.sends("adalovelace", form, map[string]string{"words": "Forget me "}).Update, "Forgotten")
	for _, word := range []string{"adalovelace", "mysecretwords"} {
		if keys := w.keysHolding(word); len(keys) > 0 {
			t.Errorf("after forgetting, %q is still in %v", word, keys)
		}
	}
	if len(w.keysHolding("othersecret")) == 0 {
		t.Error("somebody else was forgotten too")
	}
}

func TestExportHoldsEverythingInTwoForms(t *testing.T) {
	w := newTown(t).running()
	w.lives("ada", "my own words")
	r := w.says("ada", "export")
	if r.Direct == nil || len(r.Direct.Files) != 2 {
		t.Fatalf("the export is not two files in a private message: %+v", r)
	}
	var got map[string]any
	if err := json.Unmarshal(r.Direct.Files[0].Data, &got); err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Direct.Files {
		for _, want := range []string{"my own words", "my own words note", "ada", w.bot.Packs.All()[0].ID} {
			if !strings.Contains(string(f.Data), want) {
				t.Errorf("%s lacks %q:\n%s", f.Name, want, f.Data)
			}
		}
	}
}

func TestNobodyElseSeesAnAnswerOrARating(t *testing.T) {
	w := newTown(t).running()
	w.lives("ada", "mysecretwords")
	for _, command := range []string{"history", "missed", "question", "status", "home", "score", "score ada", "plan", "export"} {
		r := w.says("ben", command)
		if got := text(*card(r)); strings.Contains(got, "mysecretwords") {
			t.Errorf("/study %s shows ben what ada wrote", command)
		}
		for _, f := range card(r).Files {
			if strings.Contains(string(f.Data), "mysecretwords") {
				t.Errorf("/study %s gives ben what ada wrote", command)
			}
		}
	}
}

// hostile are arguments that no flow of ours ever makes.
func hostile() []string {
	return []string{"", "-1", "0", "6", "NaN", "99999999999999999999", "../../etc", "C1", "C2", "20260302", "00000000", "2026-03-02", "ml-systems", "{", "%00", "\u202e", strings.Repeat("x", 60), "ada", "👩‍🔬", "A1", "on", "p"}
}

func TestNoVerbCanBeMisused(t *testing.T) {
	w := newTown(t).running()
	w.lives("ada", "mysecretwords")
	before := w.snapshot()
	for _, verb := range w.bot.Verbs() {
		for i, a := range hostile() {
			for _, b := range []string{"", hostile()[(i+3)%len(hostile())]} {
				for _, e := range []chat.Event{
					{Action: chat.Do(verb, a, b, a, b, a)},
					{Action: chat.Do(verb, a), Values: map[string][]string{"value": {b}, "choice": {a}, "confidence": {b}, "number": {a}}},
				} {
					e.Member, e.Channel = "mallory", "C9"
					r := w.does(e)
					if got := text(*card(r)); strings.Contains(got, "on my side") || strings.Contains(got, "reach my memory") {
						t.Errorf("%s %q %q: %s", verb, a, b, got)
					}
				}
			}
		}
	}
	after := w.snapshot()
	for key, value := range after {
		if before[key] != value && !strings.Contains(key+value, "mallory") && !strings.Contains(key+value, "C9") {
			t.Errorf("a stranger changed %s:\n%s\n%s", key, before[key], value)
		}
	}
	for key := range before {
		if _, ok := after[key]; !ok {
			t.Errorf("a stranger removed %s", key)
		}
	}
}

// snapshot is what the store holds of the team, by key.
func (w *town) snapshot() map[string]string {
	w.t.Helper()
	all := map[string]string{}
	ctx, client := w.t.Context(), w.store.Client()
	keys, err := client.Keys(ctx, "*").Result()
	if err != nil {
		w.t.Fatal(err)
	}
	for _, key := range keys {
		switch kind := client.Type(ctx, key).Val(); kind {
		case "string":
			all[key] = client.Get(ctx, key).Val()
		case "hash":
			all[key] = fmt.Sprint(client.HGetAll(ctx, key).Val())
		case "zset":
			all[key] = fmt.Sprint(client.ZRangeWithScores(ctx, key, 0, -1).Val())
		case "set":
			all[key] = fmt.Sprint(client.SMembers(ctx, key).Val())
		}
	}
	return all
}

func FuzzHandleAnswersEveryPath(f *testing.F) {
	for _, path := range []string{"help", "rate/ml-systems/C1/20260302/d25-x/4", "answer/ml-systems/C1/20260302/x", "setup-timed/C1", "open/C1", "checklist/a/b", "score/U1", "%2F/..", "more/ml-systems/x/ask/1", "assess/ml-systems/1"} {
		f.Add(path, "value", "3")
	}
	w := newTown(f)
	f.Fuzz(func(t *testing.T, path, name, value string) {
		a, err := chat.ParsePath(path)
		if err != nil {
			return
		}
		if a.Path() == "" {
			t.Error("a parsed action has no path")
		}
		r := w.bot.Handle(t.Context(), chat.Event{Team: team, Member: "m", Channel: channel, Action: a, At: w.Now(), Values: map[string][]string{name: {value}}})
		checkReply(t, r)
	})
}
