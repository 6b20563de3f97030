package main

import (
	"strings"
	"testing"
)

func TestResultsAreReadByNameAndUnit(t *testing.T) {
	r := results{}
	err := r.read(strings.NewReader("goos: linux\nBenchmarkTick/teams=1000-2   \t  2000\t  123 ns/op\t  4.5 odd/unit\nPASS\nBenchmarkX 1 7 ns/op\n"))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]float64{"Tick/teams=1000 ns/op": 123, "Tick/teams=1000 odd/unit": 4.5, "X ns/op": 7} {
		if r[name] != want {
			t.Errorf("%s is %v, want %v", name, r[name], want)
		}
	}
}

func TestATableNeverHidesWhatWasNotMeasured(t *testing.T) {
	if _, err := (results{"WholeClick clicks/s": 1}).table(); err == nil || !strings.Contains(err.Error(), "FanOut of-ideal") {
		t.Errorf("a table with holes: %v", err)
	}
}
