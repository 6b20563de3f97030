package charts

import (
	"context"
	"fmt"
	"math"

	draw "github.com/go-analyze/charts"
)

// columnsFrom is the number of labels that are too many for one column: it would be
// a narrow strip in a chat, where a high picture is shown small.
const columnsFrom = 8

// Bars draws a bar under each label, down one column or two, from 0 to top; a
// negative value is an empty outline and the words "not rated". At most 60 labels.
func (Drawer) Bars(ctx context.Context, labels []string, values []float64, top float64) ([]byte, error) {
	if err := check(ctx, labels, [][]float64{values}, top); err != nil {
		return nil, fmt.Errorf("draw bars: %w", err)
	}
	const (
		step  = 66 // pixels from one label to the next
		thick = 18
		gap   = 48 // between the columns
	)
	across, columns := width, 1
	if len(labels) >= columnsFrom {
		across, columns = wide, 2
	}
	rows := (len(labels) + columns - 1) / columns
	long := (across - 2*margin - gap*(columns-1)) / columns
	s := newSheet(across, 2*margin+step*rows-12)
	name, value, none := s.plain(17, s.ink), s.strong(17, s.ink), s.plain(16, s.soft)
	for i, label := range labels {
		left, y := margin+i/rows*(long+gap), margin+i%rows*step
		right := left + long
		word, style := "not rated", none
		if values[i] >= 0 {
			word, style = number(values[i])+" of "+number(top), value
		}
		room := long - s.wide(word, style) - 24
		s.write(s.cut(readable(label, i+1, name), room, name), left, y+22, 0, name)
		s.write(word, right, y+22, 1, style)

		s.bar([]int{left, y + 34, right, y + 34 + thick}, values[i], top)
	}
	return s.png()
}

// bar fills box (left, top, right, bottom) up to the value.
func (s sheet) bar(box []int, value, top float64) {
	if value < 0 {
		s.DashedLineStroke([]draw.Point{{X: box[0], Y: box[1]}, {X: box[2], Y: box[1]}, {X: box[2], Y: box[3]}, {X: box[0], Y: box[3]}, {X: box[0], Y: box[1]}},
			s.soft, 2, []float64{8, 7})
		return
	}
	at := func(v float64) int { return box[0] + int(math.Round(float64(box[2]-box[0])*v/top)) }
	s.FilledRect(box[0], box[1], box[2], box[3], s.track, s.track, 0)
	if end := at(value); end > box[0] {
		s.FilledRect(box[0], box[1], end, box[3], s.first, s.first, 0)
	}
	if top == math.Trunc(top) && top <= 10 { // a gap at each whole value, to count by
		for v := 1; v < int(top); v++ {
			x := at(float64(v))
			s.FilledRect(x-2, box[1], x+2, box[3], s.paper, s.paper, 0)
		}
	}
}
