package charts

import (
	"context"
	"fmt"
	"math"
	"strings"

	draw "github.com/go-analyze/charts"
)

// Radar draws one closed line for each row of values over the labels, all from 0
// to top: the first row filled and with its values in figures, the others dashed.
// names title the rows. A negative value is left open: the line breaks there.
// Fewer than 3 labels have no shape; the first row is then drawn as bars.
func (d Drawer) Radar(ctx context.Context, labels, names []string, values [][]float64, top float64) ([]byte, error) {
	if err := check(ctx, labels, values, top); err != nil {
		return nil, fmt.Errorf("draw a radar: %w", err)
	}
	if len(names) != len(values) {
		return nil, fmt.Errorf("draw a radar: %d names for %d rows", len(names), len(values))
	}
	if len(labels) < 3 {
		return d.Bars(ctx, labels, values[0], top)
	}
	const legendLine = 40
	s := newSheet(width, 760+legendLine*len(values))
	w := web{sheet: s, x: width / 2, y: 376, radius: 222, sides: len(labels), top: top}
	w.rings()
	for row := len(values) - 1; row >= 0; row-- { // the first row on top
		w.line(values[row], row == 0)
	}
	w.scale()
	for i, label := range labels {
		w.label(i, readable(label, i+1, s.strong(19, s.ink)), values)
	}
	for row, name := range names {
		y := 760 - 30 + legendLine*row
		colour := s.first
		if row > 0 {
			colour = s.second
		}
		w.sample(margin, y, row == 0)
		text := s.plain(19, s.ink)
		s.write(s.cut(readable(name, row+1, text), width-2*margin-110, text), margin+96, y+9, 0, text)
		s.Dots([]draw.Point{{X: margin + 38, Y: y}}, colour, colour, 1, 6)
	}
	return s.png()
}

// web is the radar's net, in pixels.
type web struct {
	sheet
	x, y, radius, sides int
	top                 float64
}

// at is the place of value v on the spoke i, the first pointing up.
func (w web) at(i int, v float64) draw.Point {
	angle := 2*math.Pi*float64(i)/float64(w.sides) - math.Pi/2
	r := float64(w.radius) * v / w.top
	return draw.Point{X: w.x + int(math.Round(r*math.Cos(angle))), Y: w.y + int(math.Round(r*math.Sin(angle)))}
}

// ringCount is a number of rings that gives whole values where there is one.
func (w web) ringCount() int {
	for _, n := range []int{4, 5, 3} {
		if v := w.top / float64(n); v == math.Trunc(v) {
			return n
		}
	}
	return 4
}

// rings draws the spokes and the rings.
func (w web) rings() {
	count := w.ringCount()
	for i := range w.sides {
		w.LineStroke([]draw.Point{{X: w.x, Y: w.y}, w.at(i, w.top)}, w.grid, 2)
	}
	for ring := 1; ring <= count; ring++ {
		v := w.top * float64(ring) / float64(count)
		var points []draw.Point
		for i := range w.sides + 1 {
			points = append(points, w.at(i%w.sides, v))
		}
		w.LineStroke(points, w.grid, 2)
	}
}

// scale writes the rings' values beside the upright spoke, over everything else.
func (w web) scale() {
	style := w.plain(15, w.soft)
	count := w.ringCount()
	for ring := 1; ring <= count; ring++ {
		v := w.top * float64(ring) / float64(count)
		text, x, y := number(v), w.x-16, w.at(0, v).Y+22
		veil := w.paper.WithAlpha(0xc0)
		w.FilledRect(x-w.wide(text, style)-3, y-18, x+3, y+3, veil, veil, 0)
		w.write(text, x, y, 1, style)
	}
}

// line draws one row; it breaks at negative values.
func (w web) line(row []float64, first bool) {
	var points, dots []draw.Point
	whole := true
	for i := range w.sides + 1 {
		v := row[i%w.sides]
		if v < 0 {
			points = append(points, draw.Point{X: math.MaxInt32, Y: math.MaxInt32})
			whole = false
			continue
		}
		points = append(points, w.at(i%w.sides, v))
		dots = append(dots, w.at(i%w.sides, v))
	}
	if first {
		if whole {
			w.FillArea(points, w.wash)
		}
		w.LineStroke(points, w.first, 5)
		w.Dots(dots, w.first, w.paper, 2, 8)
		return
	}
	w.DashedLineStroke(points, w.second, 4, []float64{12, 9})
	w.Dots(dots, w.second, w.paper, 2, 6)
}

// sample draws a row's line for the legend.
func (w web) sample(x, y int, first bool) {
	ends := []draw.Point{{X: x, Y: y}, {X: x + 78, Y: y}}
	if first {
		w.LineStroke(ends, w.first, 5)
		return
	}
	w.DashedLineStroke(ends, w.second, 4, []float64{12, 9})
}

// label writes a spoke's name and its values beside its end.
func (w web) label(i int, name string, values [][]float64) {
	end := w.at(i, w.top*1.07)
	align, limit := 0.5, 330
	switch {
	case end.X > w.x+20:
		align, limit = 0, width-margin/2-end.X
	case end.X < w.x-20:
		align, limit = 1, end.X-margin/2
	}
	style, figures := w.strong(17, w.ink), w.plain(17, w.ink)
	lines := w.lines(name, 3, limit, style)
	words := w.figures(i, values, limit, figures)
	const step = 29
	height := step * (len(lines) + len(words))
	y := end.Y - height/2 + 20
	switch {
	case end.Y < w.y-w.radius*9/10:
		y = end.Y - height + 20
	case end.Y > w.y+w.radius*7/10:
		y = end.Y + 18
	}
	for n, line := range lines {
		w.write(line, end.X, y+n*step, align, style)
	}
	for n, word := range words {
		w.write(word, end.X, y+(len(lines)+n)*step, align, figures)
	}
}

// figures are a spoke's values in words: "14 of 20, was 12", on two lines when
// limit is too narrow for one.
func (w web) figures(i int, values [][]float64, limit int, style draw.FontStyle) []string {
	words := []string{"open"}
	if v := values[0][i]; v >= 0 {
		words[0] = number(v) + " of " + number(w.top)
	}
	if len(values) == 2 && values[1][i] >= 0 {
		words = append(words, "was "+number(values[1][i]))
	}
	if one := strings.Join(words, ", "); w.wide(one, style) <= limit {
		return []string{one}
	}
	return words
}
