package bot

import (
	"context"
	"log/slog"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"studybot/bot/asking"
	"studybot/bot/card"
	"studybot/bot/chat"
	"studybot/bot/enrolment"
	"studybot/bot/evidence"
	"studybot/bot/mastery"
	"studybot/bot/material"
	"studybot/bot/progress"
	"studybot/bot/refusal"
	"studybot/bot/schedule"
	"studybot/bot/standing"
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
	asking.Ratings
	asking.Answers
	standing.Assessments
	progress.Ticks
	progress.Plans
	Members
	Outcomes
	mastery.Logs
	mastery.Checkpoints
}

// Config is what a Bot needs. All fields but Importer are required.
type Config struct {
	Store Store
	Packs *material.Shelf
	// Importer makes packs of members' files; nil when there is none.
	Importer  material.Importer
	Platforms []chat.Platform
	Charts    standing.Charts
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
	// The rooms that have flows of their own.
	roll     *enrolment.Roll
	material *material.Desk
	evidence *evidence.Desk
	asking   *asking.Desk
	standing *standing.Desk
	progress *progress.Desk
	// mastery is what every group knows.
	mastery *mastery.Keeper
}

// New makes a bot.
func New(c Config) *Bot {
	b := &Bot{Config: c}
	b.mastery = mastery.New(c.Store, c.Store, c.Log)
	b.roll = enrolment.NewRoll(c.Store, c.Store, c.Packs)
	b.material = material.NewDesk(c.Importer, c.Store, b.post, c.Log)
	b.board = newBoard(b)
	b.asking = asking.NewDesk(c.Store, b.roll, b.mastery, b.board.redraw, c.Now, c.Log)
	b.evidence = evidence.NewDesk(b.mastery, c.Store, b.roll, func(ctx context.Context, who study.Who) (string, string, bool, error) {
		return b.progress.Next(ctx, who) // which is made below
	}, c.Now)
	b.standing = standing.NewDesk(c.Store, b.roll, b.evidence, c.Charts, c.Now, c.Log)
	b.progress = progress.NewDesk(c.Store, b.standing, b.mastery, b.roll, c.Now)
	b.routes = b.allRoutes()
	return b
}

// Verbs are all that the bot understands, in order.
func (b *Bot) Verbs() []string { return slices.Sorted(maps.Keys(b.routes)) }

// Close ends the work that outlives events.
func (b *Bot) Close() {
	b.material.Close()
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
	_, err := b.Store.ChangeCourse(ctx, c.Team, c.Channel, func(now *study.Course) ([]schedule.Entry, error) {
		*now = c
		return b.agendaOf(c, b.Now().Add(-time.Second)), nil
	})
	return err
}

// Handle answers one event. It never panics: a defect becomes a sentence for the
// member and a log line without anybody's words.
func (b *Bot) Handle(ctx context.Context, e chat.Event) (reply chat.Reply) {
	log := b.Log.With("team", e.Team)
	defer func() {
		if r := recover(); r != nil {
			log.Error("a flow panicked", "stack", string(debug.Stack()))
			reply = card.Sorry("Something went wrong on my side, so take this as not saved. Please try again.")
		}
	}()
	route, ok := b.routes[e.Action.Verb]
	if !ok {
		log.Info("refused: not a command of this bot") // which may be anything that somebody typed
		return b.unknownCommand()
	}
	log = log.With("verb", e.Action.Verb)
	within := answerWithin
	if strings.HasPrefix(e.Action.Verb, chat.SentFiles().Verb) { // import, import-publish, import-drop
		within = material.AnswersWithin
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	reply, err := route(ctx, e)
	switch p := refusal.In(err); {
	case err == nil:
		return reply
	case p != nil:
		log.Info("refused", "why", p.Code)
		return card.Sorry(p.Text)
	default:
		log.Error("an event was not answered", "error", err)
		return card.Sorry("I could not reach my memory just now, so this was not saved. Please try again in a minute.")
	}
}

// route is a flow's way in.
type route func(ctx context.Context, e chat.Event) (chat.Reply, error)
