package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"sync"

	"studybot/bot/study"
	"studybot/cmd/sim/chance"
	"studybot/cmd/sim/classroom"
	"studybot/cmd/sim/rival"
)

// experiment is everything that is tried with everything.
type experiment struct {
	pack     *study.Pack
	seeds    []chance.Seed
	team     int
	days, ks []int
	truths   []truth
	policies []policy
}

// cell is one combination; each has its tables' row.
type cell struct {
	truth   truth
	days, k int
}

// job is one run. forecast is true when a random policy asks, and the policy only
// learns and forecasts.
type job struct {
	cell     cell
	seed     chance.Seed
	policy   policy
	forecast bool
}

func (e experiment) cells() []cell {
	var all []cell
	for _, t := range e.truths {
		for _, d := range e.days {
			for _, k := range e.ks {
				all = append(all, cell{t, d, k})
			}
		}
	}
	return all
}

// jobs lists all runs; those of a cell and a policy stand together in the order of the seeds.
func (e experiment) jobs() []job {
	var all []job
	for _, c := range e.cells() {
		for _, p := range e.policies {
			for _, s := range e.seeds {
				all = append(all, job{c, s, p, false})
			}
			for _, s := range e.seeds {
				if p.judged {
					all = append(all, job{c, s, p, true})
				}
			}
		}
	}
	return all
}

// run does all runs on so many cores. Their order does not change what comes out.
func (e experiment) run(ctx context.Context, cores int, progress io.Writer) (findings, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	jobs := e.jobs()
	results := make([]result, len(jobs))
	next := make(chan int)
	var workers sync.WaitGroup
	for range max(1, cores) {
		workers.Go(func() {
			for i := range next {
				var err error
				if results[i], err = jobs[i].run(e); err != nil {
					cancel(fmt.Errorf("%s under %s, %d days, k %d, seed %d: %w",
						jobs[i].policy.name, jobs[i].cell.truth.name, jobs[i].cell.days, jobs[i].cell.k, jobs[i].seed, err))
				}
			}
		})
	}
	for i := range jobs {
		if i%max(1, len(jobs)/10) == 0 {
			fmt.Fprintf(progress, "run %d of %d\n", i+1, len(jobs))
		}
		select {
		case next <- i:
			continue
		case <-ctx.Done():
		}
		break
	}
	close(next)
	workers.Wait()
	if err := context.Cause(ctx); err != nil {
		return findings{}, err
	}
	return e.findings(jobs, results), nil
}

func (j job) run(e experiment) (result, error) {
	w, err := classroom.NewWorld(classroom.Setting{
		Pack: e.pack, Seed: j.seed, Days: j.cell.days, Team: e.team, Truth: j.cell.truth.draw,
		Run: fmt.Sprintf("%s-%d-%d-%d", j.cell.truth.name, j.cell.days, j.cell.k, j.seed),
	})
	if err != nil {
		return result{}, err
	}
	s, err := j.policy.open(w)
	if err != nil {
		return result{}, fmt.Errorf("open it: %w", err)
	}
	if s.Close == nil {
		s.Close = func() error { return nil }
	}
	lesson := classroom.Lesson{Asker: s.Asker, Learners: []classroom.Learner{s.Learner}, Forecaster: s.Forecaster, K: j.cell.k}
	if j.forecast {
		asking, err := rival.Random(w)
		if err != nil {
			return result{}, err
		}
		lesson.Asker = asking.Asker
		lesson.Learners = append(lesson.Learners, asking.Learner)
	}
	report, err := w.Run(lesson)
	if err != nil {
		_ = s.Close() // what went wrong in the run says more
		return result{}, err
	}
	if err := s.Close(); err != nil {
		return result{}, fmt.Errorf("close it: %w", err)
	}
	sums := summed(report)
	if s.Forecaster == nil { // nothing was believed, so nothing is measured
		sums = result{gain: sums.gain, since: sums.since, auc: math.NaN(), ceiling: math.NaN()}
	}
	return sums, nil
}
