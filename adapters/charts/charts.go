// Package charts draws the bot's two pictures, a radar and bars, as PNG with the
// painter of go-analyze/charts. The library's own radar and bar charts were tried
// and left aside: bars run from the bottom up, ticks come at odd values, long
// names collide, and nothing stands for "not rated".
//
// It must not know the bot, what is drawn, or who looks at it. Pictures are made
// for a width of 400 to 700 pixels on a light or a dark page: they are drawn twice as
// large on a background of their own, and nothing in them is said by colour alone.
package charts

import (
	"context"
	"fmt"
	"math"
	"strings"

	draw "github.com/go-analyze/charts"
)

// Drawer draws charts. The zero value is ready, and may be used by many goroutines.
type Drawer struct{}

// New makes a drawer.
func New() Drawer { return Drawer{} }

const (
	width  = 800  // pixels, of a picture with one column
	wide   = 1200 // of one with two
	margin = 36
	// most is how many labels, and how many rows, one picture holds.
	most = 60
)

// check refuses what cannot be drawn.
func check(ctx context.Context, labels []string, rows [][]float64, top float64) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(labels) == 0 || len(labels) > most || len(rows) == 0 || len(rows) > most {
		return fmt.Errorf("%d labels and %d rows; both must be 1 to %d", len(labels), len(rows), most)
	}
	if !(top > 0) || math.IsInf(top, 0) {
		return fmt.Errorf("the scale ends at %v; it must end above 0", top)
	}
	for _, row := range rows {
		if len(row) != len(labels) {
			return fmt.Errorf("%d values for %d labels", len(row), len(labels))
		}
		for _, v := range row {
			if math.IsNaN(v) || v > top {
				return fmt.Errorf("value %v on a scale to %v", v, top)
			}
		}
	}
	return nil
}

// The palette: calm, and in contrast of at least 4.5 with the paper for all text.
type palette struct{ paper, edge, grid, track, ink, soft, first, wash, second draw.Color }

func colours() palette {
	return palette{
		paper:  draw.ColorFromHex("#fbfcfe"),
		edge:   draw.ColorFromHex("#cfd6e0"),
		grid:   draw.ColorFromHex("#dbe1ea"),
		track:  draw.ColorFromHex("#e6ebf2"),
		ink:    draw.ColorFromHex("#1f2a37"),
		soft:   draw.ColorFromHex("#566273"),
		first:  draw.ColorFromHex("#2b6ca3"),
		wash:   draw.ColorFromHex("#2b6ca333"),
		second: draw.ColorFromHex("#a4561a"),
	}
}

// sheet is a picture in the making.
type sheet struct {
	*draw.Painter
	palette
}

func newSheet(width, height int) sheet {
	s := sheet{draw.NewPainter(draw.PainterOptions{OutputFormat: draw.ChartOutputPNG, Width: width, Height: height}), colours()}
	s.FilledRect(0, 0, width, height, s.paper, s.edge, 4)
	return s
}

// write puts text with its left end, middle or right end (align 0, 0.5, 1) at x and its baseline at y.
func (s sheet) write(text string, x, y int, align float64, style draw.FontStyle) {
	if text != "" {
		s.Text(text, x-int(align*float64(s.wide(text, style))), y, 0, style)
	}
}

func (s sheet) wide(text string, style draw.FontStyle) int {
	return s.MeasureText(text, 0, style).Width()
}

// plain and strong are the two voices; size is in points, 1.28 pixels each.
func (s sheet) plain(size float64, c draw.Color) draw.FontStyle {
	return draw.FontStyle{FontSize: size, FontColor: c, Font: draw.GetFont(draw.FontFamilyNotoSans)}
}

func (s sheet) strong(size float64, c draw.Color) draw.FontStyle {
	return draw.FontStyle{FontSize: size, FontColor: c, Font: draw.GetFont(draw.FontFamilyNotoSansBold)}
}

// readable is text without what the font cannot draw (it would come as boxes);
// when nothing is left it is the label's number. The words that stand in for the
// picture keep the whole name.
func readable(text string, number int, style draw.FontStyle) string {
	kept := strings.Map(func(r rune) rune {
		if r == ' ' || style.Font.Index(r) != 0 {
			return r
		}
		return -1
	}, strings.Join(strings.Fields(text), " "))
	if kept = strings.Join(strings.Fields(kept), " "); kept == "" {
		return fmt.Sprintf("No. %d", number)
	}
	return kept
}

// lines breaks text into at most n lines of at most limit pixels; what does not
// fit ends in an ellipsis.
func (s sheet) lines(text string, n, limit int, style draw.FontStyle) []string {
	var out []string
	words := strings.Fields(text)
	for len(words) > 0 && len(out) < n {
		line := words[0]
		used := 1
		for used < len(words) && s.wide(line+" "+words[used], style) <= limit {
			line += " " + words[used]
			used++
		}
		if len(out) == n-1 {
			line = strings.Join(words, " ")
			used = len(words)
		}
		out = append(out, s.cut(line, limit, style))
		words = words[used:]
	}
	return out
}

// cut shortens text to limit pixels.
func (s sheet) cut(text string, limit int, style draw.FontStyle) string {
	if s.wide(text, style) <= limit {
		return text
	}
	runes := []rune(text)
	low, high := 0, len(runes)
	for low < high { // the most letters that fit with the ellipsis
		mid := (low + high + 1) / 2
		if s.wide(string(runes[:mid])+"…", style) <= limit {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return strings.TrimRight(string(runes[:low]), " ") + "…"
}

// number writes 3 as "3" and 3.25 as "3.3".
func number(v float64) string {
	return strings.TrimSuffix(fmt.Sprintf("%.1f", v), ".0")
}
