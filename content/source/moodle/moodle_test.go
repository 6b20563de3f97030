package moodle

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
	"studybot/bot/study"
	"studybot/content/source"
	"studybot/content/source/sourcetest"
)

func file(name, text string) source.File { return source.File{Path: name, Data: []byte(text)} }

func TestGolden(t *testing.T) { sourcetest.Golden(t, Reader{}) }

func TestReads(t *testing.T) {
	tests := map[string]struct {
		file source.File
		want string
	}{
		"gift":              {file("a.gift", "x"), "gift"},
		"aiken":             {file("a.aiken", "x"), "aiken"},
		"text, answers":     {file("a.txt", "Why?\n{=a ~b}"), "gift"},
		"text, true":        {file("a.txt", "So it is.{T}"), "gift"},
		"text, number":      {file("a.txt", "How many?{#4}"), "gift"},
		"text, category":    {file("a.txt", "$CATEGORY: x\n"), "gift"},
		"text, named essay": {file("a.txt", "::a::b{}"), "gift"},
		"text, Aiken":       {file("a.txt", "Why?\r\nA) x\r\nB. y\r\nANSWER: B"), "aiken"},
		"markdown quiz":     {file("a.md", "Why?\nA) x\nB) y\nANSWER: B"), ""},
		"answers in words":  {file("a.txt", "Why?\nA) x\nB) y\nAnswer: B"), ""},
		"code":              {file("a.txt", "func f() { return x }\nif a { b }"), ""},
		"JSON":              {file("a.txt", "{\"a\": {\"b\": 1}}"), ""},
		"templates":         {file("a.txt", "Hello {name}, {}"), ""},
		"cards":             {file("a.txt", "#separator:tab\na\t{=b}"), ""},
		"cloze":             {file("a.txt", "a {{c1::b}}\tc"), ""},
		"table":             {file("a.csv", "question,answer\na,{=b}"), ""},
		"binary":            {file("a.gift", "\x00{=a}"), ""},
	}
	for name, test := range tests {
		if got := form(test.file); got != test.want {
			t.Errorf("%s: the form is %q, want %q", name, got, test.want)
		}
	}
}

func TestRefused(t *testing.T) {
	for name, f := range map[string]source.File{
		"too large": {Path: "a.gift", Data: make([]byte, source.MaxFile+1)},
		"binary":    file("a.gift", "{=a}\x00"),
	} {
		if _, err := (Reader{}).Read(f); err == nil || !strings.HasPrefix(err.Error(), "a.gift ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTooManyQuestions(t *testing.T) {
	for name, unit := range map[string]string{"a.gift": "q{=a ~b}\n\n", "a.aiken": "q\nA) x\nB) y\nANSWER: A\n\n"} {
		found, err := Reader{}.Read(file(name, strings.Repeat(unit, source.MaxQuestions+5)))
		if err != nil {
			t.Fatal(err)
		}
		if n := len(found.Questions); n != source.MaxQuestions || len(found.Notes) != 1 || found.Notes[0].Kind != source.Skipped {
			t.Errorf("%s: %d questions, notes %v", name, n, found.Notes)
		}
	}
}

func TestNumbers(t *testing.T) {
	for s, want := range map[string]string{
		"3": "3", "-1.5e3": "-1500", "3.14:0.01": "3.14 (0.01 either way counts)", " 3 : 1 ": "3 (1 either way counts)",
		"3.141..3.142": "3.1415 (0.0005 either way counts)", "-2..2": "0 (2 either way counts)", "5:": "5",
		"x": `"x" is no number`, "2..1": `"2..1" is no range from low to high`, "": `"" is no number`, "NaN": `"NaN" is no number`,
		"1e999": `"1e999" is no number`, "-1e308..1.7e308": `"-1e308..1.7e308" is no range from low to high`,
	} {
		got := ""
		if key, err := number(s); err != nil {
			got = err.Error()
		} else {
			got = key.String()
		}
		if got != want {
			t.Errorf("%q is %q, want %q", s, got, want)
		}
	}
}

var words = rapid.Custom(func(t *rapid.T) string {
	s := rapid.StringOfN(rapid.RuneFrom([]rune("abcXYZ 0129.,;|\"'?!#=~{}:\\n\täß世→%[]<")), 1, 30, -1).Draw(t, "text")
	return "q" + strings.Join(strings.Fields(s), " ") + "z" // no option label, format or weight by accident
})

// choices draws options of which one is right.
func choices(t *rapid.T) []study.Choice {
	texts := rapid.SliceOfNDistinct(words, 2, 8, func(s string) string { return s }).Draw(t, "options")
	right := rapid.IntRange(0, len(texts)-1).Draw(t, "right")
	var all []study.Choice
	for i, o := range texts {
		all = append(all, study.Choice{Text: o, Correct: i == right})
	}
	return all
}

func compare(t *rapid.T, name, text string, want []source.Question) {
	found, err := Reader{}.Read(file(name, text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if len(found.Notes) > 0 {
		t.Fatalf("notes: %v\n%s", found.Notes, text)
	}
	for i := range found.Questions {
		found.Questions[i].Line = 0
		if n := found.Questions[i].Number; n != nil {
			found.Questions[i].Source.Reference = n.String()
			found.Questions[i].Number = nil
		}
	}
	if got, want := fmt.Sprintf("%+v", found.Questions), fmt.Sprintf("%+v", want); got != want {
		t.Fatalf("read  %s\nwrote %s\nas %s", got, want, text)
	}
}

func TestWrittenGIFTReadsBack(t *testing.T) {
	escape := strings.NewReplacer(`\`, `\\`, "#", `\#`, "=", `\=`, "~", `\~`, "{", `\{`, "}", `\}`, ":", `\:`, "\n", `\n`).Replace
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		var want []source.Question
		if rapid.Bool().Draw(t, "category") {
			b.WriteString("$CATEGORY: $course$/Day 7\n\n")
		}
		for i := range rapid.IntRange(1, 5).Draw(t, "questions") {
			q := source.Question{Question: study.Question{Prompt: words.Draw(t, "prompt"), Status: study.Active}}
			if strings.HasPrefix(b.String(), "$") {
				q.Section, q.Topic = "Day 7", 7
			}
			if rapid.Bool().Draw(t, "id") {
				q.Key = fmt.Sprintf("k%d", i)
				fmt.Fprintf(&b, "// question: %d [id:%s]\n", i, q.Key)
			}
			if rapid.Bool().Draw(t, "name") {
				q.Source.Heading = words.Draw(t, "heading")
				b.WriteString("::" + escape(q.Source.Heading) + "::")
			}
			b.WriteString(escape(q.Prompt) + " {")
			general := ""
			if rapid.Bool().Draw(t, "feedback") {
				general = words.Draw(t, "general")
			}
			switch rapid.IntRange(0, 3).Draw(t, "kind") {
			case 0:
				q.Format, q.Options = study.MultipleChoice, choices(t)
				for i := range q.Options {
					o := &q.Options[i]
					sign := "~"
					if o.Correct {
						sign = rapid.SampledFrom([]string{"=", "~%100%"}).Draw(t, "sign")
					}
					b.WriteString("\n\t" + sign + escape(o.Text))
					if rapid.Bool().Draw(t, "why") {
						o.Why = words.Draw(t, "why")
						b.WriteString("#" + escape(o.Why))
					}
				}
				q.Answer = general
				if !strings.Contains(b.String(), "~") {
					t.Fatal("unreachable: every choice has a wrong option")
				}
			case 1:
				q.Format = study.Open
				q.Answer = words.Draw(t, "answer")
				b.WriteString("=" + escape(q.Answer))
				if general != "" {
					q.Answer += "\n" + general
				}
			case 2:
				n := study.NumericKey{Value: float64(rapid.IntRange(-9999, 9999).Draw(t, "value")) / 8, Tolerance: float64(rapid.IntRange(0, 99).Draw(t, "tolerance")) / 4}
				q.Format, q.Answer, q.Source.Reference = study.Numeric, general, n.String()
				fmt.Fprintf(&b, "#%v:%v", n.Value, n.Tolerance)
			case 3:
				q.Format, q.Options, q.Answer = study.MultipleChoice, []study.Choice{{Text: "True"}, {Text: "False"}}, general
				right := rapid.IntRange(0, 1).Draw(t, "right")
				q.Options[right].Correct = true
				b.WriteString([]string{"TRUE", "F"}[right])
			}
			if general != "" {
				b.WriteString("\n####" + escape(general))
			}
			b.WriteString("}\n\n")
			want = append(want, q)
		}
		compare(t, "a.gift", b.String(), want)
	})
}

func TestWrittenAikenReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		var want []source.Question
		sign := rapid.SampledFrom([]string{") ", ". "}).Draw(t, "sign")
		for range rapid.IntRange(1, 5).Draw(t, "questions") {
			q := source.Question{Question: study.Question{
				Prompt: strings.Join(rapid.SliceOfN(words, 1, 3).Draw(t, "prompt"), "\n"), Status: study.Active, Format: study.MultipleChoice, Options: choices(t),
			}}
			b.WriteString(q.Prompt + "\n")
			key := ""
			for i, o := range q.Options {
				letter := string(rune('A' + i))
				b.WriteString(letter + sign + o.Text + "\n")
				if o.Correct {
					key = letter
				}
			}
			b.WriteString("ANSWER: " + key + "\n")
			if rapid.Bool().Draw(t, "feedback") {
				q.Answer = words.Draw(t, "answer")
				b.WriteString("FEEDBACK: " + q.Answer + "\n")
			}
			b.WriteString("\n")
			want = append(want, q)
		}
		compare(t, "a.aiken", b.String(), want)
	})
}

func TestTimeGrowsWithTheFile(t *testing.T) {
	for unit, name := range map[string]string{
		"q {=a ~b}\n\n": "a.gift", "{": "a.gift", "}": "a.gift", "{{}\n\n": "a.gift", "{\n\na\n": "a.gift", "::a{\n\n": "a.gift", "a{=b#": "a.gift",
		"\\": "a.gift", "####": "a.gift", "q{}": "a.txt", "[html]<p>{<b": "a.gift", "// [id:x]\n": "a.gift", "~=": "a.gift", "{=a\n\n{=b": "a.gift",
		"q\nA) x\nB) y\nANSWER: A\n": "a.aiken", "A) x\n": "a.aiken", "x\n": "a.aiken", "q\nA) x\ny\n": "a.aiken", "ANSWER: A\nFEEDBACK: x\nx\n": "a.aiken",
	} {
		t.Run(strings.TrimSpace(unit), func(t *testing.T) {
			sourcetest.Linear(t, Reader{}, func(n int) source.File {
				return file(name, "q {"+strings.Repeat(unit, n/len(unit))+"}")
			})
			sourcetest.Linear(t, Reader{}, func(n int) source.File {
				return file(name, "q\nA) x\nB) y\n"+strings.Repeat(unit, n/len(unit)))
			})
		})
	}
}

func FuzzRead(f *testing.F) {
	sourcetest.Seeds(f, "testdata/samples/*")
	f.Add([]byte("::a::[html]<p>{#=%50%1..2#x ####y}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, name := range []string{"a.gift", "a.aiken", "a.txt"} {
			sourcetest.Any(t, Reader{}, source.File{Path: name, Data: data})
		}
	})
}
