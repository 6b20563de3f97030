package memory

import (
	"math"

	"studybot/cmd/sim/chance"
)

// Traces is the account of cognitive architectures in the manner of ACT-R: every
// time that something is met leaves a trace of its own, all traces fade as powers
// of their age, and recall is a smooth function of the logarithm of their sum.
// A trace that is laid while the item is still active fades faster, so spaced study
// lasts longer than massed. Nothing is simply known or unknown: what people bring
// along is one trace from the course and one, that hardly fades, from their work.
type Traces struct {
	seed    chance.Seed
	people  []Person
	items   []Item
	heads   []head
	notions [][]notion // by member and question
	may     [][][]possible[notion]
}

// head is what differs between people.
type head struct {
	decay     float64 // of a trace that is laid when nothing is active
	succeeded float64 // strength of a trace after an answer that was right
	failed    float64 // and after one that was not
	narrow    float64 // how much of the scale of ratings the person uses
}

// notion is one person's memory of one question.
type notion struct {
	traces    []trace
	threshold float64
	takes     float64 // factor of the strength of new traces
}

// trace is what one meeting left.
type trace struct {
	day, strength, decay float64
}

// Sizes of the traces.
const (
	usualThreshold  = -0.8
	slope           = 0.45 // of activation, for one logit of recall
	crowding        = 0.18 // decay that activity adds
	workDecay       = 0.03
	workAge         = 400
	notionSpread    = 0.6  // logits by which people differ in one question
	carelessPresses = 0.04 // share of ratings that mean nothing
)

// NewTraces draws people under this account.
func NewTraces(seed chance.Seed, people []Person, items []Item) *Traces {
	seed = seed.Named("traces")
	t := &Traces{seed: seed, people: people, items: items, notions: make([][]notion, len(people)), may: make([][][]possible[notion], len(people))}
	skill := latent{mean: -0.25, member: 0.7, category: 0.5, area: 0.5}
	for m := range people {
		h := head{
			decay:     0.2 * spread(seed.Named("decay").At(m), 0.25),
			succeeded: spread(seed.Named("succeeded").At(m), 0.2),
			failed:    0.5 * spread(seed.Named("failed").At(m), 0.35),
			narrow:    0.7 + 0.4*seed.Named("narrow").At(m).Uniform(),
		}
		t.heads = append(t.heads, h)
		t.notions[m], t.may[m] = make([]notion, len(items)), make([][]possible[notion], len(items))
		for q, it := range items {
			here := seed.At(m, q)
			threshold := usualThreshold + 0.2*float64(it.Difficulty-2) + 0.25*seed.Named("threshold").At(q).Normal()
			known := skill.draw(seed, m, q, it)
			// An own notion of so many deviations; work is the share of what the person uses at work.
			draw := func(own, takes, work float64) notion {
				active := math.Exp(usualThreshold + slope*(known+notionSpread*own))
				return notion{threshold: threshold, takes: takes, traces: []trace{
					{-workAge, work * active * math.Pow(workAge, workDecay), workDecay},
					{float64(-it.Age), (1 - work) * active * math.Pow(float64(it.Age), 1.3*h.decay), 1.3 * h.decay},
				}}
			}
			t.notions[m][q] = draw(here.Named("notion").Normal(), spread(here.Named("takes"), 0.25), 0.25+0.5*here.Named("work").Uniform())
			for _, l := range lots() {
				t.may[m][q] = append(t.may[m][q], possible[notion]{l.chance, draw(l.memory, 1, 0.5)})
			}
		}
	}
	return t
}

// Recall is the chance that the member recalls the question on a day, if it was not shown again before.
func (t *Traces) Recall(member, question, day int) float64 {
	n := t.notions[member][question]
	return n.recall(n.active(float64(day)))
}

// active sums what is left of all traces. A trace of the same day is half a day old.
func (n notion) active(day float64) float64 {
	sum := 0.0
	for _, tr := range n.traces {
		sum += tr.left(day)
	}
	return sum
}

func (tr trace) left(day float64) float64 {
	return tr.strength * math.Pow(max(0.5, day-tr.day), -tr.decay)
}

func (n notion) recall(active float64) float64 {
	return sigma((math.Log(active) - n.threshold) / slope)
}

// laid is the trace that the next meeting would leave.
func (n notion) laid(h head, day int, recalled bool) trace {
	strength := h.failed
	if recalled {
		strength = h.succeeded
	}
	return trace{float64(day), strength * n.takes, h.decay + crowding*min(2, n.active(float64(day)))}
}

// Study shows the member the key points; recalled says whether they had them before.
func (t *Traces) Study(member, question, day int, recalled bool) {
	n, h := &t.notions[member][question], t.heads[member]
	t.may[member][question] = t.shown(t.may[member][question], h, day, recalled)
	n.traces = append(n.traces, n.laid(h, day, recalled))
}

// Gain is by how much showing the question on day is expected to raise recall on a later day.
func (t *Traces) Gain(member, question, day, later int) float64 {
	return t.notions[member][question].gain(t.heads[member], day, later)
}

func (n notion) gain(h head, day, later int) float64 {
	now := n.recall(n.active(float64(day)))
	then := n.active(float64(later))
	right := n.recall(then + n.laid(h, day, true).left(float64(later)))
	wrong := n.recall(then + n.laid(h, day, false).left(float64(later)))
	return now*right + (1-now)*wrong - n.recall(then)
}

// Judge is the rating that the member gives themselves. It follows how familiar
// the question feels as much as whether the answer was there; people use more
// or less of the scale, and some presses mean nothing.
func (t *Traces) Judge(member, question, day int, recalled bool) int {
	n := t.notions[member][question]
	luck := t.seed.Named("judge").At(member, question, len(n.traces))
	if luck.Named("careless").Uniform() < carelessPresses {
		return 1 + luck.Named("any").Below(5)
	}
	there := 0.0
	if recalled {
		there = 1
	}
	weight := 0.65
	if t.items[question].Keyed {
		weight = 0.45 // before the key only the feeling is left
	}
	sure := weight*there + (1-weight)*n.recall(n.active(float64(day)))
	u := min(1-1e-9, max(1e-9, luck.Uniform()))
	noise := 0.38 * math.Log(u/(1-u)) // logistic: heavier tails than the normal's
	return pressed(3 + t.heads[member].narrow*(4.4*(sure-0.5)+noise) + t.people[member].Bias)
}
