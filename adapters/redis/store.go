package redis

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"time"

	"github.com/redis/go-redis/v9"
)

// Store is the bot's memory. All its methods may be called at once by many.
//
// A call takes at most 2.5 seconds: inside them it outlasts a short restart or a
// fail-over, then it says that Redis could not be reached. An error other than
// study.ErrNotFound and deliver.ErrLost means that it is not known whether the
// write happened; every write may be repeated safely.
type Store struct {
	client  redis.UniversalClient
	scripts scripts
	log     *slog.Logger
	stop    func()
}

// scripts are the compiled forms of the sources that stand beside their methods.
type scripts struct {
	changeCourse, put, hold, lower, raise, claim, confirm, settle, closeGate,
	openRound, rate, saveAnswer, saveDraft, finishDraft, tick, savePlan, saveMember, saveCheckpoint, forget *redis.Script
}

func newScripts() scripts {
	return scripts{
		changeCourse: redis.NewScript(changeCourseScript), put: redis.NewScript(putScript),
		hold: redis.NewScript(holdScript), lower: redis.NewScript(lowerScript), raise: redis.NewScript(raiseScript),
		claim: redis.NewScript(claimScript), confirm: redis.NewScript(confirmScript),
		settle: redis.NewScript(settleScript), closeGate: redis.NewScript(closeGateScript),
		openRound: redis.NewScript(openRoundScript), rate: redis.NewScript(rateScript),
		saveAnswer: redis.NewScript(saveAnswerScript), saveDraft: redis.NewScript(saveDraftScript),
		finishDraft: redis.NewScript(finishDraftScript), tick: redis.NewScript(tickScript),
		savePlan: redis.NewScript(savePlanScript), saveMember: redis.NewScript(saveMemberScript), saveCheckpoint: redis.NewScript(saveCheckpointScript),
		forget: redis.NewScript(forgetScript),
	}
}

// Open connects, and refuses data of a layout that it does not know.
func Open(ctx context.Context, s Settings) (*Store, error) {
	o, err := options(s.URL)
	if err != nil {
		return nil, err
	}
	log := s.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	redis.SetLogger(remarks{log})
	st := &Store{client: redis.NewUniversalClient(o), scripts: newScripts(), log: log, stop: func() {}}
	if err := st.checkSchema(ctx); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return st, nil
}

// Client is the connection, for a queue that shares it. It closes with the store.
func (s *Store) Client() redis.UniversalClient { return s.client }

// Close ends the connections, and the server too when it was Embedded.
func (s *Store) Close() error {
	err := s.client.Close()
	s.stop()
	return err
}

// checkSchema marks new data with the layout's version and refuses another's.
func (s *Store) checkSchema(ctx context.Context) error {
	var found string
	err := s.try(ctx, func(ctx context.Context) error {
		if err := s.client.SetNX(ctx, schemaKey, schema, 0).Err(); err != nil {
			return err
		}
		var err error
		found, err = s.client.Get(ctx, schemaKey).Result()
		return err
	})
	if err != nil {
		return fmt.Errorf("reach Redis: %w", err)
	}
	if found != schema {
		return fmt.Errorf("the data in this Redis has layout %.20q and this program knows layout %q: "+
			"run the version of studybot that wrote it, or point REDIS_URL at another database", found, schema)
	}
	return nil
}

// run does one script, with retries.
func (s *Store) run(ctx context.Context, script *redis.Script, keys []string, args ...any) (any, error) {
	var answer any
	err := s.try(ctx, func(ctx context.Context) error {
		var err error
		answer, err = script.Run(ctx, s.client, keys, args...).Result()
		return err
	})
	if errors.Is(err, redis.Nil) {
		err = nil
	}
	return answer, err
}

// read does some commands in one round trip, with retries. Commands that found
// nothing answer their zero value.
func (s *Store) read(ctx context.Context, queue func(p redis.Pipeliner)) error {
	return s.try(ctx, func(ctx context.Context) error {
		p := s.client.Pipeline()
		queue(p)
		if p.Len() == 0 {
			return nil
		}
		cmds, err := p.Exec(ctx)
		if err == nil || !errors.Is(err, redis.Nil) {
			return err
		}
		for _, c := range cmds {
			if err := c.Err(); err != nil && !errors.Is(err, redis.Nil) {
				return err
			}
		}
		return nil
	})
}

// try repeats what failed because Redis was just being restarted or replaced,
// for as long as the budget or the caller allows.
func (s *Store) try(ctx context.Context, call func(ctx context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, budget)
	defer cancel()
	for wait := firstWait; ; wait = min(2*wait, longestWait) {
		err := call(ctx)
		if err == nil || !passing(err) {
			return err
		}
		pause := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			pause.Stop()
			return err
		case <-pause.C:
		}
	}
}

// passing is true for errors that a moment's patience may cure. A write whose
// answer was lost is among them: every script may be run twice.
func passing(err error) bool {
	if errors.Is(err, redis.Nil) || errors.Is(err, context.Canceled) {
		return false
	}
	if redis.IsReadOnlyError(err) || redis.IsLoadingError(err) || redis.IsClusterDownError(err) ||
		redis.IsTryAgainError(err) || redis.IsMasterDownError(err) || redis.IsMaxClientsError(err) {
		return true
	}
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Op == "dial" || !op.Timeout()
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		redis.HasErrorPrefix(err, "UNBLOCKED") || redis.HasErrorPrefix(err, "MOVED")
}

// remarks hands the client's own log lines to slog.
type remarks struct{ log *slog.Logger }

// Printf is the client's logging contract.
func (r remarks) Printf(ctx context.Context, format string, v ...any) {
	r.log.DebugContext(ctx, "redis client", "remark", fmt.Sprintf(format, v...))
}
