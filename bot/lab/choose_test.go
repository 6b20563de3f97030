package lab_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"studybot/bot/lab"
)

// setting is an init line: 20 areas in five categories, twelve questions each, and six
// members of whom the last has no self-assessment.
func setting(id int) string {
	var areas, topics, questions, members []string
	for a := range 20 {
		area := fmt.Sprintf("%c%d", 'A'+a/4, a%4+1)
		priority := []string{"CRITICAL", "HIGH", "MEDIUM"}[a%3]
		areas = append(areas, fmt.Sprintf(`{"id":%q,"topics":[%d]}`, area, 25+a))
		topics = append(topics, fmt.Sprintf(`{"day":%d,"priority":%q,"prereq":[]}`, 25+a, priority))
		for q := range 12 {
			questions = append(questions, fmt.Sprintf(`{"id":"q%02d%02d","area":%q,"topic":%d,"priority":%q,"difficulty":%d,"format":%q}`,
				a, q, area, 25+a, priority, q%3+1, []string{"open", "scenario", "mc", "numeric"}[q%4]))
		}
	}
	for m := range 6 {
		self := fmt.Sprintf(`{"A1":%d,"B2":%d}`, m%5+1, 5-m%5)
		if m == 5 {
			self = "{}"
		}
		members = append(members, fmt.Sprintf(`{"id":"m%d","self_assessment":%s}`, m+1, self))
	}
	return fmt.Sprintf(`{"type":"init","id":%d,"protocol":1,"run":"r","day":0,"exam_day":61,"course_day_of_day_0":40,"members":[%s],"areas":[%s],"topics":[%s],"questions":[%s],`+
		`"rules":{"channel_cooldown_days":28,"channel_area_window":30,"channel_same_area_twice_running":false}}`,
		id, strings.Join(members, ","), strings.Join(areas, ","), strings.Join(topics, ","), strings.Join(questions, ","))
}

// said is any answer.
type said struct {
	ID        int
	OK        bool
	Question  string
	Questions []string
	P         float64
	Scores    json.RawMessage
	Error     string
}

// talk sends the lines and reads an answer to each.
func talk(t *testing.T, lines ...string) []said {
	t.Helper()
	var out bytes.Buffer
	if err := lab.Serve(context.Background(), strings.NewReader(strings.Join(lines, "\n")), &out, lab.NewChooser()); err != nil {
		t.Fatal(err)
	}
	var all []said
	for d := json.NewDecoder(&out); d.More(); {
		var s said
		if err := d.Decode(&s); err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

// TestARunOfSixtyDays plays a whole run and holds its channel against the protocol's
// rules; twice, for the same bytes.
func TestARunOfSixtyDays(t *testing.T) {
	play := func() (string, []string, map[string]string) {
		answers, lines := make(chan string), make(chan string)
		in, out := pipe(lines), &sink{lines: answers}
		done := make(chan error, 1)
		go func() { done <- lab.Serve(context.Background(), in, out, lab.NewChooser()) }()
		var all strings.Builder
		ask := func(line string) said {
			lines <- line
			answer := <-answers
			all.WriteString(answer)
			var s said
			if err := json.Unmarshal([]byte(answer), &s); err != nil || s.Error != "" {
				t.Fatalf("%.80s\n=> %.200s", line, answer)
			}
			return s
		}
		ask(setting(1))
		chance := rand.New(rand.NewPCG(1, 2))
		var turns []string
		on := map[string]string{}
		id := 1
		for day := 1; day <= 60; day++ {
			if day%7 == 6 || day%7 == 0 {
				continue
			}
			id++
			q := ask(fmt.Sprintf(`{"type":"channel","id":%d,"day":%d}`, id, day)).Question
			turns = append(turns, fmt.Sprint(day, " ", q))
			on[q] = fmt.Sprint(day)
			var rated []string
			for m := 1; m <= 6; m++ {
				who := fmt.Sprintf("m%d", m)
				id++
				own := ask(fmt.Sprintf(`{"type":"personal","id":%d,"day":%d,"member":%q,"k":3,"exclude":[%q]}`, id, day, who, q)).Questions
				if len(own) != 3 || own[0] == own[1] || own[1] == own[2] || own[0] == own[2] || strings.Contains(strings.Join(own, " "), q) {
					t.Fatalf("day %d, %s: %v besides %s", day, who, own, q)
				}
				for i, question := range append(own, q) {
					keyed := ""
					if strings.HasSuffix(question, "2") || strings.HasSuffix(question, "3") {
						keyed = fmt.Sprintf(`,"keyed_correct":%v`, chance.IntN(2) == 0)
					}
					rated = append(rated, fmt.Sprintf(`{"type":"rated","day":%d,"member":%q,"question":%q,"rating":%d,"kind":%q%s}`,
						day, who, question, 1+chance.IntN(5), []string{"personal", "channel"}[i/3], keyed))
				}
			}
			for _, line := range rated {
				lines <- line
			}
		}
		p := ask(fmt.Sprintf(`{"type":"predict","id":%d,"day":61,"member":"m1","question":"q0000"}`, id+1)).P
		if p <= 0 || p >= 1 {
			t.Errorf("predicted %v", p)
		}
		var scores map[string]map[string]lab.AreaScore
		if err := json.Unmarshal(ask(fmt.Sprintf(`{"type":"area_scores","id":%d,"day":61}`, id+2)).Scores, &scores); err != nil {
			t.Fatal(err)
		}
		if len(scores) != 6 || len(scores["m6"]) != 20 {
			t.Errorf("scores of %d members, %d areas", len(scores), len(scores["m6"]))
		}
		for _, s := range scores["m6"] {
			if s.Low > s.Score || s.Score > s.High || s.Low < 1 || s.High > 5 {
				t.Errorf("%+v", s)
			}
		}
		lines <- `{"type":"end"}`
		close(lines)
		if err := <-done; err != nil {
			t.Error(err)
		}
		return all.String(), turns, on
	}
	first, turns, _ := play()
	if second, _, _ := play(); first != second {
		t.Error("the same lines got other answers")
	}
	last := map[string]int{}
	var areas []string
	for _, turn := range turns {
		var day int
		var q string
		if _, err := fmt.Sscan(turn, &day, &q); err != nil {
			t.Fatal(err)
		}
		if before, asked := last[q]; asked && day-before < 28 {
			t.Errorf("%s on days %d and %d", q, before, day)
		}
		last[q] = day
		areas = append(areas, q[1:3])
		if n := len(areas); n > 1 && areas[n-2] == areas[n-1] {
			t.Errorf("area %s twice running, day %d", q[1:3], day)
		}
	}
	for from := 0; from+30 <= len(areas); from++ {
		seen := map[string]bool{}
		for _, a := range areas[from : from+30] {
			seen[a] = true
		}
		if len(seen) != 20 {
			t.Errorf("30 questions from the %dth hold %d areas", from+1, len(seen))
		}
	}
}

// pipe reads lines from a channel; sink writes them to one.
func pipe(lines <-chan string) *source { return &source{lines: lines} }

type source struct {
	lines <-chan string
	rest  []byte
}

func (s *source) Read(p []byte) (int, error) {
	if len(s.rest) == 0 {
		line, open := <-s.lines
		if !open {
			return 0, io.EOF
		}
		s.rest = []byte(line + "\n")
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

type sink struct{ lines chan<- string }

func (s *sink) Write(p []byte) (int, error) {
	s.lines <- string(p)
	return len(p), nil
}

func TestLinesThatMakeNoSense(t *testing.T) {
	for line, want := range map[string]string{
		`{"type":"channel","id":1,"day":1}`:                      "the first line has to be an init",
		`{"type":"init","id":1,"protocol":2}`:                    "protocol 2 is not known here; 1 is",
		`{"type":"init","id":1,"questions":[{"id":"q"}]}`:        `question "q" is of area "", which is not among the areas`,
		`{"type":"init","id":1,"areas":[{"id":"A"},{"id":"A"}]}`: `area "A" has no id or stands there twice`,
	} {
		got := talk(t, line)
		if len(got) != 1 || got[0].Error != want || got[0].ID != 1 {
			t.Errorf("%s: %+v, want %q", line, got, want)
		}
	}
	got := talk(t, setting(1),
		`{"type":"dance","id":2}`,
		`{"type":"predict","id":3,"day":1,"member":"m1","question":"nope"}`,
		`{"type":"rated","day":1,"member":"m1","question":"q0000","rating":6,"kind":"channel"}`,
		`{"type":"personal","id":4,"day":1,"member":"m1","k":2,"exclude":["nope"]}`,
		setting(5),
		`{"type":"channel","id":6,"day":1}`,
	)
	if len(got) != 7 || !got[0].OK || got[1].Error == "" || got[2].Error == "" || got[3].Error == "" || len(got[4].Questions) != 2 || !got[5].OK || got[6].Question == "" {
		t.Errorf("%+v", got)
	}
}

// TestFSRS agrees with the reference vectors over the lines of the protocol.
func TestFSRS(t *testing.T) {
	data, err := os.ReadFile("../learn/memory/testdata/ts-fsrs-5.4.2.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Configs map[string]map[string]any
		Weights map[string][]float64
		Vectors []struct {
			ID, Config, Weights string
			Steps               []map[string]any
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	for _, v := range file.Vectors {
		line, err := json.Marshal(map[string]any{"id": v.ID, "config": file.Configs[v.Config], "w": file.Weights[v.Weights], "steps": v.Steps})
		if err != nil {
			t.Fatal(err)
		}
		answer, err := lab.FSRS(line)
		if err != nil {
			t.Fatal(v.ID, err)
		}
		var got struct {
			ID    string
			Steps []struct {
				Interval int      `json:"interval_days"`
				Due      int      `json:"due_day"`
				Before   *float64 `json:"retrievability_before"`
			}
		}
		text, err := json.Marshal(answer)
		if err != nil || json.Unmarshal(text, &got) != nil || got.ID != v.ID {
			t.Fatalf("%s: %s, %v", v.ID, text, err)
		}
		for i, s := range got.Steps {
			if float64(s.Interval) != v.Steps[i]["interval_days"] || float64(s.Due) != v.Steps[i]["due_day"] || (s.Before == nil) != (i == 0) {
				t.Errorf("%s step %d: %+v, want %v", v.ID, i, s, v.Steps[i])
			}
		}
	}
	for line, want := range map[string]string{
		`{"id":1,"w":[1,2]}`:                               "w has 2 numbers; FSRS-6 takes 21",
		`{"id":1,"steps":[{"grade":5,"elapsed_days":0}]}`:  "step 1 has grade 5; grades are 1 to 4",
		`{"id":1,"steps":[{"grade":1,"elapsed_days":-1}]}`: "step 1 has -1 elapsed days; 0 to 1000000 are possible",
	} {
		if _, err := lab.FSRS([]byte(line)); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", line, err, want)
		}
	}
}
