package deliver

import (
	"math"
	"time"
)

// The pace's constants. The measured ones come from the simulation in
// pace_test.go, which tries limits of 2 to 50 posts a second and bursts of 1 to 50.
const (
	idleAfter   = 5 * time.Second        // so long without a post, and a full mirror, begin a new run
	probePace   = 60.0                   // posts a second, to measure a limit after its burst is used up
	slowProbe   = 5.0                    // the same where answers, or a lack of posts, were what kept the pace
	searchTwice = 700 * time.Millisecond // a pace that is a guess doubles in this time,
	searchStep  = 1.1                    // by no more than this factor a post
	returnTwice = 2 * time.Second        // so does one that was lowered although it had held for long
	underLimit  = 0.98                   // of the measured limit
	underTight  = 0.97                   // of the fastest spacing that was accepted, where there is no burst
	underShort  = 0.9                    // of a pace that was refused after less than shortRun
	shortRun    = 2 * time.Second
	bestTwice   = 5 * time.Second  // a pace that has been higher for long doubles in this time
	bestFade    = 0.98             // of that memory, with each refusal
	provenRun   = 30 * time.Second // how long a pace must have held to be remembered
	strayLimit  = 2                // refusals in a row that the mirror can not explain and that are passed over
	driftAfter  = 30 * time.Second // after so long the pace is driftBy higher, then faster and faster
	driftBy     = 0.02
	fullyFilled = 1e9                   // seconds of waiting that fill every bucket
	quickAnswer = 10 * time.Millisecond // with such answers one request at a time is fast enough
	unfoldAfter = 20.0                  // posts without a refusal before one more may be on its way
	maxPace     = 500.0
	minPace     = 0.02
	noHintWait  = time.Second // where the platform does not say how long to wait
	longestWait = time.Minute // that a repeated refusal makes of it
)

// pacer keeps one team's posts just under a limit that the platform does not
// publish. It takes the limit for a bucket of tokens, as platforms do: so many
// posts at once (burst), then so many a second (rate); and keeps a mirror of it.
//
// It begins without any restraint. The first refusal tells the burst. Then it
// posts at probePace; the second refusal tells the rate, because between two
// refusals the bucket goes from empty to empty: what went through is what was
// filled in. From then on it stays slightly under the rate and drifts upwards
// slowly, so that a higher limit is found and a lower one costs one refusal.
//
// It has no clock: every method is told the time. It is not safe for use by
// several goroutines at once.
type pacer struct {
	gate time.Time // no request before

	// The mirror of the bucket. A zero rate means that no limit was met yet.
	rate, burst float64
	mode        paceMode
	goal        float64 // where a returning pace stops doubling
	best        float64 // a pace that has held for long, fading
	strays      int     // refusals in a row that the mirror did not expect
	tokens      float64
	filled      time.Time // when tokens was right

	// The run since the last refusal.
	begun   time.Time // its first post
	waited  float64   // seconds between the refusal and begun
	passed  int       // posts that were accepted
	first   int       // accepted before the first refusal of all,
	firstIn float64   // within so many seconds
	refused time.Time // the last refusal
	vain    int       // refusals in a row without a post between them
	gap     float64   // seconds between the two latest requests of the run
	held    float64   // the pace of the latest request that was accepted after another

	last     time.Time // the latest request
	inFlight int
	latency  float64 // seconds, smoothed
}

// paceMode says how a pace grows while nothing is refused.
type paceMode int

const (
	steady    paceMode = iota // measured: it drifts
	probing                   // above the limit, it is hoped: after shortRun it doubles
	searching                 // a guess: it doubles until it is refused
	returning                 // lowered by a refusal that does not fit: it doubles up to goal
)

// current is the pace at now in posts a second.
func (p *pacer) current(now time.Time) float64 {
	run := max(0, now.Sub(p.begun).Seconds())
	rate := p.rate
	switch p.mode {
	case probing:
		rate *= math.Exp2(max(0, run-shortRun.Seconds()) / returnTwice.Seconds())
	case searching:
		rate *= min(math.Exp2(run/searchTwice.Seconds()), math.Pow(searchStep, float64(p.passed)))
	case returning:
		rate = min(p.goal, rate*math.Exp2(run/returnTwice.Seconds()))
		fallthrough
	case steady:
		if p.best > rate {
			rate = min(p.best, rate*math.Exp2(run/bestTwice.Seconds()))
		}
		rate *= 1 + driftBy*math.Pow(run/driftAfter.Seconds(), 3)
	}
	return min(max(rate, minPace), maxPace)
}

// fill brings the mirror up to now.
func (p *pacer) fill(now time.Time) {
	if d := now.Sub(p.filled).Seconds(); d > 0 {
		p.tokens = min(p.burst, p.tokens+d*p.current(now))
		p.filled = now
	}
}

// wait is how long the next request has to wait, 0 for not at all. When ready is
// false it waits for an answer instead: enough requests are on their way.
func (p *pacer) wait(now time.Time) (d time.Duration, ready bool) {
	if now.Before(p.gate) {
		return p.gate.Sub(now), true
	}
	// One request at a time, unless answers take so long that the pace needs
	// more: what is on its way when a refusal arrives comes inside its wait.
	need := 1 + math.Floor(float64(p.passed)/unfoldAfter)
	if p.rate > 0 {
		need = math.Ceil(p.current(now) * p.latency)
	}
	if p.latency < quickAnswer.Seconds() {
		need = 1
	}
	if float64(p.inFlight) >= max(1, need) {
		return 0, false
	}
	if p.rate == 0 {
		return 0, true
	}
	p.fill(now)
	if p.tokens >= 1 {
		return 0, true
	}
	return time.Duration((1-p.tokens)/p.current(now)*float64(time.Second)).Truncate(time.Microsecond) + time.Microsecond, true
}

// idle says whether there was nothing to post for so long that the bucket must
// be full again.
func (p *pacer) idle(now time.Time) bool {
	gap := now.Sub(p.last)
	if p.inFlight > 0 || gap < idleAfter {
		return false
	}
	return p.rate == 0 || (p.tokens >= p.burst && gap.Seconds() > 3/p.current(now))
}

// start notes that a request goes out.
func (p *pacer) start(now time.Time) {
	p.gap = now.Sub(p.last).Seconds()
	p.fill(now)
	switch {
	case p.begun.Before(p.refused):
		p.begun, p.waited, p.passed, p.held = now, now.Sub(p.refused).Seconds(), 0, 0
	case p.idle(now):
		p.begun, p.waited, p.passed, p.held = now, fullyFilled, 0, 0
	}
	if now.Sub(p.gate) > longestWait {
		p.vain = 0
	}
	p.tokens--
	p.last = now
	p.inFlight++
}

// posted notes that a request was let through, whatever became of it then; took
// is how long the answer needed, zero when that says nothing.
func (p *pacer) posted(took time.Duration) {
	p.inFlight--
	if p.passed > 0 && p.gap > 0 {
		p.held = 1 / p.gap
	}
	p.passed++
	p.vain = 0
	switch {
	case took <= 0:
	case p.latency == 0:
		p.latency = took.Seconds()
	default:
		p.latency += (took.Seconds() - p.latency) / 8
	}
}

// failed notes that a request was not made after all.
func (p *pacer) failed() { p.inFlight-- }

// close keeps requests back until then, for a reason that says nothing about our
// own pace, such as another replica's refusal.
func (p *pacer) close(until time.Time) {
	if until.After(p.gate) {
		p.gate = until
	}
}

// busy notes that a request was refused and for how long the platform wants to
// be left alone; zero when it did not say. It returns how long that is.
func (p *pacer) busy(now time.Time, after time.Duration) time.Duration {
	p.inFlight--
	known := now.Before(p.gate) // sent before the refusal of another one had arrived
	if after <= 0 {
		after = noHintWait
	}
	if p.passed == 0 && !known {
		// Refused right after the wait: the wait was too short.
		if p.vain++; p.vain > 2 {
			after = max(after, min(longestWait, noHintWait<<min(p.vain-2, 6)))
		}
	}
	p.close(now.Add(after))
	if known || p.begun.Before(p.refused) {
		return after
	}
	p.learn(now)
	p.refused, p.tokens, p.filled = now, 0, now
	return after
}

// learn draws from a refusal what the limit is.
func (p *pacer) learn(now time.Time) {
	passed, run := float64(p.passed), now.Sub(p.begun).Seconds()
	pace := p.current(now)
	switch {
	case p.passed == 0: // says nothing about the pace
	case p.rate == 0:
		p.first, p.firstIn = p.passed, run
		p.burst, p.rate, p.mode = 1, probePace, probing
		if run > shortRun.Seconds() {
			// The answers set the pace, and the burst may have been full all the time.
			p.rate, p.first = max(passed/run, slowProbe), 0
		}
	case p.mode == steady && p.tokens > 1 && p.strays < strayLimit:
		p.strays++ // it had nothing to do with us, perhaps
	default:
		if p.tokens <= 1 {
			p.strays = 0
		}
		p.best *= bestFade
		if run > provenRun.Seconds() {
			p.best = max(p.best, underTight*pace)
		}
		p.measure(passed, run, pace)
	}
}

// measure sets the mirror after a run in which the bucket was emptied: what
// passed was in the bucket at the beginning or was filled in since.
func (p *pacer) measure(passed, run, pace float64) {
	filled := passed / (run + p.waited) // if the bucket did not overflow while we waited
	rate, slip := filled, 1/(run+p.waited)
	burst := p.burst
	if p.first > 0 {
		burst = max(1, float64(p.first)-filled*p.firstIn)
	}
	tight := false
	if filled*p.waited > burst-0.5 { // it did
		rate, slip = (passed-burst)/run, 2/run
		tight = passed < burst+1.5
	}
	// Of the values that the counting allows the highest: if it is too high, the
	// next refusal comes after a longer run and tells more.
	below := underTight
	if run < shortRun.Seconds() {
		below = underShort
	}
	rate = min(underLimit*rate+slip, below*pace)
	switch {
	case tight && p.mode == steady:
		// The mirror's burst is too large.
		p.rate, p.burst = below*pace, max(1, 0.8*p.burst)
	case tight:
		// The burst alone passed: all that is known is filled < rate < pace.
		p.rate, p.mode = math.Sqrt(filled*pace), searching
	case p.mode != steady && burst < 2 && p.held > 0:
		p.rate, p.mode = underTight*min(pace, p.held), steady
	case rate > pace/2, p.mode == returning && math.Abs(rate-p.rate) < 0.3*p.rate:
		p.rate, p.mode = rate, steady // near what was tried, or found twice
	default:
		// Far lower than what was tried: a first measure, a storm of refusals, or
		// a new limit. The pace comes back to what was tried until the same
		// measure is found twice.
		if p.mode == steady || p.mode == returning {
			rate = max(rate, 0.7*pace)
		}
		if p.mode != returning {
			p.goal = pace
		}
		p.rate, p.mode = rate, returning
	}
	if p.first > 0 && !tight {
		p.burst, p.first = max(1, float64(p.first)-rate*p.firstIn-1), 0
	}
}
