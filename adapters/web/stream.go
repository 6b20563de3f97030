package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	// maxStreams bounds the open pages.
	maxStreams = 64
	// lookEvery is how often a standing page looks at the clock, beatEvery how
	// often it hears something, in real time.
	lookEvery = time.Second
	beatEvery = 15 * time.Second
)

// status is what changes without a message.
type status struct {
	Clock clockView `json:"clock"`
	// Inbox counts the bot's private messages by person.
	Inbox map[string]int `json:"inbox"`
}

func (p *Playground) status() status {
	clock := p.clockView() // first, so that a clock that stands comes with all that it brought
	return status{Clock: clock, Inbox: p.history.inbox(p.settings.People)}
}

// mark writes the place in the history where a page is, and readMark reads it.
// The run is part of it, because numbers start anew with each run.
func (p *Playground) mark(seq int64) string { return p.run + "-" + strconv.FormatInt(seq, 10) }

func (p *Playground) readMark(s string) (int64, bool) {
	run, number, _ := strings.Cut(s, "-")
	seq, err := strconv.ParseInt(number, 10, 64)
	return seq, err == nil && run == p.run && seq >= 0
}

// stream sends changes as server-sent events until the page goes away. A page
// that comes back says in Last-Event-ID what it has seen.
func (p *Playground) stream(w http.ResponseWriter, r *http.Request) {
	who, err := p.acting(r.URL.Query().Get("as"))
	if err != nil {
		p.fail(w, err)
		return
	}
	if p.streams.Add(1) > maxStreams {
		p.streams.Add(-1)
		p.fail(w, refuse(http.StatusServiceUnavailable, "Too many pages are open. Please close some."))
		return
	}
	defer p.streams.Add(-1)
	mark := r.Header.Get("Last-Event-ID")
	if mark == "" {
		mark = r.URL.Query().Get("after")
	}
	seq, ok := p.readMark(mark)
	w.Header().Set("Content-Type", "text/event-stream")
	out := &eventWriter{w: w, control: http.NewResponseController(w)}
	if !ok {
		// The page is from another run of the playground: it starts over.
		out.event("reset", "", struct{}{})
		out.flush()
		return
	}
	news, stop := p.history.subscribe()
	defer stop()
	look, beat := time.NewTicker(lookEvery), time.NewTicker(beatEvery)
	defer look.Stop()
	defer beat.Stop()
	out.raw("retry: 1000\n\n")
	var shown []byte
	for out.err == nil {
		// The status is taken first and sent last: when it says that the clock
		// stands, everything that the move brought has been sent before it.
		now, err := json.Marshal(p.status())
		changed, newest := p.history.after(who.ID, seq)
		for _, e := range changed {
			out.event("entry", p.mark(e.seq), viewOf(e, who.ID))
		}
		seq = newest
		if err == nil && !bytes.Equal(now, shown) {
			out.event("status", p.mark(seq), json.RawMessage(now))
			shown = now
		}
		out.flush()
		select {
		case <-news:
		case <-look.C:
		case <-beat.C:
			out.raw(": still here\n\n")
		case <-r.Context().Done():
			return
		case <-p.closing:
			return
		}
	}
}

// eventWriter writes server-sent events and stops at the first error.
type eventWriter struct {
	w       http.ResponseWriter
	control *http.ResponseController
	err     error
}

func (o *eventWriter) event(name, id string, value any) {
	data, err := json.Marshal(value)
	if err != nil {
		o.err = err
		return
	}
	if id != "" {
		o.raw("id: " + id + "\n")
	}
	o.raw(fmt.Sprintf("event: %s\ndata: %s\n\n", name, data))
}

func (o *eventWriter) raw(s string) {
	if o.err == nil {
		_, o.err = o.w.Write([]byte(s))
	}
}

// flush sends what is written; a page that does not read is cut off.
func (o *eventWriter) flush() {
	if o.err == nil {
		_ = o.control.SetWriteDeadline(time.Now().Add(30 * time.Second))
		o.err = o.control.Flush()
	}
}
