package assess

import (
	"fmt"
	"strings"
	"testing"

	"studybot/content/source/guide/draft"
	"studybot/content/source/guide/page"
	"studybot/content/source/guide/terms"
)

// read reads a text of two or three headings: areas, levels, plans.
func read(text string) *draft.Draft {
	d, g := draft.New("g.md", nil), terms.New()
	parts := page.Read(text, g, d.Skipped).Kids
	Read(d, g, Parts{Areas: parts[:1], Levels: parts[1:2], Plans: parts[2:]})
	return d
}

func TestBandsBecomeTotals(t *testing.T) {
	for name, c := range map[string]struct {
		areas int
		rate  string
		bands []string
		want  string
	}{
		"points":            {20, "5", []string{"90-100: A", "60-89: B", "below 60: C"}, "A 90-100, B 60-89, C 20-59"},
		"percentages":       {4, "5", []string{"90-100%: A", "50% to 89%: B", "0–49 %: C"}, "A 18-20, B 10-17, C 4-9"},
		"open ends":         {10, "5", []string{"45+: A", "30 and above: B", "at least 20: C", "less than 20: D"}, "A 45-50, B 30-44, C 20-29, D 10-19"},
		"worst first":       {2, "5", []string{"2-5: C", "6-8: B", "9-10: A"}, "A 9-10, B 6-8, C 2-5"},
		"ratings to 10":     {18, "10", []string{"140-180: A", "80-139: B", "under 80: C"}, "A 73-90, B 46-72, C 18-45"},
		"shares of 100":     {3, "5", []string{"80-100: A", "0-79: B"}, "A 12-15, B 3-11"},
		"too few totals":    {1, "5", []string{"90-100%: A", "88-89%: B", "40-87%: C", "0-39%: D"}, "A 5-5, C 2-4, D 1-1"},
		"German":            {4, "5", []string{"16 bis 20: A", "ab 10: B", "unter 10: C"}, "A 16-20, B 10-15, C 4-9"},
		"French":            {4, "5", []string{"16 à 20: A", "à partir de 10: B", "moins de 10: C"}, "A 16-20, B 10-15, C 4-9"},
		"signs and decimal": {4, "5", []string{"≥ 80%: A", "50-79.9%: B", "< 50%: C"}, "A 16-20, B 10-15, C 4-9"},
		"a gap":             {4, "5", []string{"16-20: A", "8-13: B"}, "A 16-20, B 4-15"},
	} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			b.WriteString("# Areas\n\n")
			for i := range c.areas {
				fmt.Fprintf(&b, "- Area %c ___/%s\n", 'a'+i, c.rate)
			}
			b.WriteString("\n# Scoring\n\n")
			for _, band := range c.bands {
				fmt.Fprintf(&b, "- %s\n", band)
			}
			p := read(b.String()).Pack
			var got []string
			for _, l := range p.Levels {
				got = append(got, fmt.Sprintf("%s %d-%d", l.Name, l.Min, l.Max))
			}
			if strings.Join(got, ", ") != c.want {
				t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), c.want)
			}
		})
	}
}

func TestAreasAndTheirScale(t *testing.T) {
	for text, want := range map[string]string{
		"- One ___/5\n- Two: ____\n":                           "A1 One, A2 Two",
		"## Bases (1-5)\n- One ☐☐☐☐☐\n## Tools\n- Two [1-5]":   "A1 One, B1 Two",
		"- Bases\n  - One 1 2 3 4 5\n- Subtotal: ___/5\n":      "A1 One",
		"| Area | Rating (1-5) |\n|-|-|\n| One | |\n| Two | |": "A1 One, A2 Two",
	} {
		d := read("# Areas\n\n" + text + "\n\n# Scoring\n\n- 1-100: A\n")
		var got []string
		for _, a := range d.Pack.Areas {
			got = append(got, a.ID+" "+a.Name)
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%q: got %q, want %q", text, strings.Join(got, ", "), want)
		}
	}
}

func TestEachLevelGetsItsPlan(t *testing.T) {
	d := read("# Areas\n\n- One ___/5\n\n# Scoring\n\n- 4-5: Expert\n- 1-3: Novice\n\n# Plans\n\n" +
		"## For Expert Level\n- Week 1: rest\n\n## For Novice Level\n- Week 1-2: work\n- read\n\n## For Zebras\n- Week 1: run\n")
	var got []string
	for _, l := range d.Pack.Levels {
		for _, w := range l.Plan.Weeks {
			got = append(got, l.Name+" "+w.Theme)
		}
		got = append(got, l.Plan.Activities...)
	}
	if all := strings.Join(got, ", "); all != "Expert rest, Novice work, Novice work, read" {
		t.Errorf("got %q", all)
	}
	if n := len(d.Notes); n != 1 || !strings.Contains(d.Notes[0].String(), `g.md:19: the plan "For Zebras"`) {
		t.Errorf("the notes are %v", d.Notes)
	}
}
