package lab_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"studybot/bot/lab"
)

// echo answers with the line's id, is silent for lines without one, and refuses 13.
func echo(line []byte) (any, error) {
	var in struct {
		ID   *int
		Fail bool
	}
	if err := json.Unmarshal(line, &in); err != nil {
		return nil, err
	}
	switch {
	case in.Fail:
		return nil, errors.New("asked to fail <now>")
	case in.ID == nil:
		return nil, nil
	case *in.ID == 13:
		return func() {}, nil // no JSON
	}
	return map[string]int{"id": *in.ID}, nil
}

func TestLines(t *testing.T) {
	long := `{"id":7,"x":"` + strings.Repeat("a", lab.MaxLine) + `"}`
	for name, c := range map[string]struct{ in, want string }{
		"nothing":            {"", ""},
		"one, no end":        {`{"id":1}`, `{"id":1}`},
		"order":              {"{\"id\":2}\n{\"id\":1}\r\n{\"id\":3}\n", `{"id":2}|{"id":1}|{"id":3}`},
		"blank":              {"\n  \n{\"id\":1}\n\n", `{"id":1}`},
		"no answer":          {"{}\n{\"id\":1}\n", `{"id":1}`},
		"no JSON":            {"{\"id\":4,\n{\"id\":1}\n", `{"id":null,"error":"line 1 is not JSON: unexpected end of JSON input"}|{"id":1}`},
		"two on a line":      {`{"id":4} {"id":5}`, `{"id":null,"error":"line 1 is not JSON: invalid character '{' after top-level value"}`},
		"no object":          {"[1]\n", `{"id":null,"error":"line 1 is not a JSON object"}`},
		"wrong field":        {"{\"id\":\"x\"}\n{\"id\":1}\n", `{"id":"x","error":"json: cannot unmarshal string into Go struct field .ID of type int"}|{"id":1}`},
		"refused":            {"{\"id\":9,\"fail\":true}\n{\"id\":1}\n", `{"id":9,"error":"asked to fail <now>"}|{"id":1}`},
		"unwritable answer":  {"{\"id\":13}\n{\"id\":1}\n", `{"id":13,"error":"the answer cannot be written as JSON: json: unsupported type: func()"}|{"id":1}`},
		"too long":           {long + "\n{\"id\":1}\n", `{"id":null,"error":"line 1 has more than 8388608 bytes, the most that is read"}|{"id":1}`},
		"too long, the last": {"{\"id\":1}\n" + long, `{"id":1}|{"id":null,"error":"line 2 has more than 8388608 bytes, the most that is read"}`},
	} {
		var out bytes.Buffer
		if err := lab.Serve(context.Background(), strings.NewReader(c.in), &out, echo); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := strings.ReplaceAll(strings.TrimSuffix(out.String(), "\n"), "\n", "|"); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got, c.want)
		}
	}
}

// Every answer is with the reader before the next line is written.
func TestEachAnswerIsThereBeforeTheNextLine(t *testing.T) {
	inR, inW := io.Pipe()
	outR, outW := io.Pipe()
	done := make(chan error, 1)
	go func() { done <- lab.Serve(context.Background(), inR, outW, echo) }()
	answers := json.NewDecoder(outR)
	for i := 1; i <= 3; i++ {
		if err := json.NewEncoder(inW).Encode(map[string]int{"id": i}); err != nil {
			t.Fatal(err)
		}
		var got struct{ ID int }
		if err := answers.Decode(&got); err != nil || got.ID != i {
			t.Fatalf("%+v, %v", got, err)
		}
	}
	inW.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestServeEndsWithItsContext(t *testing.T) {
	in, w := io.Pipe() // nothing is ever written
	defer w.Close()
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- lab.Serve(ctx, in, io.Discard, echo) }()
	stop()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error)  { return 0, errors.New("unplugged") }
func (broken) Write([]byte) (int, error) { return 0, errors.New("unplugged") }

func TestBrokenStreamsEndTheRun(t *testing.T) {
	if err := lab.Serve(context.Background(), broken{}, io.Discard, echo); err == nil {
		t.Error("a broken input is no error")
	}
	if err := lab.Serve(context.Background(), strings.NewReader(`{"id":1}`), broken{}, echo); err == nil {
		t.Error("a broken output is no error")
	}
}
