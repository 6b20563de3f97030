package content

import "testing"

func TestBuiltinPacksLoad(t *testing.T) {
	packs, err := Builtin()
	if err != nil {
		t.Fatalf("the built-in packs have errors:\n%v", err)
	}
	if len(packs) == 0 {
		t.Fatal("no built-in pack")
	}
}
