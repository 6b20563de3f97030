package charts

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"strings"
	"testing"

	draw "github.com/go-analyze/charts"
	"pgregory.net/rapid"
)

// decode reads a picture and checks what every picture has: the width, a
// background of its own in all four corners, and a size that travels well.
func decode(t interface{ Fatalf(string, ...any) }, data []byte) image.Image {
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("not a PNG: %v", err)
	}
	b := img.Bounds()
	if b.Dx() != width && b.Dx() != wide || b.Dy() < 80 {
		t.Fatalf("%d x %d pixels", b.Dx(), b.Dy())
	}
	for _, p := range []image.Point{{0, 0}, {b.Dx() - 1, 0}, {0, b.Dy() - 1}, {b.Dx() - 1, b.Dy() - 1}} {
		if _, _, _, a := img.At(p.X, p.Y).RGBA(); a != 0xffff {
			t.Fatalf("the corner %v is transparent", p)
		}
	}
	return img
}

// inked counts the pixels near a colour.
func inked(img image.Image, c draw.Color) int {
	p, ok := img.(*image.Paletted)
	if !ok {
		return 0
	}
	near := func(a uint32, b uint8) bool { return max(a>>8, uint32(b))-min(a>>8, uint32(b)) < 12 }
	var counts [256]int
	for _, i := range p.Pix {
		counts[i]++
	}
	n := 0
	for i, shade := range p.Palette {
		if r, g, b, _ := shade.RGBA(); near(r, c.R) && near(g, c.G) && near(b, c.B) {
			n += counts[i]
		}
	}
	return n
}

func firstInk(img image.Image) int  { return inked(img, colours().first) }
func secondInk(img image.Image) int { return inked(img, colours().second) }

var areas = []string{
	"Feature store design and implementation", "Online/offline feature serving", "Feature quality monitoring", "Feature versioning and lineage",
	"Ensemble methods and optimization", "Time series forecasting techniques", "Anomaly detection systems", "Recommendation system design",
	"Model serving and deployment", "A/B testing and experimentation", "CI/CD pipeline implementation", "Monitoring and alerting systems",
	"System scalability and performance", "Security and compliance", "Incident response and troubleshooting", "Documentation and knowledge sharing",
	"ROI calculation and business metrics", "Stakeholder communication", "Project management and planning", "Strategic thinking and roadmap planning",
}

var categories = []string{"Feature Engineering & Management", "Advanced ML Algorithms", "MLOps Infrastructure", "Production Operations", "Business Integration"}

// keep writes the picture into the folder CHARTS_KEEP, to be looked at.
func keep(t *testing.T, name string, data []byte) {
	if dir := os.Getenv("CHARTS_KEEP"); dir != "" {
		if err := os.WriteFile(dir+"/"+name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if len(data) > 120_000 {
		t.Errorf("%s has %d bytes, more than 120 kB", name, len(data))
	}
}

func TestBars(t *testing.T) {
	values := []float64{4, 3, 2, 5, 1, 3, -1, 4, 2.5, 3, 1, 4, -1, 5, 2, 3, 4, 0, 5, 3.25}
	data, err := Drawer{}.Bars(context.Background(), areas, values, 5)
	if err != nil {
		t.Fatal(err)
	}
	keep(t, "bars.png", data)
	img := decode(t, data)
	if b := img.Bounds(); 2*b.Dx() < 3*b.Dy() {
		t.Errorf("twenty bars are %d x %d pixels: a narrow strip in a chat", b.Dx(), b.Dy())
	}
	more := append([]float64{5}, values[1:]...)
	fuller, err := Drawer{}.Bars(context.Background(), areas, more, 5)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := firstInk(img), firstInk(decode(t, fuller)); a == 0 || b <= a {
		t.Errorf("a longer bar has %d coloured pixels, the shorter %d", b, a)
	}
	open := make([]float64, 20)
	for i := range open {
		open[i] = -1
	}
	none, err := Drawer{}.Bars(context.Background(), areas, open, 5)
	if err != nil {
		t.Fatal(err)
	}
	if n := firstInk(decode(t, none)); n != 0 {
		t.Errorf("areas that are not rated have %d coloured pixels", n)
	}
}

func TestRadar(t *testing.T) {
	now, before := []float64{14, 11, 17, 8, 20}, []float64{12, 11, 13, 9, 16}
	names := []string{"Mon 2 Mar 2026: 70 of 100", "Mon 19 Jan 2026: 61 of 100"}
	two, err := Drawer{}.Radar(context.Background(), categories, names, [][]float64{now, before}, 20)
	if err != nil {
		t.Fatal(err)
	}
	keep(t, "radar.png", two)
	one, err := Drawer{}.Radar(context.Background(), categories, names[:1], [][]float64{now}, 20)
	if err != nil {
		t.Fatal(err)
	}
	keep(t, "radar-one.png", one)
	if firstInk(decode(t, one)) == 0 || secondInk(decode(t, one)) != 0 {
		t.Error("one row wants the first colour and not the second")
	}
	if secondInk(decode(t, two)) == 0 {
		t.Error("the second row cannot be seen")
	}
	part, err := Drawer{}.Radar(context.Background(), categories, names, [][]float64{{14, -1, 17, 8, 20}, before}, 20)
	if err != nil {
		t.Fatal(err)
	}
	keep(t, "radar-open.png", part)
	nine := append(append([]string{}, categories...), "Data contracts and the people behind them", "Q", strings.Repeat("Ununterbrochen", 9), "漢字 only")
	many, err := Drawer{}.Radar(context.Background(), nine, names, [][]float64{{1, 2, 3, 4, 5, 6, 7, 8, 9}, {9, 8, 7, 6, 5, 4, 3, 2, 1}}, 9)
	if err != nil {
		t.Fatal(err)
	}
	keep(t, "radar-nine.png", many)
}

func TestTooFewSpokesBecomeBars(t *testing.T) {
	radar, err := Drawer{}.Radar(context.Background(), categories[:2], []string{"now"}, [][]float64{{3, 4}}, 5)
	if err != nil {
		t.Fatal(err)
	}
	bars, err := Drawer{}.Bars(context.Background(), categories[:2], []float64{3, 4}, 5)
	if err != nil || !bytes.Equal(radar, bars) {
		t.Errorf("not the bars (%v)", err)
	}
}

func TestWhatCanNotBeDrawnIsRefused(t *testing.T) {
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := (Drawer{}).Bars(gone, areas, make([]float64, 20), 5); !errors.Is(err, context.Canceled) {
		t.Errorf("nobody waits any more: %v", err)
	}
	for name, c := range map[string]struct {
		labels []string
		values []float64
		top    float64
	}{
		"no labels":  {nil, nil, 5},
		"too many":   {make([]string, most+1), make([]float64, most+1), 5},
		"not a pair": {areas, []float64{1}, 5},
		"no scale":   {areas[:1], []float64{0}, 0},
		"endless":    {areas[:1], []float64{0}, math.Inf(1)},
		"not one":    {areas[:1], []float64{math.NaN()}, 5},
		"too high":   {areas[:1], []float64{6}, 5},
	} {
		if _, err := (Drawer{}).Bars(context.Background(), c.labels, c.values, c.top); err == nil {
			t.Errorf("%s: bars were drawn", name)
		}
		if _, err := (Drawer{}).Radar(context.Background(), c.labels, []string{"now"}, [][]float64{c.values}, c.top); err == nil {
			t.Errorf("%s: a radar was drawn", name)
		}
	}
	if _, err := (Drawer{}).Radar(context.Background(), categories, nil, [][]float64{{1, 2, 3, 4, 5}}, 5); err == nil {
		t.Error("a row without a name was drawn")
	}
}

func TestAnythingElseIsDrawnAndTheSameTwice(t *testing.T) {
	label := rapid.String()
	for seed := range 2 {
		n := 2 + 3*seed
		top := rapid.Float64Range(0.5, 100).Example(seed)
		labels, values := make([]string, n), make([]float64, n)
		for i := range n {
			labels[i] = label.Example(10*seed + i)
			values[i] = rapid.OneOf(rapid.Just(-1.0), rapid.Float64Range(0, top)).Example(10*seed + i)
		}
		var last [2][]byte
		for run := range 2 {
			bars, err := Drawer{}.Bars(context.Background(), labels, values, top)
			if err != nil {
				t.Fatal(err)
			}
			radar, err := Drawer{}.Radar(context.Background(), labels, []string{"a", fmt.Sprint(labels)}, [][]float64{values, values}, top)
			if err != nil {
				t.Fatal(err)
			}
			if run == 1 && (!bytes.Equal(bars, last[0]) || !bytes.Equal(radar, last[1])) {
				t.Fatalf("%q: the same input gave two pictures", labels)
			}
			last = [2][]byte{bars, radar}
		}
		decode(t, last[0])
		decode(t, last[1])
	}
}

func TestTextFitsItsRoom(t *testing.T) {
	s := newSheet(width, 100)
	style := s.plain(18, s.ink)
	rapid.Check(t, func(t *rapid.T) {
		text := readable(rapid.String().Draw(t, "text"), 7, style)
		limit := rapid.IntRange(40, 400).Draw(t, "limit")
		for _, line := range s.lines(text, 3, limit, style) {
			if w := s.wide(line, style); w > limit {
				t.Fatalf("%q is %d pixels wide, at most %d", line, w, limit)
			}
		}
		if len(s.lines(text, 3, limit, style)) == 0 {
			t.Fatalf("nothing is left of %q", text)
		}
	})
}

func BenchmarkBars(b *testing.B) {
	for b.Loop() {
		if _, err := (Drawer{}).Bars(context.Background(), areas, make([]float64, len(areas)), 5); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRadar(b *testing.B) {
	for b.Loop() {
		if _, err := (Drawer{}).Radar(context.Background(), categories, []string{"now"}, [][]float64{{14, 11, 17, 8, 20}}, 20); err != nil {
			b.Fatal(err)
		}
	}
}
