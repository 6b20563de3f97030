package charts

import (
	"context"
	"fmt"
	"math"

	draw "github.com/go-analyze/charts"
)

// Bars draws a bar under each label, the first on top, from 0 to top; a negative
// value is an empty outline and the words "not rated". At most 60 labels.
func (Drawer) Bars(ctx context.Context, labels []string, values []float64, top float64) ([]byte, error) {
	if err := check(ctx, labels, [][]float64{values}, top); err != nil {
		return nil, fmt.Errorf("draw bars: %w", err)
	}
	const (
		step  = 70 // pixels from one label to the next
		thick = 18
	)
	s := newSheet(2*margin + step*len(labels) - 8)
	left, right := margin, width-margin
	name, value, none := s.plain(20, s.ink), s.strong(20, s.ink), s.plain(18, s.soft)
	for i, label := range labels {
		y := margin + i*step
		word, style := "not rated", none
		if values[i] >= 0 {
			word, style = number(values[i])+" of "+number(top), value
		}
		room := right - left - s.wide(word, style) - 24
		s.write(s.cut(readable(label, i+1, name), room, name), left, y+24, 0, name)
		s.write(word, right, y+24, 1, style)

		box := []int{left, y + 36, right, y + 36 + thick}
		if values[i] < 0 {
			s.DashedLineStroke([]draw.Point{{X: box[0], Y: box[1]}, {X: box[2], Y: box[1]}, {X: box[2], Y: box[3]}, {X: box[0], Y: box[3]}, {X: box[0], Y: box[1]}},
				s.soft, 2, []float64{8, 7})
			continue
		}
		s.FilledRect(box[0], box[1], box[2], box[3], s.track, s.track, 0)
		end := left + int(math.Round(float64(right-left)*values[i]/top))
		if end > left {
			s.FilledRect(box[0], box[1], end, box[3], s.first, s.first, 0)
		}
		if top == math.Trunc(top) && top <= 10 { // a gap at each whole value, to count by
			for v := 1; v < int(top); v++ {
				x := left + int(math.Round(float64(right-left)*float64(v)/top))
				s.FilledRect(x-2, box[1], x+2, box[3], s.paper, s.paper, 0)
			}
		}
	}
	return s.png()
}
