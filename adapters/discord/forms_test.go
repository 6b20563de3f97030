package discord

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"studybot/adapters/discord/discordtest"
	"studybot/bot/chat"
)

func sampleForms() map[string]chat.Form {
	scale := []chat.Item{
		{Lead: "1 · blank", Text: "Nothing came to mind, or only the topic's name."},
		{Lead: "2 · missed the core", Text: "Some words around it were there, but not the point that matters."},
		{Lead: "3 · core, with gaps or effort", Text: "The main point was there; details were missing or it took a long search."},
		{Lead: "4 · all key points", Text: "Every key point came without help and in reasonable time."},
		{Lead: "5 · could teach it", Text: "You could explain it to a colleague now, with an example and its limits."},
	}
	var options []chat.Option
	for i, it := range scale {
		options = append(options, chat.Option{Label: it.Lead, Value: fmt.Sprint(i + 1)})
	}
	area := func(name, label, value string) chat.Input {
		in := chat.Input{Name: name, Kind: chat.Choice, Label: label, Options: options, Optional: true}
		if value != "" {
			in.Value = []string{value}
		}
		return in
	}
	assess := chat.Form{
		Title: "Category 1 of 4", Submit: "Save", Action: chat.Do("assess-save", "ml", "0"),
		Intro: []chat.Block{
			{Kind: chat.Heading, Text: "Data and features"},
			{Text: "Rate what you could do today, without looking it up. Leave an area empty if you cannot say yet."},
			{Kind: chat.List, Items: scale},
		},
		Inputs: []chat.Input{
			area("collect", "Collecting data", "4"), area("clean", "Cleaning and checking data", ""), area("feature", "Feature versioning and lineage", "2"),
			area("label", "Labels and their quality", ""),
		},
	}
	five := assess
	five.Inputs = append([]chat.Input{}, assess.Inputs...)
	five.Inputs = append(five.Inputs, area("privacy", "Privacy, consent and deletion on request, in…", ""))
	five.Intro = append(append([]chat.Block{}, assess.Intro...), chat.Block{Kind: chat.List, Items: []chat.Item{
		{Lead: "Privacy, consent and deletion on request, in…", Text: "Privacy, consent and deletion on request, in training data as well"},
	}})
	return map[string]chat.Form{
		"form-assess": assess, "form-assess-five": five,
		"form-answer": {
			Title: "Your answer", Submit: "Show key points", Action: chat.Do("answered", "ml-study", "2026-11-23"),
			Intro:  []chat.Block{{Text: "Three production models read the feature `avg_basket_value`. How do you bring in the new definition without surprising the three models?"}},
			Inputs: []chat.Input{{Name: "text", Kind: chat.Text, Label: "What would you say?", MaxLength: 2000, Hint: "A few sentences are enough. It is kept for you alone."}},
		},
		"form-days": {
			Title: "Pack and days", Submit: "Save", Action: chat.Do("setup-dayed", "80351110224678912"),
			Inputs: []chat.Input{
				{Name: "channel", Kind: chat.ChannelInput, Label: "Channel", Value: []string{"80351110224678912"}, Hint: "I must be a member of it."},
				{Name: "pack", Kind: chat.Choice, Label: "Pack", Options: []chat.Option{{Label: "ML systems", Value: "ml", Hint: "20 areas, 120 questions"}, {Label: "Databases", Value: "db"}}, Value: []string{"ml", "db"}},
				{Name: "days", Kind: chat.Choices, Label: "Days with a question", Options: []chat.Option{{Label: "Monday", Value: "1"}, {Label: "Tuesday", Value: "2"}, {Label: "Wednesday", Value: "3"}}, Value: []string{"1", "2", "9"}},
				{Name: "holidays", Kind: chat.Text, Label: "Holidays", Hint: "Dates without a question, such as 2026-12-25, one a line.", Value: []string{"2026-12-25\n2027-01-01"}, Optional: true, MaxLength: 2900},
				{Name: "helpers", Kind: chat.MembersInput, Label: "Helpers", Hint: "They can change these settings too.", Value: []string{"80351110224678913", "no id", "80351110224678913"}, Optional: true},
			},
		},
		"form-settings": {
			Title: "Your settings", Submit: "Save", Action: chat.Do("settings-save"),
			Inputs: []chat.Input{
				{Name: "digest", Kind: chat.Choice, Label: "Private messages", Hint: "Monday's plan and a weekly digest.", Options: []chat.Option{{Label: "Send them", Value: "yes"}, {Label: "Send none", Value: "no"}}, Value: []string{"yes"}},
				{Name: "quietfrom", Kind: chat.Line, Label: "Quiet hours from", Hint: "On the 24-hour clock, such as 20:00.", Value: []string{"20:00"}, MaxLength: 5},
				{Name: "zone", Kind: chat.Line, Label: "Time zone", Hint: "Such as Europe/Berlin. Empty means the channel's.", Optional: true, MaxLength: 60},
			},
		},
	}
}

// TestGoldenForms shows what is sent to Discord. Run with -update after a wanted change.
func TestGoldenForms(t *testing.T) {
	for name, f := range sampleForms() {
		t.Run(name, func(t *testing.T) {
			if err := f.Check(); err != nil {
				t.Fatal(err)
			}
			d := modal(f, f.Action.Path())
			acceptableModal(t, f, d)
			golden(t, name, d)
		})
	}
}

// acceptableModal holds a modal to Discord's documented limits.
func acceptableModal(t failer, f chat.Form, d modalData) {
	t.Helper()
	data, err := json.Marshal(d)
	if err != nil {
		t.Fatalf("marshal: %v", err)
	}
	var got struct {
		CustomID   string   `json:"custom_id"`
		Title      string   `json:"title"`
		Components []native `json:"components"`
	}
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatalf("read back: %v", err)
	}
	c := limits{t: t, ids: map[string]bool{}}
	c.id(got.CustomID)
	c.ids = map[string]bool{} // the modal's own is not among its inputs'
	c.size("modal title", got.Title, 1, 45)
	if len(got.Components) < 1 || len(got.Components) > 5 {
		t.Errorf("%d parts", len(got.Components))
	}
	var names []string
	for i, n := range got.Components {
		if n.Type == 10 {
			c.size("intro", *n.Content, 1, 4000)
			if i > 0 {
				t.Errorf("the intro is part %d", i)
			}
			continue
		}
		c.size("label", n.Label, 1, 45)
		c.size("description", n.Description, 0, 100)
		if n.Type != 18 || n.Component == nil {
			t.Fatalf("part %d: %+v", i, n)
		}
		in := *n.Component
		c.id(in.CustomID)
		names = append(names, in.CustomID)
		if in.Disabled != nil || in.Required == nil {
			t.Errorf("%q: disabled %v, required %v", in.CustomID, in.Disabled, in.Required)
		}
		if in.Type == 4 {
			c.size("value", in.Value, 0, min(in.MaxLength, 4000))
			if in.MaxLength < 1 || in.MaxLength > 4000 {
				t.Errorf("max_length %d", in.MaxLength)
			}
			continue
		}
		if in.MinValues == nil || in.MaxValues == nil || *in.Required != (*in.MinValues == 1) || *in.MinValues > *in.MaxValues || *in.MaxValues > 25 || len(in.DefaultValues) > *in.MaxValues {
			t.Errorf("%q: required %v, %v to %v values, %d given", in.CustomID, *in.Required, in.MinValues, in.MaxValues, len(in.DefaultValues))
		}
		for _, v := range in.DefaultValues {
			if !isID(v.ID) || v.Type != map[int]string{5: "user", 8: "channel"}[in.Type] {
				t.Errorf("default value %+v", v)
			}
		}
		switch in.Type {
		case 3:
			c.options(in)
		case 5, 8:
		default:
			t.Errorf("input of type %d", in.Type)
		}
	}
	for i, in := range f.Inputs {
		if i >= len(names) || names[i] != in.Name {
			t.Errorf("input %q is not in its place: %v", in.Name, names)
		}
	}
}

// TestAnyValidModal says that whatever form passes chat's limits is taken by Discord.
func TestAnyValidModal(t *testing.T) {
	valid, five := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		f := chat.Form{
			Title: discordtest.HostileText(1, chat.MaxFormTitle).Draw(t, "title"), Submit: "Send", Intro: discordtest.HostileBlocks(t, 4, 500),
			Action: hardAction(t),
		}
		for i := range rapid.OneOf(rapid.Just(chat.MaxInputs), rapid.IntRange(1, chat.MaxInputs)).Draw(t, "inputs") {
			in := chat.Input{
				Name: "in-" + string(rune('a'+i)), Kind: chat.InputKind(rapid.IntRange(0, 5).Draw(t, "kind")),
				Label: discordtest.HostileText(1, chat.MaxInputLabel).Draw(t, "label"), Hint: discordtest.HostileText(0, chat.MaxInputHint).Draw(t, "hint"),
				Optional: rapid.Bool().Draw(t, "optional"), MaxLength: rapid.SampledFrom([]int{0, 1, 50, chat.MaxInputText}).Draw(t, "max"),
			}
			switch in.Kind {
			case chat.Choice, chat.Choices:
				in.Options = hardOptions(t)
				in.Value = []string{rapid.SampledFrom(in.Options).Draw(t, "initial").Value, "none", in.Options[0].Value}
			case chat.ChannelInput, chat.MembersInput:
				for i := range rapid.SampledFrom([]int{0, 1, 30}).Draw(t, "ids") {
					in.Value = append(in.Value, fmt.Sprint(80351110224678912+i), "wrong")
				}
			default:
				most := in.MaxLength
				if most == 0 {
					most = chat.MaxInputText
				}
				in.Value = []string{discordtest.HostileText(0, most).Draw(t, "value")}
			}
			f.Inputs = append(f.Inputs, in)
		}
		if f.Check() != nil {
			return
		}
		valid++
		if len(f.Inputs) == 5 {
			five++
		}
		acceptableModal(t, f, modal(f, f.Action.Path()))
	})
	t.Log("valid", valid, "with five inputs", five)
	if valid < 20 || five < 5 {
		t.Errorf("only %d valid forms were drawn, %d with five inputs: the test proves nothing", valid, five)
	}
}

// TestScaleIsToldWhereItIsNeeded: what explains the options stands at the options,
// and what would have to be cut for that stays above the inputs.
func TestScaleIsToldWhereItIsNeeded(t *testing.T) {
	f := sampleForms()["form-assess"]
	d := modal(f, "x")
	if strings.Contains(d.Components[0].Content, "Nothing came to mind") || d.Components[1].Component.Options[0].Description != "Nothing came to mind, or only the topic's name." {
		t.Errorf("%+v", d.Components)
	}
	if f.Inputs[0].Options[0].Hint != "" {
		t.Error("the form itself was changed")
	}
	f.Intro[2].Items[0].Text = strings.Repeat("long ", 21)
	d = modal(f, "x")
	if !strings.Contains(d.Components[0].Content, "**1 · blank** long long") || d.Components[1].Component.Options[1].Description != "" {
		t.Errorf("%+v", d.Components)
	}
}

// TestIntroOfFiveInputs: a modal with five inputs has no room for an intro; what it
// says is said where it is needed.
func TestIntroOfFiveInputs(t *testing.T) {
	d := modal(sampleForms()["form-assess-five"], "x")
	if len(d.Components) != 5 || d.Title != "Category 1 of 4 · Data and features" {
		t.Errorf("%d parts under %q", len(d.Components), d.Title)
	}
	if !strings.HasPrefix(d.Components[0].Description, "Rate what you could do today") || strings.HasSuffix(d.Components[0].Description, "…") {
		t.Errorf("%q", d.Components[0].Description)
	}
	if got := d.Components[4].Description; got != "Privacy, consent and deletion on request, in training data as well" {
		t.Errorf("%q", got)
	}
	for _, p := range d.Components {
		if got := p.Component.Options[2].Description; got != "The main point was there; details were missing or it took a long search." {
			t.Errorf("%q", got)
		}
	}
}
