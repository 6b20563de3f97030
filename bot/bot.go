package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"studybot/bot/chat"
	"studybot/bot/material"
	"studybot/bot/study"
)

// answerWithin bounds the work for one event, so that a slow store becomes an
// honest answer inside the platforms' 3 seconds.
const answerWithin = 2200 * time.Millisecond

// Store is everything that the flows keep; each contract stands beside its flow.
type Store interface {
	Courses
	Agenda
	Rounds
	Ratings
	Answers
	Assessments
	Ticks
	Members
	Outcomes
}

// Config is what a Bot needs. All fields but Importer are required.
type Config struct {
	Store Store
	Packs *material.Shelf
	// Importer makes packs of members' files; nil when there is none.
	Importer  material.Importer
	Platforms []chat.Platform
	Charts    Charts
	// Zone is the IANA zone that a new course starts with.
	Zone string
	// Now is the only clock.
	Now func() time.Time
	Log *slog.Logger
}

// Bot answers events and prepares what is due.
type Bot struct {
	Config
	routes map[string]route
	board  *board
	desk   *material.Desk
}

// New makes a bot.
func New(c Config) *Bot {
	b := &Bot{Config: c}
	b.desk = material.NewDesk(c.Importer, c.Store, b.post, c.Log)
	b.routes = b.allRoutes()
	b.board = newBoard(b)
	return b
}

// Verbs are all that the bot understands, in order.
func (b *Bot) Verbs() []string { return sortedKeys(b.routes) }

// Close ends the work that outlives events.
func (b *Bot) Close() {
	b.desk.Close()
	b.board.close()
}

// post sends a message that is no answer.
func (b *Bot) post(ctx context.Context, post chat.Post) error {
	p, err := b.platform(post.To.Team)
	if err == nil {
		_, err = p.Send(ctx, post)
	}
	return err
}

// Start publishes a course that did not come from a conversation.
func (b *Bot) Start(ctx context.Context, c study.Course) error {
	if err := b.Store.SaveCourse(ctx, c, b.agendaOf(c, b.Now().Add(-time.Second))); err != nil {
		return fmt.Errorf("save the course: %w", err)
	}
	return nil
}

// Handle answers one event. It never panics: a defect becomes a sentence for the
// member and a log line without anybody's words.
func (b *Bot) Handle(ctx context.Context, e chat.Event) (reply chat.Reply) {
	log := b.Log.With("team", e.Team)
	defer func() {
		if r := recover(); r != nil {
			log.Error("a flow panicked", "stack", string(debug.Stack()))
			reply = sorry("Something went wrong on my side, so take this as not saved. Please try again.")
		}
	}()
	route, ok := b.routes[e.Action.Verb]
	if !ok {
		log.Info("refused: not a command of this bot") // which may be anything that somebody typed
		return b.unknownCommand()
	}
	log = log.With("verb", e.Action.Verb)
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	reply, err := route(ctx, e)
	switch p := problemIn(err); {
	case err == nil:
		return reply
	case p != nil:
		log.Info("refused", "why", p.code)
		return sorry(p.text)
	default:
		log.Error("an event was not answered", "error", err)
		return sorry("I could not reach my memory just now, so this was not saved. Please try again in a minute.")
	}
}

// route is a flow's way in.
type route func(ctx context.Context, e chat.Event) (chat.Reply, error)

// problem is an error that the member can do something about.
type problem struct {
	code string // for the log: no secret, nobody's words
	text string // for the member: what is wrong and what to do
}

func (p *problem) Error() string { return p.code }

// refuse makes an error whose text is shown to the member.
func refuse(code, text string) error { return &problem{code: code, text: text} }

// problemIn is what the member can do something about in err's chain, or nil.
func problemIn(err error) *problem {
	var p *problem
	errors.As(err, &p)
	return p
}

// missing turns study.ErrNotFound into something the member can act on.
func missing(err error, code, text string) error {
	if errors.Is(err, study.ErrNotFound) {
		return refuse(code, text)
	}
	return fmt.Errorf("look it up: %w", err)
}

// sorry is a private sentence.
func sorry(text string) chat.Reply { return private(chat.Message{Body: []chat.Block{{Text: text}}}) }

func private(m chat.Message) chat.Reply { return chat.Reply{Private: &m} }

func update(m chat.Message) chat.Reply { return chat.Reply{Update: &m} }
