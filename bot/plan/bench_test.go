package plan

import "testing"

// BenchmarkMake makes plans for one member of the ML systems course.
func BenchmarkMake(b *testing.B) {
	pack, in := load(b)
	for _, c := range in.Cases {
		b.Run(c.ID, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Make(pack, c.input())
			}
		})
	}
	b.Run("no room", func(b *testing.B) { // every attempt is made
		in := Input{Ratings: in.Cases[0].Input.Ratings, Due: in.Cases[1].Input.Due, Minutes: 30}
		b.ReportAllocs()
		for b.Loop() {
			Make(pack, in)
		}
	})
	b.Run("made anew", func(b *testing.B) {
		in := in.Cases[1].input()
		in.Progress = Since(Make(pack, in), 2, func(id string) bool { return len(id)%2 == 0 })
		b.ReportAllocs()
		for b.Loop() {
			Make(pack, in)
		}
	})
}
