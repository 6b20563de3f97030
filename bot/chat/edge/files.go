package edge

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"studybot/bot/chat"
)

// The errors of a file that will not get better by asking again.
var (
	// ErrForeign: it is not kept where the platform keeps files.
	ErrForeign = errors.New("the file is kept elsewhere")
	// ErrLarge: it has more than chat.MaxFile bytes.
	ErrLarge = errors.New("the file is larger than is read")
)

// Attachment is a file of a member's message, as the platform tells of it.
type Attachment struct {
	Name, Type string
	URL        string
	Size       int64 // as it is said; what comes is bounded all the same
}

// mostFetches bounds the messages whose files are held in memory at the same time.
const mostFetches = 2

// Porter gets members' files from a platform.
type Porter struct {
	// From is the platform's name as people know it.
	From string
	// Open begins to read the file at an address. Errors as above, or any other; none
	// holds the address, which may open the file for whoever reads it.
	Open func(ctx context.Context, a Attachment) (io.ReadCloser, error)
	Log  *slog.Logger

	seats chan struct{}
}

// NewPorter makes a porter; its fields are those of Porter.
func NewPorter(from string, log *slog.Logger, open func(context.Context, Attachment) (io.ReadCloser, error)) *Porter {
	return &Porter{From: from, Open: open, Log: log, seats: make(chan struct{}, mostFetches)}
}

// Fetch puts the files into the event, or answers in place of the handler. Without
// files it does nothing.
func (p *Porter) Fetch(ctx context.Context, list []Attachment, e *chat.Event) *chat.Reply {
	say := func(format string, args ...any) *chat.Reply {
		r := Sentence(fmt.Sprintf(format, args...))
		return &r
	}
	if len(list) == 0 {
		return nil
	}
	if len(list) > chat.MaxFiles {
		return say("That is too much at once: send at most %d files.", chat.MaxFiles)
	}
	select {
	case p.seats <- struct{}{}:
		defer func() { <-p.seats }()
	case <-ctx.Done():
		return say("I am busy with other files just now. Please send it again in a minute.")
	}
	for _, a := range list {
		data, err := p.Read(ctx, a)
		switch {
		case errors.Is(err, ErrLarge):
			return say("That file is too large: I read at most %d MB.", chat.MaxFile>>20)
		case errors.Is(err, ErrForeign):
			return say("That file is kept outside of %s, where I cannot get it. Upload the file itself, please.", p.From)
		case err != nil:
			p.Log.Warn("a member's file was not fetched", "error", err)
			return say("I could not get that file from %s. Please send it again; if that does not help, tell whoever runs me.", p.From)
		}
		name, _ := chat.Cut(strings.ToValidUTF8(a.Name, ""), 100)
		e.Files = append(e.Files, chat.File{Name: name, Type: a.Type, Data: data})
	}
	return nil
}

// Read gets one file.
func (p *Porter) Read(ctx context.Context, a Attachment) ([]byte, error) {
	if a.Size > chat.MaxFile {
		return nil, ErrLarge
	}
	body, err := p.Open(ctx, a)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	data, err := io.ReadAll(io.LimitReader(body, chat.MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("fetch a file: %w", err)
	}
	if len(data) > chat.MaxFile {
		return nil, ErrLarge
	}
	return data, nil
}
