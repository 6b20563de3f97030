// Package chance draws random numbers by name: the same seed and the same name
// give the same number, whatever was drawn before. So two policies that ask the
// same member the same question meet the same luck, and differences between
// policies are not drowned by it.
//
// It must not know what the numbers are for.
package chance

import (
	"hash/fnv"
	"math"
)

// Seed is a place to draw from. Seeds that were derived by different names are independent.
type Seed uint64

// Named derives a seed by a word.
func (s Seed) Named(word string) Seed {
	h := fnv.New64a()
	_, _ = h.Write([]byte(word)) // never fails
	return s.mixed(h.Sum64())
}

// At derives a seed by numbers, such as a member, a question and a day.
func (s Seed) At(numbers ...int) Seed {
	for _, n := range numbers {
		s = s.mixed(uint64(int64(n)))
	}
	return s
}

// mixed is a step of splitmix64 with the key added.
func (s Seed) mixed(key uint64) Seed {
	z := uint64(s) + 0x9e3779b97f4a7c15 + key*0xd1342543de82ef95
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return Seed(z ^ z>>31)
}

// Uniform is a number from 0 up to, but never, 1.
func (s Seed) Uniform() float64 { return float64(s.mixed(1)>>11) / (1 << 53) }

// Normal is a number of the normal distribution with mean 0 and deviation 1.
func (s Seed) Normal() float64 {
	u := 1 - s.mixed(2).Uniform() // never 0
	return math.Sqrt(-2*math.Log(u)) * math.Cos(2*math.Pi*s.mixed(3).Uniform())
}

// Below is a whole number from 0 up to, but never, n.
func (s Seed) Below(n int) int { return int(s.Uniform() * float64(n)) }
