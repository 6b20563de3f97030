package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"studybot/adapters/asynq"
	"studybot/adapters/charts"
	"studybot/adapters/redis"
	"studybot/bot"
	"studybot/bot/chat"
	"studybot/bot/command"
	"studybot/bot/deliver"
	"studybot/cmd/studybot/arrivals"
)

// serveCommand runs the bot.
type serveCommand struct {
	Listen string `env:"STUDYBOT_LISTEN" default:":8080" help:"Address for health checks and the platforms' routes."`
	Packs  string `env:"STUDYBOT_PACKS" help:"Folder with packs of your own."`
	Zone   string `env:"STUDYBOT_ZONE" default:"UTC" help:"Time zone that a new study channel starts with."`
}

// stopWithin bounds the time from a signal to the exit.
const stopWithin = 9 * time.Second

// Run serves until ctx ends or something cannot go on.
func (c *serveCommand) Run(ctx context.Context, s *streams) error {
	packs, err := arrivals.Open(c.Packs, s.log)
	if err != nil {
		return err
	}
	settings, noStore := redisSettings(os.Getenv)
	makers, noPlatform := platformsOn(os.Getenv)
	if err := errors.Join(noStore, noPlatform); err != nil {
		return err // both at once: whoever sets the bot up mends both
	}
	settings.Log = s.log
	store, err := redis.Open(ctx, settings)
	if err != nil {
		return err
	}
	defer store.Close()
	findings, err := store.Health(ctx)
	if err != nil {
		return err
	}
	for _, f := range findings {
		if !f.OK {
			s.log.Warn("the store is not safe yet", "what", f.Name, "found", f.Means, "do", f.Do)
		}
	}
	var platforms []hosted
	for _, open := range makers {
		p, err := open(parts{log: s.log, commands: command.List(), leases: store})
		if err != nil {
			return fmt.Errorf("turn a platform on: %w", err)
		}
		platforms = append(platforms, p)
	}
	jobs := asynq.New(store.Client(), asynq.Settings{}, s.log)
	svc := newService(store, jobs, platforms, s.log)
	svc.packs = packs
	svc.bot = bot.New(bot.Config{
		Store: store, Packs: packs.Shelf(), Importer: packs.Importer(), Platforms: svc.chats(), Charts: charts.New(),
		Zone: c.Zone, Now: time.Now, Log: s.log,
	})
	defer svc.bot.Close()
	return svc.run(ctx, c.Listen)
}

// redisSettings refuses to run without a store that survives a restart.
func redisSettings(getenv func(string) string) (redis.Settings, error) {
	settings := redis.Settings{URL: getenv("REDIS_URL")}
	if settings.URL == "" {
		return settings, errors.New("REDIS_URL is missing: people's progress is kept in Redis, such as redis://localhost:6379/0. To try the bot without Redis, run: studybot demo")
	}
	return settings, nil
}

// service is everything that runs together until the program ends.
type service struct {
	store     *redis.Store
	jobs      *asynq.Jobs
	platforms []hosted
	bot       *bot.Bot
	packs     *arrivals.Watch // nil when packs do not change
	log       *slog.Logger
}

func newService(store *redis.Store, jobs *asynq.Jobs, platforms []hosted, log *slog.Logger) *service {
	return &service{store: store, jobs: jobs, platforms: platforms, log: log}
}

func (s *service) chats() []chat.Platform {
	var all []chat.Platform
	for _, p := range s.platforms {
		all = append(all, p)
	}
	return all
}

// run starts every part and ends them all when one fails or ctx ends.
func (s *service) run(ctx context.Context, listen string) error {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", listen)
	if err != nil {
		return fmt.Errorf("open STUDYBOT_LISTEN %s: %w", listen, err)
	}
	host, _ := os.Hostname()
	var senders []deliver.Sender
	for _, p := range s.platforms {
		senders = append(senders, p)
	}
	engine := deliver.New(deliver.Config{
		Agenda: s.store, Ledger: s.store, Work: s.bot, Senders: senders,
		Now: time.Now, Log: s.log, Worker: fmt.Sprintf("%s-%d", host, os.Getpid()),
	})
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var parts sync.WaitGroup
	start := func(what string, part func(context.Context) error) {
		parts.Go(func() {
			if err := part(ctx); err != nil && ctx.Err() == nil {
				cancel(fmt.Errorf("%s: %w", what, err))
			}
		})
	}
	start("the listener", func(ctx context.Context) error { return s.listen(ctx, listener) })
	start("the platforms", func(ctx context.Context) error { return keepServing(ctx, s.chats(), s.bot.Handle, s.log) })
	start("the jobs", func(ctx context.Context) error { return s.jobs.Work(ctx, engine.Deliver) })
	start("the schedule", func(ctx context.Context) error { return engine.Run(ctx, s.jobs, time.Second) })
	start("the index of what is due", s.keepIndex)
	if s.packs != nil {
		start("the packs", func(ctx context.Context) error { s.packs.Run(ctx, s.store, time.Now); return nil })
	}
	s.log.Info("studybot is running", "listen", listener.Addr().String(), "platforms", len(s.platforms))

	<-ctx.Done()
	ended := make(chan struct{})
	go func() { parts.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(stopWithin):
		s.log.Warn("some work was cut off; whatever was due is taken up again at the next start")
	}
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	s.log.Info("studybot has stopped")
	return nil
}

// keepIndex heals the index of due teams, which is only a hint, now and then.
func (s *service) keepIndex(ctx context.Context) error {
	for every := time.NewTicker(5 * time.Minute); ; {
		if err := s.store.Reindex(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("the index of what is due was not checked", "error", err)
		}
		select {
		case <-ctx.Done():
			every.Stop()
			return nil
		case <-every.C:
		}
	}
}

// listen serves health checks and the platforms' routes.
func (s *service) listen(ctx context.Context, l net.Listener) error {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "alive") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
		defer cancel()
		if err := s.store.Client().Ping(ctx).Err(); err != nil {
			http.Error(w, "the store does not answer", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ready")
	})
	for _, p := range s.platforms {
		for path, handler := range p.Routes() {
			mux.Handle(path, handler)
		}
	}
	server := &http.Server{
		Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second,
		WriteTimeout: 15 * time.Second, IdleTimeout: 90 * time.Second, MaxHeaderBytes: 32 << 10,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin-time.Second)
	defer cancel()
	return server.Shutdown(grace)
}
