package standing

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/study"
)

// pictures draws a standing's two pictures. What fails is left out, and the card
// says so: every figure is in its words too.
func (d *Desk) pictures(ctx context.Context, s standing, m *chat.Message) []chat.Image {
	var images []chat.Image
	for _, draw := range []func(context.Context, standing) (chat.Image, error){d.radar, d.bars} {
		im, err := draw(ctx, s)
		if err != nil {
			d.log.Warn("a picture was not drawn", "error", err)
			m.Body = append(m.Body, card.Para("A picture could not be drawn this time. The words hold all of it."))
			return images
		}
		images = append(images, im)
	}
	return images
}

// radar draws the categories' subtotals, with those of the assessment before as a
// second line. Where categories differ in size it draws their mean rating instead.
func (d *Desk) radar(ctx context.Context, s standing) (chat.Image, error) {
	rows := []study.Assessment{s.last()}
	if before, ok := s.before(); ok {
		rows = append(rows, before)
	}
	var labels, names []string
	var values [][]float64
	now := study.TotalOf(s.pack, rows[0])
	top, unit := float64(5*now.Subtotals[0].Areas), "subtotals"
	for _, sub := range now.Subtotals {
		labels = append(labels, sub.Category.Name)
		if sub.Areas != now.Subtotals[0].Areas {
			top, unit = 5, "mean ratings"
		}
	}
	for _, a := range rows {
		t := study.TotalOf(s.pack, a)
		row := make([]float64, len(labels))
		for c, sub := range t.Subtotals {
			row[c] = -1
			if sub.Complete() {
				row[c] = float64(sub.Sum) * top / float64(5*sub.Areas)
			}
		}
		values = append(values, row)
		names = append(names, card.OnDay(a.At, s.zone)+": "+t.String())
	}
	png, err := d.charts.Radar(ctx, labels, names, values, top)
	if err != nil {
		return chat.Image{}, fmt.Errorf("draw the radar: %w", err)
	}
	alt := altOf(func(limit int) string {
		text := fmt.Sprintf("Radar of the %s on a scale to %.0f. Now: %s.", unit, top, valueWords(labels, values[0], "open", limit))
		if len(rows) > 1 {
			text += fmt.Sprintf(" Before, on %s: %s.", card.OnDay(rows[1].At, s.zone), valueWords(labels, values[1], "open", limit))
		}
		return text
	})
	return chat.Image{Name: "score-radar.png", PNG: png, Alt: alt}, nil
}

// bars draws every area's rating.
func (d *Desk) bars(ctx context.Context, s standing) (chat.Image, error) {
	last := s.last()
	var labels []string
	var values []float64
	for _, c := range s.pack.Categories { // category by category, as the words go
		for _, a := range s.pack.AreasOf(c.ID) {
			value := -1.0
			if r := last.Ratings[a.ID]; r > 0 {
				value = float64(r)
			}
			labels, values = append(labels, a.Name), append(values, value)
		}
	}
	png, err := d.charts.Bars(ctx, labels, values, 5)
	if err != nil {
		return chat.Image{}, fmt.Errorf("draw the bars: %w", err)
	}
	alt := altOf(func(limit int) string {
		return fmt.Sprintf("Bars of %d areas, each rated 1 to 5. %s.", len(labels), valueWords(labels, values, "not rated", limit))
	})
	return chat.Image{Name: "score-areas.png", PNG: png, Alt: alt}, nil
}

// altOf is the fullest text that fits an alt text: names are cut only as far as
// they must be.
func altOf(text func(limit int) string) string {
	for limit := chat.MaxTitle; limit > 4; limit -= 2 {
		if alt := text(limit); utf8.RuneCountInString(alt) <= chat.MaxAlt {
			return alt
		}
	}
	return card.Short(text(4), chat.MaxAlt)
}

// valueWords writes "A 3, B 4.5, C open", each name at most limit characters.
func valueWords(labels []string, values []float64, missing string, limit int) string {
	words := make([]string, len(labels))
	for i, l := range labels {
		value := missing
		if values[i] >= 0 {
			value = strings.TrimSuffix(fmt.Sprintf("%.1f", values[i]), ".0")
		}
		words[i] = card.Short(l, limit) + " " + value
	}
	return strings.Join(words, ", ")
}
