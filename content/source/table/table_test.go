package table

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
	"studybot/bot/study"
	"studybot/content/source"
	"studybot/content/source/sourcetest"
)

func TestGolden(t *testing.T) { sourcetest.Golden(t, Reader{}) }

func file(name, text string) source.File { return source.File{Path: name, Data: []byte(text)} }

func TestReads(t *testing.T) {
	tests := map[string]struct {
		file source.File
		want bool
	}{
		"csv":                {file("a.csv", "x"), true},
		"tsv, capitals":      {file("A.TSV", "x"), true},
		"markdown":           {file("a.md", "question,answer\na,b"), false},
		"text with a header": {file("a.txt", "Front;Back\nx;y"), true},
		"text with tabs":     {file("a.txt", "a\tb\nc\td"), true},
		"indented text":      {file("a.txt", "a\n\tb\n\tc\td"), false},
		"prose":              {file("a.txt", "Well, this is\nsome, text"), false},
		"cards, headers":     {file("a.txt", "#separator:tab\na\tb"), false},
		"cards, a column":    {file("a.csv", "\ufeff#notetype column:1\na,b"), false},
		"cards, cloze":       {file("a.txt", "{{c1::x}}\ty"), false},
		"a comment":          {file("a.csv", "#my questions\na,b"), true},
		"drawn in Markdown":  {file("a.txt", "| Question | Answer |\n|---|---|\n| a | b |"), false},
		"binary":             {file("a.csv", "PK\x00"), false},
		"questions of GIFT":  {file("a.txt", "// a\n\nWhat, then, is it?{=a ~b, c}"), false},
	}
	for name, test := range tests {
		if got := (Reader{}).Reads(test.file); got != test.want {
			t.Errorf("%s: Reads is %v", name, got)
		}
	}
}

func TestHeaders(t *testing.T) {
	tests := map[string]field{
		"Question": prompt, "FRAGE": prompt, "front": prompt, "questionText": prompt, "Question_Text:": prompt, "вопрос": prompt,
		"Correct Answer": correct, "correct_option": correct, "Correct answer(s)": correct, "answerIndex": correct, "Richtige Antwort": correct,
		"Option A": option, "option_d": option, "Choice1": option, "Antwort 3": option, "b": option, "opt4": option, "Réponse B": option,
		"incorrect answer 2": wrong, "distractor": wrong, "explanation (optional)": explanation, "Erklärung": explanation,
		"Tags": tags, "level": difficulty, "Day": day, "chapter": section, "Key Points": points, "GUID": id,
		"Marks": "", "Option Z": "", "": "", "Time limit (sec)": "", "answer 0": "",
	}
	for name, want := range tests {
		if got, _ := understand(name); got != want {
			t.Errorf("%q holds %q, want %q", name, got, want)
		}
	}
}

func TestAMappingWins(t *testing.T) {
	f := file("a.csv", "Front,Back,Sidenote,Word\nf,b,s,w\n")
	found, err := Reader{Columns: map[string]string{"prompt": "word", "answer": "Sidenote"}}.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	if q := found.Questions[0]; q.Prompt != "w" || q.Answer != "s" {
		t.Errorf("asked %q, answered %q", q.Prompt, q.Answer)
	}
	found, err = Reader{Columns: map[string]string{"question": "3", "option a": "1", "option b": "2", "correct": "4"}}.Read(file("a.csv", "x,y,What?,B\nu,v,Who?,A\n"))
	if err != nil {
		t.Fatal(err)
	}
	if len(found.Questions) != 2 || !found.Questions[0].Options[1].Correct || !found.Questions[1].Options[0].Correct {
		t.Errorf("counted columns: %+v", found.Questions)
	}
	for name, columns := range map[string]map[string]string{
		"no such field":  {"colour": "Back", "prompt": "Front"},
		"no such column": {"prompt": "Rear"},
	} {
		if _, err := (Reader{Columns: columns}).Read(f); err == nil || !strings.Contains(err.Error(), "a.csv") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := (Reader{Columns: map[string]string{"colour": "1"}}).Read(f); err == nil || !strings.Contains(err.Error(), "colour") {
		t.Errorf("a field that does not exist: %v", err)
	}
}

func TestRefused(t *testing.T) {
	for name, f := range map[string]source.File{
		"no table":  file("a.csv", "one\ntwo\n"),
		"too large": {Path: "a.csv", Data: make([]byte, source.MaxFile+1)},
		"binary":    file("a.csv", "a,b\x00"),
		"empty":     file("a.csv", ""),
	} {
		if _, err := (Reader{}).Read(f); err == nil || !strings.HasPrefix(err.Error(), "a.csv ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTooManyQuestions(t *testing.T) {
	var b strings.Builder
	b.WriteString("question,answer\n")
	for i := range source.MaxQuestions + 7 {
		fmt.Fprintf(&b, "q%d,a\n", i)
	}
	found, err := Reader{}.Read(file("a.csv", b.String()))
	if err != nil {
		t.Fatal(err)
	}
	if len(found.Questions) != source.MaxQuestions {
		t.Errorf("%d questions", len(found.Questions))
	}
	if n := found.Notes[len(found.Notes)-1]; n.Kind != source.Skipped || n.Line != source.MaxQuestions+2 {
		t.Errorf("the last note is %+v", n)
	}
}

func TestKeys(t *testing.T) {
	texts := []choice{{0, "red"}, {1, "green tea"}, {2, "blue"}, {3, "A cat"}}
	tests := []struct {
		key    string
		counts numbering
		want   string // letters, or the error
	}{
		{"B", fromOne, "b"},
		{" (c) ", fromOne, "c"},
		{"Option D", fromOne, "d"},
		{"d.", fromOne, "d"},
		{"2", fromOne, "b"},
		{"2", fromZero, "c"},
		{"2", unknown, errCounting.Error()},
		{"0", fromZero, "a"},
		{"RED", fromOne, "a"},
		{"green  tea", fromOne, "b"},
		{"A cat", fromOne, "d"},
		{"A: red", fromOne, "a"},
		{"B - green tea", fromOne, "b"},
		{"A) blue", fromOne, errTwoKeys.Error()},
		{"A,C", fromOne, "ac"},
		{"a and d", fromOne, "ad"},
		{"1;4", fromOne, "ad"},
		{"ABD", fromOne, "abd"},
		{"red|blue", fromOne, "ac"},
		{"", fromOne, errNoKey.Error()},
		{"E", fromOne, errNoSuchKey.Error() + `: "E"`},
		{"7", fromOne, errNoSuchKey.Error() + `: "7"`},
		{"purple", fromOne, errNoSuchKey.Error() + `: "purple"`},
		{"A dog", fromOne, errNoSuchKey.Error() + `: "A dog"`},
	}
	for _, test := range tests {
		got, err := keyOf(test.key, texts, test.counts)
		s := ""
		for _, at := range got {
			s += string(rune('a' + texts[at].at))
		}
		if err != nil {
			s = err.Error()
		}
		if s != test.want {
			t.Errorf("%q counting %v names %q, want %q", test.key, test.counts, s, test.want)
		}
	}
	// The letter is the column's, even when columns before it are empty.
	if got, err := keyOf("C", []choice{{0, "x"}, {2, "z"}}, fromOne); err != nil || got[0] != 1 {
		t.Errorf("C with an empty B: %v, %v", got, err)
	}
}

// quiz draws questions as a person might have written them in a table.
func quiz(t *rapid.T) []source.Question {
	text := rapid.Custom(func(t *rapid.T) string {
		s := rapid.StringOfN(rapid.RuneFrom([]rune("abcXYZ 0129.,;|\"'?!#=~{}\n\täß世→")), 1, 30, -1).Draw(t, "text")
		return "q" + strings.TrimSpace(s) // a letter first: no number, no bare label
	})
	var all []source.Question
	for i := range rapid.IntRange(1, 6).Draw(t, "questions") {
		q := source.Question{Key: fmt.Sprintf("k%d", i), Section: "s", Tags: []string{"t1", "t2"}, Question: study.Question{
			Prompt: text.Draw(t, "prompt"), Answer: text.Draw(t, "answer"), Topic: rapid.IntRange(1, 60).Draw(t, "day"),
			Difficulty: rapid.IntRange(1, 3).Draw(t, "difficulty"), Status: study.Active, Format: study.Open,
		}}
		if rapid.Bool().Draw(t, "options") {
			q.Format = study.MultipleChoice
			texts := rapid.SliceOfNDistinct(text, 2, 8, strings.ToLower).Draw(t, "options")
			right := rapid.IntRange(0, len(texts)-1).Draw(t, "right")
			for i, o := range texts {
				q.Options = append(q.Options, study.Choice{Text: o, Correct: i == right})
			}
		}
		all = append(all, q)
	}
	return all
}

func TestWrittenQuestionsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := quiz(t)
		separator := rapid.SampledFrom([]string{",", ";", "\t"}).Draw(t, "separator")
		end := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "line end")
		var b strings.Builder
		b.WriteString(strings.Join([]string{"id", "question", "option a", "option b", "option c", "option d", "option e", "option f", "option g", "option h", "correct", "explanation", "topic", "day", "difficulty", "tags"}, separator) + end)
		for _, q := range want {
			row := []string{q.Key, q.Prompt}
			key := ""
			for i := range 8 {
				o := ""
				if i < len(q.Options) {
					o = q.Options[i].Text
					if q.Options[i].Correct {
						key = string(rune('A' + i))
					}
				}
				row = append(row, o)
			}
			row = append(row, key, q.Answer, q.Section, fmt.Sprint(q.Topic), fmt.Sprint(q.Difficulty), strings.Join(q.Tags, ","))
			for i, cell := range row {
				row[i] = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
			}
			b.WriteString(strings.Join(row, separator) + end)
		}
		found, err := Reader{}.Read(file("a.csv", b.String()))
		if err != nil {
			t.Fatalf("%v\n%s", err, b.String())
		}
		if len(found.Notes) > 0 {
			t.Fatalf("notes: %v\n%s", found.Notes, b.String())
		}
		for i := range found.Questions {
			found.Questions[i].Line = 0
		}
		if got, want := fmt.Sprintf("%+v", found.Questions), fmt.Sprintf("%+v", want); got != want {
			t.Fatalf("read  %s\nwrote %s", got, want)
		}
	})
}

func TestTimeGrowsWithTheFile(t *testing.T) {
	for name, unit := range map[string]string{
		"rows":          "What is it?,a,b,c,A\n",
		"quotes":        "\"\"\"x\",\"\n",
		"open quotes":   "\"x\n",
		"commas":        ",",
		"lines in cell": "\"a\n\"\"b\",c\n",
	} {
		t.Run(name, func(t *testing.T) {
			sourcetest.Linear(t, Reader{}, func(n int) source.File {
				return file("a.csv", "question,a,b,c,key\n"+strings.Repeat(unit, n/len(unit)))
			})
		})
	}
}

func FuzzRead(f *testing.F) {
	sourcetest.Seeds(f, "testdata/samples/*")
	f.Add([]byte("question,correct,a,b\n\"\xff,0,[\"x\"],1\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, name := range []string{"a.csv", "a.txt", "a.tsv"} {
			sourcetest.Any(t, Reader{}, source.File{Path: name, Data: data})
		}
		sourcetest.Any(t, Reader{Columns: map[string]string{"prompt": "1", "option a": "2", "option b": "3", "correct": "4"}}, source.File{Path: "a.csv", Data: data})
	})
}
