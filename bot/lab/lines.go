package lab

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// MaxLine is the longest line that is read, in bytes.
const MaxLine = 8 << 20

// Tool answers one line, which is one JSON object. A nil answer writes nothing; an
// error is told in a line of its own, and the next line is read. Lines come in
// order and one at a time, so a tool may remember what it was told.
type Tool func(line []byte) (answer any, err error)

var errLong = errors.New("the line is too long")

// Serve reads lines from in until it ends, gives each to the tool and writes its
// answer to out before the next is read. Blank lines are passed over. It returns
// nil at the end of input, ctx's error when ctx ends first, and what went wrong
// with in or out. After ctx has ended a read of in may still be waiting.
func Serve(ctx context.Context, in io.Reader, out io.Writer, tool Tool) error {
	lines := make(chan line)
	go read(ctx, in, lines)
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case l, open := <-lines:
			if ctx.Err() != nil { // both were ready
				return ctx.Err()
			}
			if !open {
				return nil
			}
			if err := l.answer(out, tool); err != nil {
				return err
			}
		}
	}
}

// line is one line of the input, or why it could not be read.
type line struct {
	number int
	text   []byte
	err    error
}

// read sends line after line; it closes lines at the end of input.
func read(ctx context.Context, in io.Reader, lines chan<- line) {
	defer close(lines)
	from := bufio.NewReaderSize(in, 64<<10)
	for n := 1; ; n++ {
		text, err := readLine(from)
		end := errors.Is(err, io.EOF)
		if !end || len(text) > 0 {
			l := line{number: n, text: text}
			if !end {
				l.err = err
			}
			select {
			case lines <- l:
			case <-ctx.Done():
				return
			}
		}
		if err != nil && !errors.Is(err, errLong) {
			return
		}
	}
}

// readLine reads to the end of the line; of one that is longer than MaxLine it
// passes over the rest and returns the beginning with errLong.
func readLine(from *bufio.Reader) ([]byte, error) {
	var text []byte
	long := false
	for {
		piece, err := from.ReadSlice('\n')
		if !long && len(text)+len(piece) > MaxLine+1 { // 1 for the end of line
			long = true
		}
		if !long {
			text = append(text, piece...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && !errors.Is(err, io.EOF):
			return text, err
		case long:
			return text, errLong
		default:
			return text, err
		}
	}
}

// answer gives the line to the tool and writes what it says.
func (l line) answer(out io.Writer, tool Tool) error {
	if errors.Is(l.err, errLong) {
		return write(out, refusal{Error: fmt.Sprintf("line %d has more than %d bytes, the most that is read", l.number, MaxLine)})
	}
	if l.err != nil {
		return fmt.Errorf("read line %d: %w", l.number, l.err)
	}
	text := bytes.TrimSpace(l.text)
	if len(text) == 0 {
		return nil
	}
	said, err := l.ask(text, tool)
	if err == nil && said == nil {
		return nil
	}
	if err == nil {
		if err = write(out, said); err == nil || !errors.Is(err, errUnwritable) {
			return err
		}
	}
	return write(out, refusal{ID: idOf(text), Error: err.Error()})
}

// ask refuses what is no JSON object before the tool sees it.
func (l line) ask(text []byte, tool Tool) (any, error) {
	if !json.Valid(text) {
		var v any
		return nil, fmt.Errorf("line %d is not JSON: %w", l.number, json.Unmarshal(text, &v))
	}
	if text[0] != '{' {
		return nil, fmt.Errorf("line %d is not a JSON object", l.number)
	}
	return tool(text)
}

// refusal is what a line gets that cannot be answered.
type refusal struct {
	ID    json.RawMessage `json:"id"` // as it came, or null
	Error string          `json:"error"`
}

// idOf is the line's id as it stands there, nil for none.
func idOf(text []byte) json.RawMessage {
	var named struct {
		ID json.RawMessage `json:"id"`
	}
	if json.Unmarshal(text, &named) != nil {
		return nil
	}
	return named.ID
}

var errUnwritable = errors.New("the answer cannot be written as JSON")

// write writes one line in one go, so that it is with the reader at once.
func write(out io.Writer, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("%w: %w", errUnwritable, err)
	}
	if _, err := out.Write(b.Bytes()); err != nil {
		return fmt.Errorf("write an answer: %w", err)
	}
	return nil
}
