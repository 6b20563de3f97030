package material

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"studybot/bot/chat"
	"studybot/bot/study"
)

// AnswersWithin bounds an answer of the desk, which waits for what it reads: longer than
// other flows, and longer than it ever waits. The platforms have acknowledged by then.
const AnswersWithin = answerInPlace + 5*time.Second

// The errors of an Importer that a member can do something about.
var (
	// ErrNowhere: there is no folder in which packs could be kept.
	ErrNowhere = errors.New("no folder for packs that may be written to")
	// ErrGone: the draft was published or dropped, or its hour is over.
	ErrGone = errors.New("the draft is gone")
	// ErrFull: too many drafts wait already.
	ErrFull = errors.New("too many drafts are waiting")
)

// Importer makes packs of files. Its drafts are kept where every replica finds them,
// for an hour at least and not much longer.
type Importer interface {
	// Read looks at a member's files and keeps them as a draft. Files without a
	// question in them are a Draft without a Token.
	Read(ctx context.Context, team string, files []chat.File) (Draft, error)
	// Publish makes the draft a pack, once.
	Publish(ctx context.Context, team, token string) (Published, error)
	// Drop forgets a draft.
	Drop(ctx context.Context, token string) error
}

// Draft is what was understood of files.
type Draft struct {
	// Token names the draft, at most 40 letters and digits; empty when there is
	// nothing to publish.
	Token string
	Name  string
	// Update says that a pack which this team published before is brought up to date.
	Update bool
	// Questions, Drafts among them, and Retired ones are those of the whole pack,
	// on so many Topics.
	Topics, Questions, Drafts, Retired int
	// Files are a line each, such as "quiz.md: 12 questions".
	Files []string
	// Notes are sentences about places that want a look, the most important first.
	Notes []string
}

// Published is a pack that came out of a draft.
type Published struct {
	Name   string
	Update bool
	// Served says that it can be chosen already; else that takes some seconds.
	Served bool
}

// Courses is how the desk learns who looks after a course.
type Courses interface {
	// Courses are a team's, ordered by channel.
	Courses(ctx context.Context, team string) ([]study.Course, error)
}

// Desk takes files in conversations and publishes packs.
type Desk struct {
	importer Importer // nil when there is none
	courses  Courses
	send     func(ctx context.Context, post chat.Post) error
	log      *slog.Logger

	ctx   context.Context
	stop  context.CancelFunc
	busy  chan struct{} // a place for each work that is going on
	works sync.WaitGroup
}

const (
	// answerSoon is how long somebody waits for a result before they are told that it
	// will come as a message; it leaves time for what the platforms allow.
	answerSoon = time.Second
	// answerInPlace is the same outside of the private conversation: there a member may
	// take no messages from the bot, and only the answer is sure to reach them.
	answerInPlace = 15 * time.Second
	// finishWithin bounds the work of one request.
	finishWithin = 2 * time.Minute
	// mostWorks bounds what is read at the same time, and so the memory for it.
	mostWorks = 2
)

// NewDesk makes a desk; send posts what comes later. importer may be nil.
func NewDesk(importer Importer, courses Courses, send func(context.Context, chat.Post) error, log *slog.Logger) *Desk {
	d := &Desk{importer: importer, courses: courses, send: send, log: log, busy: make(chan struct{}, mostWorks)}
	d.ctx, d.stop = context.WithCancel(context.Background())
	return d
}

// Close waits for what is being read.
func (d *Desk) Close() {
	d.stop()
	d.works.Wait()
}

// Import takes files and answers with what was understood, to the member alone;
// without files it says how it is done.
func (d *Desk) Import(ctx context.Context, e chat.Event) (chat.Reply, error) {
	if len(e.Files) == 0 {
		return chat.Reply{Private: howTo(e)}, nil
	}
	no, err := d.refusal(ctx, e)
	if no != "" || err != nil {
		return sentence(no), err
	}
	size := 0
	for _, f := range e.Files {
		size = max(size, len(f.Data))
	}
	if len(e.Files) > chat.MaxFiles || size > chat.MaxFile {
		return sentence(fmt.Sprintf("That is too much at once. Send at most %d files of at most %d MB each.", chat.MaxFiles, chat.MaxFile>>20)), nil
	}
	show, later := direct, "I am reading it. What I found comes here in a moment."
	if !e.Private { // files of a command: what they were brought with stays between the two
		show, later = private, "I am reading it. What I found comes to our private conversation in a moment."
	}
	return d.work(ctx, e, later, show, func(ctx context.Context) (chat.Message, error) {
		draft, err := d.importer.Read(ctx, e.Team, e.Files)
		if err != nil {
			return chat.Message{}, err
		}
		return summary(draft), nil
	}), nil
}

// Publish makes a draft a pack: import-publish/token.
func (d *Desk) Publish(ctx context.Context, e chat.Event) (chat.Reply, error) {
	no, err := d.refusal(ctx, e)
	if no != "" || err != nil {
		return sentence(no), err
	}
	return d.work(ctx, e, "I am writing the pack. You hear from me in a moment.", update, func(ctx context.Context) (chat.Message, error) {
		p, err := d.importer.Publish(ctx, e.Team, e.Action.Arg(0))
		if err != nil {
			return chat.Message{}, err
		}
		d.log.Info("a pack was published from a conversation", "team", e.Team, "update", p.Update)
		return published(p), nil
	}), nil
}

// Drop forgets a draft: import-drop/token.
func (d *Desk) Drop(ctx context.Context, e chat.Event) (chat.Reply, error) {
	no, err := d.refusal(ctx, e)
	if no != "" || err != nil {
		return sentence(no), err
	}
	if err := d.importer.Drop(ctx, e.Action.Arg(0)); err != nil {
		return chat.Reply{}, fmt.Errorf("drop a draft: %w", err)
	}
	return chat.Reply{Update: &chat.Message{Body: []chat.Block{{Text: "Dropped: I kept nothing of it."}}}}, nil
}

// refusal says why the member may not bring a pack; "" when they may. A pack can be
// chosen by everybody who sets up a channel, so it comes from somebody who looks
// after one, or after the team.
func (d *Desk) refusal(ctx context.Context, e chat.Event) (string, error) {
	if d.importer == nil {
		return nowhere, nil
	}
	if e.Admin {
		return "", nil
	}
	courses, err := d.courses.Courses(ctx, e.Team)
	if err != nil {
		return "", fmt.Errorf("list the courses: %w", err)
	}
	for _, c := range courses {
		if c.State == study.Running && c.Owner == e.Member {
			return "", nil
		}
	}
	return "Thank you for the idea! New packs come from the owners of a running study channel, so I have not read this. Show it to yours: they only need to send it to me.", nil
}

// work does what may take long: its message is shown as the reply when it is there
// soon, else it is posted into the private conversation and later says that it will
// come.
func (d *Desk) work(ctx context.Context, e chat.Event, later string, show func(chat.Message) chat.Reply, do func(context.Context) (chat.Message, error)) chat.Reply {
	select {
	case d.busy <- struct{}{}:
	default:
		return sentence("I am busy with other files just now. Please try again in a minute.")
	}
	soon := make(chan chat.Message)
	waiting, answered := context.WithCancel(d.ctx)
	d.works.Go(func() {
		defer func() { <-d.busy }()
		ctx, cancel := context.WithTimeout(d.ctx, finishWithin)
		defer cancel()
		m := d.outcome(ctx, e, do)
		select {
		case soon <- m:
			return
		case <-waiting.Done():
		}
		if err := d.send(ctx, chat.Post{To: chat.Place{Team: e.Team, Member: e.Member}, Message: m, Key: "import/" + rand.Text()}); err != nil {
			d.log.Warn("what was read of files could not be told", "team", e.Team, "error", err)
		}
	})
	defer answered()
	within := answerSoon
	if !e.Private {
		within = answerInPlace
	}
	patience := time.NewTimer(within)
	defer patience.Stop()
	select {
	case m := <-soon:
		return show(m)
	case <-patience.C:
	case <-ctx.Done():
	}
	return show(*sentence(later).Private)
}

// outcome is do's message, or a sentence for its error.
func (d *Desk) outcome(ctx context.Context, e chat.Event, do func(context.Context) (chat.Message, error)) (m chat.Message) {
	defer func() {
		if r := recover(); r != nil { // a file can be anything
			d.log.Error("reading files panicked", "team", e.Team)
			m = *sentence("Something went wrong on my side while I read this, so nothing was kept.").Private
		}
	}()
	m, err := do(ctx)
	switch {
	case err == nil:
		return m
	case errors.Is(err, ErrNowhere):
		return *sentence(nowhere).Private
	case errors.Is(err, ErrGone):
		return *sentence("That draft is not here any more: it was published or dropped already, or it is more than an hour old. Send me the files again.").Private
	case errors.Is(err, ErrFull):
		return *sentence("Too many drafts are waiting to be published just now. Please try again in an hour.").Private
	default:
		d.log.Error("files were not imported", "team", e.Team, "error", err)
		return *sentence("I could not make a pack of this, and kept nothing. Whoever runs me finds the reason in my log.").Private
	}
}
