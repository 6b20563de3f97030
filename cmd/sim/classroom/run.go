package classroom

import (
	"errors"
	"fmt"

	"studybot/bot/study"
	"studybot/cmd/sim/chance"
)

// Lesson is who takes part in a run.
type Lesson struct {
	Asker    Asker
	Learners []Learner
	// Forecaster is asked before each answer and on the day of the exam; nil is nobody.
	Forecaster Forecaster
	// K is how many personal questions a member gets on a day; 0 is the channel only.
	K int
}

// Report is what came of a run.
type Report struct {
	// Gain is the team's mastery on the day of the exam minus what it would have
	// been had nobody studied, from 0 to 1; SinceStart is minus that of day 0.
	Gain, SinceStart float64
	// Answers are how many questions were answered, Again those of them that the member had answered before.
	Answers, Again int
	Forecasts      []Forecast
	Areas          []AreaForecast
}

// Forecast is one answer and what was believed of it before.
type Forecast struct {
	Believed float64 // the forecaster's chance
	True     float64 // the truth's
	Recalled bool
	First    bool // the member's first answer to this question
}

// AreaForecast is one member's area on the day of the exam.
type AreaForecast struct {
	Believed Score
	True     float64
	Self     int // of day 0; 0 is none
}

// Run lets the days pass. It changes the world's memories, so a world is for one run.
func (w *World) Run(l Lesson) (Report, error) {
	var r Report
	exam := w.Course.ExamDay
	untouched, start := w.Mastery(exam), w.Mastery(0)
	rules := newInvigilator(w.Course)
	met := map[[2]int]bool{}
	for day := 1; day <= w.days; day++ {
		if !WorkingDay(day) {
			continue
		}
		if err := w.day(day, l, rules, met, &r); err != nil {
			return r, err
		}
	}
	end := w.Mastery(exam)
	r.Gain, r.SinceStart = end-untouched, end-start
	if l.Forecaster == nil {
		return r, nil
	}
	scores, err := l.Forecaster.AreaScores(exam)
	if err != nil {
		return r, fmt.Errorf("ask for the areas' scores: %w", err)
	}
	for m, member := range w.Course.Members {
		for a, area := range w.Course.Areas {
			score, given := scores[member.ID][area.ID]
			if !given {
				return r, fmt.Errorf("%s has no score in area %s", member.ID, area.ID)
			}
			r.Areas = append(r.Areas, AreaForecast{score, w.areaTruth(m, a, exam), member.Self[area.ID]})
		}
	}
	return r, nil
}

// turn is somebody who is about to answer.
type turn struct {
	member   int
	question string
	channel  bool
}

func (w *World) day(day int, l Lesson, rules *invigilator, met map[[2]int]bool, r *Report) error {
	channel, err := l.Asker.Channel(day)
	if err != nil {
		return fmt.Errorf("ask for the channel's question of day %d: %w", day, err)
	}
	if err := rules.channel(day, channel); err != nil {
		return err
	}
	var turns []turn
	for _, m := range w.present("answers", day, func(h habits) float64 { return h.answers }) {
		turns = append(turns, turn{m, channel, true})
	}
	for _, m := range w.present("opens", day, func(h habits) float64 { return h.opens }) {
		if l.K == 0 {
			break
		}
		id, exclude := w.Course.Members[m].ID, []string{channel}
		questions, err := l.Asker.Personal(day, id, l.K, exclude)
		if err != nil {
			return fmt.Errorf("ask for the questions of %s on day %d: %w", id, day, err)
		}
		if err := rules.personal(day, id, questions, l.K, exclude); err != nil {
			return err
		}
		for i, q := range questions {
			if w.seed.Named("finishes").At(m, day, i).Uniform() < finishes {
				turns = append(turns, turn{m, q, false})
			}
		}
	}
	for _, t := range turns {
		if err := w.answer(day, t, l, met, r); err != nil {
			return err
		}
	}
	return nil
}

// answer lets a member answer, judge the answer and see the key points.
func (w *World) answer(day int, t turn, l Lesson, met map[[2]int]bool, r *Report) error {
	q := w.questions[t.question]
	pair := [2]int{t.member, q}
	rating := Rating{Day: day, Member: w.Course.Members[t.member].ID, Question: t.question, Channel: t.channel}
	f := Forecast{True: w.Truth.Recall(t.member, q, day), First: !met[pair]}
	luck := w.seed.Named("answer").At(t.member, q, day)
	f.Recalled = luck.Uniform() < f.True
	if l.Forecaster != nil {
		var err error
		if f.Believed, err = l.Forecaster.Predict(day, rating.Member, t.question); err != nil {
			return fmt.Errorf("ask for the chance of %s with %s: %w", rating.Member, t.question, err)
		}
		if !(f.Believed >= 0 && f.Believed <= 1) {
			return fmt.Errorf("the chance of %s with %s is given as %v", rating.Member, t.question, f.Believed)
		}
	}
	r.Forecasts = append(r.Forecasts, f)
	r.Answers++
	if !f.First {
		r.Again++
	}
	met[pair] = true
	rating.Rating = w.Truth.Judge(t.member, q, day, f.Recalled)
	rating.Keyed, rating.Correct = key(w.Course.Questions[q].Format, f.Recalled, luck)
	w.Truth.Study(t.member, q, day, f.Recalled)
	var errs []error
	for _, learner := range l.Learners {
		if learner != nil {
			errs = append(errs, learner.Rated(rating))
		}
	}
	return errors.Join(errs...)
}

// key judges keyed answers: who knows it slips at times, who does not may guess.
func key(format study.Format, recalled bool, luck chance.Seed) (keyed, correct bool) {
	guess := map[study.Format]float64{study.MultipleChoice: 0.25, study.Numeric: 0.05}[format]
	u := luck.Named("key").Uniform()
	if recalled {
		return format.Keyed(), format.Keyed() && u >= 0.03
	}
	return format.Keyed(), u < guess
}
