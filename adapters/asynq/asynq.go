// Package asynq carries wake-ups to the replicas: one job delivers what is due in
// one team. It is deliver.Jobs on the queue of github.com/hibiken/asynq.
//
// It must not know what is delivered, and it is not the truth about what is due:
// a wake-up that is lost is asked for again by the next tick, and two runs of one
// team are kept apart by the agenda's hold.
package asynq

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"strconv"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"studybot/bot/deliver"
)

// taskType names our jobs in the queue.
const taskType = "deliver"

// The defaults and constants of the queue.
const (
	// defaultWorkers is large because a job mostly waits for its platform's pace.
	defaultWorkers = 256
	// queues spread the teams over a cluster's slots: one queue is one hash tag.
	queues = 8
	// defaultEpoch is a slot's lease: a killed replica costs no more.
	defaultEpoch = 30 * time.Second
	// longest bounds one run. A workspace with 10,000 channels takes half an hour.
	longest = time.Hour
	// retries are few: the next tick wakes the team anyway.
	retries = 3
	// stopTime is a little more than a delivery needs to end in good order.
	stopTime = 7 * time.Second
	// leaveTime bounds the stop itself, which waits for answers of a Redis that may hang.
	leaveTime = 8 * time.Second
	// poll is how often the queues are asked for work when all are empty, and how
	// often for jobs whose pause is over.
	poll      = 250 * time.Millisecond
	pollPause = time.Second
)

// Settings tune the queue; zero values are the defaults.
type Settings struct {
	// Workers is how many teams one replica delivers at a time.
	Workers int
	// Epoch is part of a job's id. The queue gives a job that died with its replica
	// back after about 95 s and refuses its id until then, and it refuses the id of
	// a job that failed for good until somebody deletes that. A new epoch is a new
	// id, so neither blocks its team for longer.
	Epoch time.Duration
}

// Jobs is the queue.
type Jobs struct {
	redis    redis.UniversalClient
	settings Settings
	log      *slog.Logger
	client   *asynq.Client
	inspect  *asynq.Inspector
}

var _ deliver.Jobs = (*Jobs)(nil)

// New makes a queue on a connection that somebody else closes.
func New(client redis.UniversalClient, s Settings, log *slog.Logger) *Jobs {
	if s.Workers <= 0 {
		s.Workers = defaultWorkers
	}
	if s.Epoch <= 0 {
		s.Epoch = defaultEpoch
	}
	return &Jobs{
		redis: client, settings: s, log: log,
		client: asynq.NewClientFromRedisClient(client), inspect: asynq.NewInspectorFromRedisClient(client),
	}
}

// queueOf is the queue that carries a team.
func queueOf(team string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(team)) // never fails
	return queueName(int(h.Sum32() % queues))
}

func queueName(i int) string { return "studybot-" + strconv.Itoa(i) }

// Wake asks for one run for the team. Asking again while that run waits or works
// is accepted and does nothing.
func (j *Jobs) Wake(ctx context.Context, team string) error {
	id := fmt.Sprintf("%s:%s:%d", taskType, team, time.Now().UnixNano()/int64(j.settings.Epoch))
	_, err := j.client.EnqueueContext(ctx, asynq.NewTask(taskType, []byte(team)),
		asynq.TaskID(id), asynq.Queue(queueOf(team)), asynq.MaxRetry(retries), asynq.Timeout(longest))
	if err == nil || errors.Is(err, asynq.ErrTaskIDConflict) {
		return nil
	}
	return fmt.Errorf("wake the team's job: %w", err)
}

// Work runs deliver for the teams that were woken, on this replica, until ctx
// ends; then running jobs are told by their context and have a few seconds to
// finish.
func (j *Jobs) Work(ctx context.Context, deliver func(ctx context.Context, team string) error) error {
	weights := map[string]int{}
	for i := range queues {
		weights[queueName(i)] = 1
	}
	server := asynq.NewServerFromRedisClient(j.redis, asynq.Config{
		Concurrency:              j.settings.Workers,
		Queues:                   weights,
		TaskCheckInterval:        poll,
		DelayedTaskCheckInterval: pollPause,
		RetryDelayFunc:           func(n int, _ error, _ *asynq.Task) time.Duration { return time.Duration(n+1) * time.Second },
		ShutdownTimeout:          stopTime,
		Logger:                   logger{j.log},
		LogLevel:                 asynq.WarnLevel,
		ErrorHandler: asynq.ErrorHandlerFunc(func(_ context.Context, t *asynq.Task, err error) {
			j.log.Warn("a delivery failed, trying again", "team", string(t.Payload()), "error", err)
		}),
	})
	handler := asynq.HandlerFunc(func(job context.Context, t *asynq.Task) error {
		// The job's own context ends when the queue takes it away. Ours must not be
		// its parent: the queue would call the job failed without waiting for it.
		job, cancel := context.WithCancel(job)
		defer cancel()
		defer context.AfterFunc(ctx, cancel)()
		return deliver(job, string(t.Payload()))
	})
	if err := server.Start(handler); err != nil {
		return fmt.Errorf("start the jobs: %w", err)
	}
	<-ctx.Done()
	stopped := make(chan struct{})
	go func() {
		server.Shutdown()
		close(stopped)
	}()
	select {
	case <-stopped:
	case <-time.After(leaveTime):
		j.log.Warn("the jobs did not stop in time and are left to their leases")
	}
	return nil
}

// Dead are the newest jobs, at most limit a queue, that failed every time.
func (j *Jobs) Dead(limit int) ([]DeadJob, error) {
	var dead []DeadJob
	for i := range queues {
		tasks, err := j.inspect.ListArchivedTasks(queueName(i), asynq.PageSize(limit))
		if errors.Is(err, asynq.ErrQueueNotFound) {
			continue
		}
		if err != nil {
			return dead, fmt.Errorf("list the jobs that failed: %w", err)
		}
		for _, t := range tasks {
			dead = append(dead, DeadJob{Team: string(t.Payload), Error: t.LastErr, At: t.LastFailedAt})
		}
	}
	return dead, nil
}

// DeadJob is a run that failed for good. Its team is woken again all the same.
type DeadJob struct {
	Team  string
	Error string
	At    time.Time
}

// logger passes the library's remarks on.
type logger struct{ log *slog.Logger }

func (l logger) Debug(args ...any) { l.log.Debug("the queue", "remark", fmt.Sprint(args...)) }
func (l logger) Info(args ...any)  { l.log.Debug("the queue", "remark", fmt.Sprint(args...)) }
func (l logger) Warn(args ...any)  { l.log.Warn("the queue", "remark", fmt.Sprint(args...)) }
func (l logger) Error(args ...any) { l.log.Error("the queue", "remark", fmt.Sprint(args...)) }

// Fatal is only logged: the queue must not end the program.
func (l logger) Fatal(args ...any) { l.log.Error("the queue gave up", "remark", fmt.Sprint(args...)) }
