package learn

import "math"

// tallies counts keyed answers by the confidence stated before the key.
type tallies struct{ right, wrong [6]int }

func (t *tallies) add(confidence int, right bool) {
	if right {
		t.right[clampRating(confidence)]++
	} else {
		t.wrong[clampRating(confidence)]++
	}
}

// CalibrationFrom is the number of keyed answers from which a calibration says
// something: its standard error is about 0.14 there.
const CalibrationFrom = 12

// Calibration is how well somebody knows what they know, from keyed answers.
type Calibration struct {
	// Keyed counts the keyed answers. The other fields mean little below CalibrationFrom.
	Keyed int
	// Bias is the mean of the stated chances minus the share that was right: above 0
	// the member is surer than right. Margin is half its 95 % interval.
	Bias, Margin float64
	// Right and Of count by confidence, 1 to 5.
	Right, Of [6]int
}

// statedBy is the chance that a confidence from 1 to 5 stands for.
func statedBy(confidence int) float64 {
	return [...]float64{1: 0.25, 2: 0.40, 3: 0.60, 4: 0.80, 5: 0.95}[clampRating(confidence)]
}

// Calibration is the member's.
func (m *Model) Calibration(id string) Calibration {
	t := m.seenAs(id).calibration
	c := Calibration{Right: t.right}
	var stated, right float64
	for v := 1; v <= 5; v++ {
		r, w := float64(t.right[v]), float64(t.wrong[v])
		c.Of[v] = t.right[v] + t.wrong[v]
		c.Keyed += c.Of[v]
		stated += (r + w) * statedBy(v)
		right += r
	}
	if c.Keyed == 0 {
		return c
	}
	n := float64(c.Keyed)
	c.Bias = stated/n - right/n
	// The share is drawn towards a half by two answers each way (Agresti and Coull), so
	// that twelve right of twelve do not claim to be certain.
	drawn := (right + 2) / (n + 4)
	c.Margin = 1.96 * math.Sqrt(drawn*(1-drawn)/(n+4))
	return c
}
