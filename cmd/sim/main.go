// Command sim lets synthetic teams study with different ways to choose questions,
// under two accounts of how memory works, and prints what each way gained and what
// the product's forecasts are worth. The figures are claims about the simulation,
// not about people; docs/simulation.md says what is simulated.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"strings"

	"studybot/bot/study"
	"studybot/cmd/sim/chance"
	"studybot/content"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "sim:", err)
		os.Exit(1)
	}
}

// firstSeed begins the default seeds. Worlds, rivals and the product were tried on
// smaller ones only.
const firstSeed = 7_000_001

func run(ctx context.Context, args []string, out, progress io.Writer) error {
	flags := flag.NewFlagSet("sim", flag.ContinueOnError)
	flags.SetOutput(progress)
	seeds := flags.Int("seeds", 40, "how many teams; the figures' intervals come from their differences")
	first := flags.Uint64("first", firstSeed, "the first seed; the default ones were never used for tuning")
	team := flags.Int("team", 8, "members of a team")
	days := flags.String("days", "60,90", "days before the exam, several with commas")
	ks := flags.String("k", "0,3,5", "personal questions a day")
	truths := flags.String("truth", strings.Join(names(allTruths()), ","), "accounts of memory")
	policies := flags.String("policies", "", "ways to choose; the default is all: "+strings.Join(names(allPolicies(ctx, "")), ","))
	lab := flags.String("lab", "", `a program to judge as well that speaks the lab's protocol, such as "studybot lab choose"`)
	asJSON := flags.Bool("json", false, "print JSON instead of tables")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *seeds < 2 || *team < 1 {
		return errors.New("it takes at least 2 seeds and a team of 1")
	}
	plan := experiment{team: *team}
	for i := range *seeds {
		plan.seeds = append(plan.seeds, chance.Seed(*first)+chance.Seed(i))
	}
	var err error
	if plan.truths, err = chosen(allTruths(), *truths); err != nil {
		return fmt.Errorf("choose the truths: %w", err)
	}
	if plan.policies, err = chosen(allPolicies(ctx, *lab), *policies); err != nil {
		return fmt.Errorf("choose the policies: %w", err)
	}
	if plan.days, err = numbers(*days, 1); err != nil {
		return fmt.Errorf("read -days: %w", err)
	}
	if plan.ks, err = numbers(*ks, 0); err != nil {
		return fmt.Errorf("read -k: %w", err)
	}
	if plan.pack, err = pack(); err != nil {
		return err
	}
	findings, err := plan.run(ctx, runtime.GOMAXPROCS(0), progress)
	if err != nil {
		return err
	}
	if *asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(findings)
	}
	page := bufio.NewWriter(out)
	findings.print(page)
	return page.Flush()
}

// pack is the built-in pack that the simulated course asks from.
func pack() (*study.Pack, error) {
	packs, err := content.Builtin()
	if err != nil {
		return nil, fmt.Errorf("read the built-in packs: %w", err)
	}
	for _, p := range packs {
		if p.ID == "ml-systems" {
			return p, nil
		}
	}
	return nil, errors.New("the built-in pack ml-systems is not there")
}

// named is something that flags choose by name.
type named interface{ called() string }

func names[T named](all []T) []string {
	var words []string
	for _, t := range all {
		words = append(words, t.called())
	}
	return words
}

// chosen are those with the names in a list with commas, in the order of all; "" is all.
func chosen[T named](all []T, list string) ([]T, error) {
	if list == "" {
		return all, nil
	}
	wanted := map[string]bool{}
	for name := range strings.SplitSeq(list, ",") {
		wanted[strings.TrimSpace(name)] = true
	}
	var some []T
	for _, t := range all {
		if wanted[t.called()] {
			some = append(some, t)
			delete(wanted, t.called())
		}
	}
	for name := range wanted {
		return nil, fmt.Errorf("%q is none of %s", name, strings.Join(names(all), ", "))
	}
	return some, nil
}

func numbers(list string, low int) ([]int, error) {
	var all []int
	for word := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(word))
		if err != nil || n < low || n > 1000 {
			return nil, fmt.Errorf("%q is no number from %d to 1000", word, low)
		}
		all = append(all, n)
	}
	return all, nil
}
