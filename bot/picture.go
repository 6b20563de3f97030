package bot

import (
	"context"
	"fmt"
	"strings"

	"studybot/bot/chat"
	"studybot/bot/study"
)

// pictures draws a standing's two pictures. What fails is left out, and the card
// says so: every figure is in its words too.
func (b *Bot) pictures(ctx context.Context, s standing, m *chat.Message) []chat.Image {
	var images []chat.Image
	for _, draw := range []func(context.Context, standing) (chat.Image, error){b.radar, b.bars} {
		im, err := draw(ctx, s)
		if err != nil {
			b.Log.Warn("a picture was not drawn", "error", err)
			m.Body = append(m.Body, para("A picture could not be drawn this time. The words hold all of it."))
			return images
		}
		images = append(images, im)
	}
	return images
}

// radar draws the categories' subtotals, with those of the assessment before as a
// second line. Where categories differ in size it draws their mean rating instead.
func (b *Bot) radar(ctx context.Context, s standing) (chat.Image, error) {
	rows := []study.Assessment{s.last()}
	if before, ok := s.before(); ok {
		rows = append(rows, before)
	}
	var labels, names []string
	var values [][]float64
	now := totalOf(s.pack, rows[0])
	top, unit := float64(5*now.subtotals[0].areas), "subtotals"
	for _, sub := range now.subtotals {
		labels = append(labels, sub.category.Name)
		if sub.areas != now.subtotals[0].areas {
			top, unit = 5, "mean ratings"
		}
	}
	alts := make([]string, 0, len(rows))
	budget := (chat.MaxAlt-120)/len(rows)/max(1, len(labels)) - len("999 of 999, ")
	for i, a := range rows {
		t := totalOf(s.pack, a)
		row, words := make([]float64, len(labels)), make([]string, len(labels))
		for c, sub := range t.subtotals {
			row[c], words[c] = -1, "open"
			if sub.complete() {
				row[c] = float64(sub.sum) * top / float64(5*sub.areas)
				words[c] = strings.TrimSuffix(fmt.Sprintf("%.1f", row[c]), ".0")
			}
			words[c] = short(sub.category.Name, max(8, budget)) + " " + words[c]
		}
		values = append(values, row)
		names = append(names, onDay(a.At, s.zone)+": "+t.figure())
		when := "now"
		if i > 0 {
			when = "before, on " + onDay(a.At, s.zone)
		}
		alts = append(alts, when+": "+strings.Join(words, ", "))
	}
	png, err := b.Charts.Radar(ctx, labels, names, values, top)
	if err != nil {
		return chat.Image{}, fmt.Errorf("draw the radar: %w", err)
	}
	alt := fmt.Sprintf("Radar of the %s on a scale to %.0f. %s.", unit, top, strings.Join(alts, "; "))
	return chat.Image{Name: "score-radar.png", PNG: png, Alt: short(alt, chat.MaxAlt)}, nil
}

// bars draws every area's rating.
func (b *Bot) bars(ctx context.Context, s standing) (chat.Image, error) {
	last := s.last()
	var labels, words []string
	var values []float64
	budget := (chat.MaxAlt-60)/max(1, len(s.pack.Areas)) - len(" not rated, ")
	for _, c := range s.pack.Categories { // category by category, as the words go
		for _, a := range s.pack.AreasOf(c.ID) {
			value, word := -1.0, "not rated"
			if r := last.Ratings[a.ID]; r > 0 {
				value, word = float64(r), fmt.Sprint(r)
			}
			labels, values = append(labels, a.Name), append(values, value)
			words = append(words, short(a.Name, max(6, budget))+" "+word)
		}
	}
	png, err := b.Charts.Bars(ctx, labels, values, 5)
	if err != nil {
		return chat.Image{}, fmt.Errorf("draw the bars: %w", err)
	}
	alt := fmt.Sprintf("Bars of %d areas, each rated 1 to 5. %s.", len(labels), strings.Join(words, ", "))
	return chat.Image{Name: "score-areas.png", PNG: png, Alt: short(alt, chat.MaxAlt)}, nil
}
