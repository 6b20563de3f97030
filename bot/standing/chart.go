package standing

import "context"

// Charts draws pictures as PNG.
type Charts interface {
	// Radar draws one closed line for each row of values over the labels, all
	// from 0 to top; a negative value is open, and the line breaks there. names
	// title the rows, the newest first.
	Radar(ctx context.Context, labels, names []string, values [][]float64, top float64) ([]byte, error)
	// Bars draws a horizontal bar for each label, the first on top, from 0 to top;
	// a negative value is drawn as "not rated".
	Bars(ctx context.Context, labels []string, values []float64, top float64) ([]byte, error)
}
