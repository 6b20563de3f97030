package web

import (
	"context"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"studybot/bot/chat"
)

// The sentences of the playground itself.
const (
	sayPanic  = "Something went wrong on my side. Please try again; the terminal that runs the playground says more."
	sayLate   = "My answer took too long, so I cannot say whether this was saved. Please look again, or try once more."
	sayBroken = "I have an answer, but it breaks the limits of a chat message, so I cannot show it. The terminal that runs the playground says why."
	sayUsed   = "This form was sent already, or is out of date. Please open it again."
	sayOdd    = "That does not belong to this form. Please open it again."
)

// asked is what somebody did, and where.
type asked struct {
	person Person
	place  string
	post   chat.Ref
	action chat.Action
	values map[string][]string
	files  []chat.File
	form   string // the id of the form that was sent
}

// answer is what the page gets at once; the same entries also travel on the stream.
type answer struct {
	Entries []entryView       `json:"entries,omitempty"`
	Form    *formView         `json:"form,omitempty"`
	Invalid map[string]string `json:"invalid,omitempty"`
	Choices []optionView      `json:"choices,omitempty"`
	// Problem is a sentence for the open form or, without one, for the page.
	Problem string `json:"problem,omitempty"`
}

// event tells the handler what somebody did.
func (p *Playground) event(a asked) chat.Event {
	e := chat.Event{
		Team:    Team,
		Channel: a.place,
		Private: !p.isChannel(a.place),
		Member:  a.person.ID,
		Admin:   a.person.Owner,
		At:      p.stamp(),
		Post:    a.post,
		Action:  a.action,
		Values:  a.values,
		Files:   a.files,
	}
	if e.Private {
		e.Channel = dmOf(a.person.ID)
	}
	return e
}

// ask lets the handler answer and carries its reply out.
func (p *Playground) ask(ctx context.Context, a asked) answer {
	reply, problem := p.call(ctx, p.event(a))
	if problem != "" {
		if a.form != "" {
			return answer{Problem: problem}
		}
		reply = chat.Reply{Private: sentence(problem)}
	}
	return p.carry(a, reply)
}

// call runs the handler with the deadline that this platform owns. A defect of
// the handler becomes a sentence.
func (p *Playground) call(ctx context.Context, e chat.Event) (chat.Reply, string) {
	// The reader may close the page; what was asked is done all the same.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), p.settings.AnswerWithin)
	defer cancel()
	type result struct {
		reply   chat.Reply
		problem string
	}
	done := make(chan result, 1)
	handle := p.handle.Load()
	go func() {
		defer func() {
			if r := recover(); r != nil {
				p.log.Error("the handler panicked", "verb", e.Action.Verb, "stack", string(debug.Stack()))
				done <- result{problem: sayPanic}
			}
		}()
		done <- result{reply: (*handle)(ctx, e)}
	}()
	// A handler that minds its deadline gets a moment to say so itself.
	late := time.NewTimer(p.settings.AnswerWithin + time.Second)
	defer late.Stop()
	select {
	case r := <-done:
		return r.reply, r.problem
	case <-late.C:
		p.log.Error("the handler did not answer in time", "verb", e.Action.Verb)
		return chat.Reply{}, sayLate
	}
}

// carry brings each part of a reply to its place.
func (p *Playground) carry(a asked, r chat.Reply) answer {
	var out answer
	if len(r.Invalid) > 0 {
		if a.form != "" {
			return p.invalid(a, r.Invalid)
		}
		r.Private = sentence(joined(r.Invalid))
	}
	if a.form != "" {
		p.forms.done(a.form)
	}
	show := func(e entry) { out.Entries = append(out.Entries, viewOf(e, a.person.ID)) }
	if r.Update != nil {
		if !p.update(a, *r.Update, show) {
			r.Private = r.Update
		}
	}
	if r.Private != nil {
		show(p.history.add(p.private(a, *p.drawable(r.Private))))
	}
	if r.Direct != nil {
		show(p.history.add(entry{
			place: dmOf(a.person.ID), reader: a.person.ID,
			at: p.settings.Clock.Now(), message: *p.drawable(r.Direct),
		}))
	}
	if r.Form != nil {
		if err := r.Form.Check(); err != nil {
			p.log.Error("a form breaks the limits", "verb", a.action.Verb, "error", err)
			show(p.history.add(p.private(a, *sentence(sayBroken))))
			return out
		}
		id := p.forms.put(openForm{reader: a.person.ID, place: a.place, post: a.post, form: *r.Form})
		out.Form = p.formViewOf(id, *r.Form)
	}
	return out
}

// private is an answer for the person alone, beside what it answers.
func (p *Playground) private(a asked, m chat.Message) entry {
	e := entry{
		place: a.place, reader: a.person.ID, aside: p.isChannel(a.place),
		at: p.settings.Clock.Now(), message: m,
	}
	if from, ok := p.history.find(a.post.ID); ok && from.place == a.place {
		e.thread = from.thread
	}
	return e
}

// update replaces the message whose control was used, and is false when there is none.
func (p *Playground) update(a asked, m chat.Message, show func(entry)) bool {
	if a.post.ID == "" {
		return false
	}
	edited, ok := p.history.edit(a.post.ID, *p.drawable(&m))
	if ok {
		show(edited)
	}
	return ok
}

// invalid returns the sentences to the open form; what has no input becomes its problem.
func (p *Playground) invalid(a asked, wrong map[string]string) answer {
	out := answer{Invalid: map[string]string{}}
	open, _ := p.forms.get(a.form, a.person.ID)
	rest := map[string]string{}
	for name, text := range wrong {
		if slices.ContainsFunc(open.form.Inputs, func(in chat.Input) bool { return in.Name == name }) {
			out.Invalid[name] = text
		} else {
			rest[name] = text
		}
	}
	out.Problem = joined(rest)
	return out
}

// drawable is m, or a sentence when m breaks the limits that other platforms
// have: the playground is where that should be noticed first.
func (p *Playground) drawable(m *chat.Message) *chat.Message {
	if err := m.Check(); err != nil {
		p.log.Error("an answer breaks the limits", "error", err)
		return sentence(sayBroken)
	}
	return m
}

func sentence(text string) *chat.Message {
	return &chat.Message{Body: []chat.Block{{Text: text}}}
}

// joined writes the sentences in the order of their names.
func joined(sentences map[string]string) string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(sentences)) {
		all = append(all, sentences[name])
	}
	return strings.Join(all, " ")
}
