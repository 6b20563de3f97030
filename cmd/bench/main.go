// Command bench measures studybot on a real redis-server and prints the table of
// README.md. The measurements are Go benchmarks that stand beside what they
// measure; this only runs them one after another and writes down what they report.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"strconv"
	"strings"
)

// suite is one run of go test.
type suite struct {
	what, dir, bench, benchtime string
}

func suites() []suite {
	return []suite{
		{"a rating click, whole", "./cmd/studybot", "^BenchmarkWholeClick$", "1x"},
		{"1,000 channels due at once (about 200 s)", "./cmd/studybot", "^BenchmarkFanOut$", "1x"},
		{"a member's score and plan", "./cmd/studybot", "^BenchmarkMember$", "30x"},
		{"the learning core", "./bot/learn", "^BenchmarkTeam$", "50x"},
		{"plans", "./bot/plan", "^BenchmarkMake$", "50x"},
		{"memory a rating", "./adapters/redis", "^BenchmarkMemory$", "1x"},
		{"the tick", "./adapters/redis", "^BenchmarkTick$", "2000x"},
		{"a course of 60 days, imported", "./content/importer", "^BenchmarkCourse$", "5x"},
		{"a rating's round trip", "./adapters/redis", "^BenchmarkRate$", "20000x"},
	}
}

// results are metrics by benchmark and unit, such as "Tick/teams=1000 ns/op".
type results map[string]float64

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out, progress io.Writer) error {
	all := results{}
	for _, s := range suites() {
		fmt.Fprintln(progress, "measuring", s.what)
		cmd := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", s.bench, "-benchtime", s.benchtime, "-timeout", "30m", s.dir)
		cmd.Stderr = progress
		said, err := cmd.Output()
		if err != nil {
			fmt.Fprintf(progress, "%s\n", said)
			return fmt.Errorf("measure %s: %w", s.what, err)
		}
		if err := all.read(strings.NewReader(string(said))); err != nil {
			return fmt.Errorf("read what %s measured: %w", s.what, err)
		}
	}
	table, err := all.table()
	fmt.Fprint(out, table)
	return err
}

// read takes the lines of go test: name, runs, then values with their units.
func (r results) read(from io.Reader) error {
	line := regexp.MustCompile(`^Benchmark(\S+?)(?:-\d+)?\s+\d+\s+(.*)$`)
	for lines := bufio.NewScanner(from); lines.Scan(); {
		m := line.FindStringSubmatch(lines.Text())
		if m == nil {
			continue
		}
		fields := strings.Fields(m[2])
		for i := 0; i+1 < len(fields); i += 2 {
			v, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				return fmt.Errorf("the value %q: %w", fields[i], err)
			}
			r[m[1]+" "+fields[i+1]] = v
		}
	}
	return nil
}

// table is Markdown, a row for each figure with its aim. A figure that was not
// measured is an error.
func (r results) table() (string, error) {
	var s strings.Builder
	var missing []error
	get := func(name string) float64 {
		v, ok := r[name]
		if !ok {
			missing = append(missing, fmt.Errorf("%q was not measured", name))
		}
		return v
	}
	s.WriteString("| What, measured on a real redis-server | Measured | Aim |\n| --- | --- | --- |\n")
	row := func(what, measured, aim string) { fmt.Fprintf(&s, "| %s | %s | %s |\n", what, measured, aim) }
	row("Signed HTTP click, stored and acknowledged, 32 in flight",
		fmt.Sprintf("%.2f of a handler that only verifies the signature (%.0f clicks/s)", get("WholeClick of-verify-only"), get("WholeClick clicks/s")), "0.18; a JavaScript bot reaches 0.04")
	row("The same, against its Redis writes sent bare", fmt.Sprintf("%.2f of their rate", get("WholeClick of-bare-writes")), "")
	row("The same, 99th percentile", fmt.Sprintf("%.0f ms", get("WholeClick p99-ms")), "under 30 ms")
	row("1,000 channels due at once, 5 posts/s after a burst of 20: time", fmt.Sprintf("%.2f of the ideal", get("FanOut of-ideal")), "at most 1.1")
	row("The same: wasted requests a post", fmt.Sprintf("%.2f", get("FanOut wasted/post")), "at most 0.2")
	row("The same: requests inside a Retry-After", fmt.Sprintf("%.0f", get("FanOut early")), "0")
	for _, n := range []string{"100", "365", "1000"} {
		row("Redis memory a rating, "+n+" ratings a member",
			fmt.Sprintf("%.1f bytes (%.2f of JSON a key)", get("Memory/ratings="+n+" B/rating"), get("Memory/ratings="+n+" of-JSON")), "at most 37; 24 is excellent")
	}
	row("The tick with 100,000 teams of which 100 are due", fmt.Sprintf("%.2f of the time with 1,000 teams", get("Tick/teams=100000 ns/op")/get("Tick/teams=1000 ns/op")), "no slower")
	row("A rating in the store, 32 in flight, against its bare writes", fmt.Sprintf("%.2f of their time; one round trip", get("Rate/rate ns/op")/get("Rate/bare ns/op")), "")
	row("One member's score with two pictures", fmt.Sprintf("%.0f ms", get("Member/score ns/op")/1e6), "")
	row("One member's plan", fmt.Sprintf("%.1f ms", get("Member/plan ns/op")/1e6), "")
	row("Choosing the channel's question: 20 members, 600 questions, 90 days of answers", fmt.Sprintf("%.1f ms", get("Team/channel ns/op")/1e6), "under 5 ms")
	row("Choosing a member's own questions there", fmt.Sprintf("%.1f ms", get("Team/personal ns/op")/1e6), "")
	row("Learning from one more answer there", fmt.Sprintf("%.4f of learning from all again", get("Team/one-answer ns/op")/get("Team/whole-log ns/op")), "grows with what is new")
	row("Planning for one member", fmt.Sprintf("%.1f ms; when nothing fits %.1f ms", get("Make/p01 ns/op")/1e6, get("Make/no_room ns/op")/1e6), "under 2 ms")
	row("A course of 60 days with 600 questions, imported from folder to pack", fmt.Sprintf("%.1f s", get("Course ns/op")/1e9), "under 2 s")
	return s.String(), errors.Join(missing...)
}
