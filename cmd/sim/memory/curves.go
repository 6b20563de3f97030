package memory

import (
	"math"

	"studybot/cmd/sim/chance"
)

// Curves is the account of flashcard programs: an item is known or not. What is
// known is forgotten on a power curve whose stability grows with every success,
// the more the closer it was to being forgotten, and falls with a lapse. What is
// not known may be learned whenever its key points are shown. The shape is that
// of FSRS-6; the weights are not its defaults, and they differ by person and item.
type Curves struct {
	seed   chance.Seed
	people []Person
	items  []Item
	cards  [][]card // by member and question
	may    [][][]possible[card]
}

// card is one person's memory of one question.
type card struct {
	known      bool
	stability  float64 // days until recall has fallen to 90 %
	difficulty float64 // 1 to 10
	last       int     // the day of the last time it was shown
	shown      int

	decay  float64 // the power of the curve
	learns float64 // logit of the chance of learning it when shown
	first  float64 // stability right after learning it
	growth float64 // how fast stability grows
}

// Weights of the curves, in the roles that FSRS-6 gives its own.
const (
	growthOfEasy    = 1.55 // logarithm
	growthFalls     = 0.23 // power of stability
	growthOfSpacing = 1.05
	lapseScale      = 1.25
	lapseDifficulty = 0.09
	lapseStability  = 0.34
	lapseSpacing    = 1.4

	stabilitySpread = 1 // of what is known at the start, from person to person

	unknown = 0.02 // chance to say the right thing about what is not known
)

// NewCurves draws people under this account.
func NewCurves(seed chance.Seed, people []Person, items []Item) *Curves {
	seed = seed.Named("curves")
	c := &Curves{seed: seed, people: people, items: items, cards: make([][]card, len(people)), may: make([][][]possible[card], len(people))}
	skill := latent{mean: 0, member: 0.75, category: 0.4, area: 0.55, item: 0.6, difficulty: -0.45}
	for m := range people {
		decay := 0.27 * spread(seed.Named("decay").At(m), 0.2)
		keeps := spread(seed.Named("keeps").At(m), 0.3)
		growth := spread(seed.Named("growth").At(m), 0.2)
		learns := 1 + 0.5*seed.Named("learns").At(m).Normal()
		c.cards[m], c.may[m] = make([]card, len(items)), make([][]possible[card], len(items))
		for q, it := range items {
			here := seed.At(m, q)
			item := spread(seed.Named("keeps item").At(q), 0.3)
			usual := card{
				last:       -it.Age,
				difficulty: min(10, max(1, 5.3+1.4*float64(it.Difficulty-2)+1.1*seed.Named("hard").At(q).Normal())),
				decay:      decay, growth: growth,
				learns: learns - 0.35*float64(it.Difficulty-2),
				first:  3.2 * keeps * item,
			}
			stable, known := 8*keeps*item, sigma(skill.draw(seed, m, q, it))
			k := usual
			k.learns += 0.3 * here.Named("learns").Normal()
			k.first *= spread(here.Named("first"), 0.3)
			if here.Named("known").Uniform() < known {
				k.known = true
				k.stability = stable * spread(here.Named("stability"), stabilitySpread)
			}
			c.cards[m][q] = k
			c.may[m][q] = append(c.may[m][q], possible[card]{1 - known, usual})
			for _, l := range lots() {
				k := usual
				k.known, k.stability = true, stable*math.Exp(stabilitySpread*l.memory)
				c.may[m][q] = append(c.may[m][q], possible[card]{known * l.chance, k})
			}
		}
	}
	return c
}

// Recall is the chance that the member recalls the question on a day, if it was not shown again before.
func (c *Curves) Recall(member, question, day int) float64 {
	return c.cards[member][question].recall(day)
}

func (k card) recall(day int) float64 {
	if !k.known {
		return unknown
	}
	return k.after(k.stability, day-k.last)
}

// after is recall when the item was last shown days ago.
func (k card) after(stability float64, days int) float64 {
	factor := math.Pow(0.9, -1/k.decay) - 1
	return max(unknown, math.Pow(1+factor*float64(max(0, days))/stability, -k.decay))
}

// Study shows the member the key points; recalled says whether they had them before.
func (c *Curves) Study(member, question, day int, recalled bool) {
	k := &c.cards[member][question]
	c.may[member][question] = c.shown(c.may[member][question], day, recalled)
	luck := c.seed.Named("study").At(member, question, k.shown).Uniform()
	*k = k.study(day, recalled, luck < sigma(k.learns))
}

// study is the card after its key points were shown; learned says whether what was not known was learned.
func (k card) study(day int, recalled, learned bool) card {
	switch now := k.recall(day); {
	case !k.known && learned:
		k.known, k.stability = true, k.first
	case k.known && recalled:
		k.stability = k.grown(now)
	case k.known:
		k.stability = k.lapsed(now)
	}
	k.last = day
	k.shown++
	return k
}

func (k card) grown(recall float64) float64 {
	return k.stability * (1 + k.growth*math.Exp(growthOfEasy)*(11-k.difficulty)*
		math.Pow(k.stability, -growthFalls)*(math.Exp(growthOfSpacing*(1-recall))-1))
}

func (k card) lapsed(recall float64) float64 {
	fallen := lapseScale * math.Pow(k.difficulty, -lapseDifficulty) *
		(math.Pow(k.stability+1, lapseStability) - 1) * math.Exp(lapseSpacing*(1-recall))
	return min(k.stability, max(k.first, fallen))
}

// Gain is by how much showing the question on day is expected to raise recall on a later day.
func (c *Curves) Gain(member, question, day, later int) float64 {
	return c.cards[member][question].gain(day, later)
}

func (k card) gain(day, later int) float64 {
	rest := later - day
	if !k.known {
		return sigma(k.learns) * (k.after(k.first, rest) - unknown)
	}
	now := k.recall(day)
	return now*k.after(k.grown(now), rest) + (1-now)*k.after(k.lapsed(now), rest) - k.recall(later)
}

// Judge is the rating that the member gives themselves: a clear feeling of having
// known it or not, their own bias, and noise. Before a key the feeling is less clear.
func (c *Curves) Judge(member, question, _ int, recalled bool) int {
	feeling, noise := 1.9, 0.75
	switch keyed := c.items[question].Keyed; {
	case keyed && recalled:
		feeling, noise = 3.9, 0.85
	case keyed:
		feeling, noise = 2.3, 0.9
	case recalled:
		feeling = 4.05
	}
	shown := c.cards[member][question].shown
	return pressed(feeling + c.people[member].Bias + noise*c.seed.Named("judge").At(member, question, shown).Normal())
}
