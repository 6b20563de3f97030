package chance

import (
	"math"
	"testing"
)

func TestTheSameNameDrawsTheSame(t *testing.T) {
	if Seed(7).Named("skill").At(3, 4).Uniform() != Seed(7).Named("skill").At(3, 4).Uniform() {
		t.Error("two draws by one name differ")
	}
	seen := map[Seed]bool{}
	for _, s := range []Seed{
		Seed(7).Named("a"), Seed(7).Named("b"), Seed(8).Named("a"), Seed(7).At(1, 2), Seed(7).At(2, 1), Seed(7).At(-1), Seed(7).At(1), Seed(7),
	} {
		if seen[s] {
			t.Errorf("two names lead to the seed %d", s)
		}
		seen[s] = true
	}
}

func TestDrawsAreDistributedAsTheySay(t *testing.T) {
	const n = 20_000
	var uniform, normal, square, neighbours float64
	for i := range n {
		u, x := Seed(1).At(i).Uniform(), Seed(1).At(i).Normal()
		if u < 0 || u >= 1 {
			t.Fatalf("uniform draw %v", u)
		}
		if b := Seed(1).At(i).Below(3); b < 0 || b > 2 {
			t.Fatalf("%d is not below 3", b)
		}
		uniform += u / n
		normal += x / n
		square += x * x / n
		neighbours += x * Seed(1).At(i+1).Normal() / n
	}
	for what, pair := range map[string][2]float64{
		"mean of uniform": {uniform, 0.5}, "mean of normal": {normal, 0}, "variance of normal": {square, 1}, "covariance of neighbours": {neighbours, 0},
	} {
		if math.Abs(pair[0]-pair[1]) > 0.03 {
			t.Errorf("%s is %.3f, want %.1f", what, pair[0], pair[1])
		}
	}
}
