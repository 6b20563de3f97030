package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The real command: a line in, a line out, exit 0 at the end of input.
func TestLabPlan(t *testing.T) {
	path := filepath.Join(t.TempDir(), "in")
	if err := os.WriteFile(path, []byte("{\"id\":1,\"ratings\":{\"C3\":2}}\nno\n{\"id\":2}"), 0o600); err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	defer func(was *os.File) { os.Stdin = was }(os.Stdin)
	os.Stdin = in
	var out, errs bytes.Buffer
	if code := run(context.Background(), []string{"lab", "plan"}, &out, &errs); code != 0 || errs.Len() > 0 {
		t.Fatalf("exit %d: %s", code, &errs)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 3 || !strings.HasPrefix(lines[0], `{"id":1,"level":"Foundation"`) || !strings.HasPrefix(lines[1], `{"id":null,"error":"line 2 is not JSON`) || !strings.HasPrefix(lines[2], `{"id":2,"level"`) {
		t.Errorf("%.400s", out.String())
	}
	if code := run(context.Background(), []string{"lab", "plan", "--pack", "no-such-pack"}, &out, &errs); code != 1 || !strings.Contains(errs.String(), "no-such-pack") {
		t.Errorf("exit %d: %s", code, &errs)
	}
}
