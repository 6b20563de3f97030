package learn

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"

	"studybot/bot/learn/memory"
	"studybot/bot/study"
)

// checkpointVersion changes with the format and with every formula that a fold rests
// on: a checkpoint of another version is thrown away and the fold made anew.
const checkpointVersion = 2

const checkpointMagic = "sbl"

// ErrCheckpoint says that a checkpoint is of another version or pack, or damaged. The
// model can always be made anew from the log.
var ErrCheckpoint = errors.New("the checkpoint does not fit")

// Checkpoint writes the model down: the same model, the same bytes. Floats keep every
// bit, so that a fold that goes on from it ends where one from the start would.
func (m *Model) Checkpoint() []byte {
	w := append([]byte(checkpointMagic), checkpointVersion)
	w = binary.BigEndian.AppendUint64(w, m.bank.print)
	for _, b := range m.beliefs() {
		w = appendBelief(w, *b)
	}
	ids := make([]string, 0, len(m.members))
	for id := range m.members {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	w = binary.AppendUvarint(w, uint64(len(ids)))
	for _, id := range ids {
		w = m.members[id].append(w, id)
	}
	return w
}

// beliefs are all that belong to the group, in the order of a checkpoint.
func (m *Model) beliefs() []*belief {
	all := []*belief{&m.base, &m.self, &m.hard, &m.fade, &m.passed, &m.failed, &m.known, &m.recall}
	for i := range m.easy {
		all = append(all, &m.easy[i])
	}
	for i := range m.area {
		all = append(all, &m.area[i])
	}
	return all
}

func (who *member) beliefs() []*belief {
	all := []*belief{&who.skill, &who.keeping, &who.shift}
	for i := range who.category {
		all = append(all, &who.category[i])
	}
	for i := range who.area {
		all = append(all, &who.area[i])
	}
	return all
}

func (who *member) append(w []byte, id string) []byte {
	w = binary.AppendUvarint(w, uint64(len(id)))
	w = append(w, id...)
	for _, r := range who.self {
		w = append(w, byte(r))
	}
	for _, b := range who.beliefs() {
		w = appendBelief(w, *b)
	}
	for _, n := range []int{who.answers, who.inChannel, who.firstDay} {
		w = binary.AppendVarint(w, int64(n))
	}
	for v := 1; v <= 5; v++ {
		w = binary.AppendUvarint(w, uint64(who.calibration.right[v]))
		w = binary.AppendUvarint(w, uint64(who.calibration.wrong[v]))
	}
	questions := make([]int, 0, len(who.traces))
	for q := range who.traces {
		questions = append(questions, q)
	}
	slices.Sort(questions)
	w = binary.AppendUvarint(w, uint64(len(questions)))
	for _, q := range questions {
		t := who.traces[q]
		w = binary.AppendUvarint(w, uint64(q))
		w = appendFloat(appendFloat(w, t.Stability), t.Difficulty)
		for _, n := range []int{t.day, int(t.grade), int(t.value), int(t.outcome), t.answers, t.interval} {
			w = binary.AppendVarint(w, int64(n))
		}
	}
	return w
}

func appendBelief(w []byte, b belief) []byte { return appendFloat(appendFloat(w, b.mean), b.variance) }

func appendFloat(w []byte, f float64) []byte {
	return binary.BigEndian.AppendUint64(w, math.Float64bits(f))
}

// Restore reads a checkpoint of the same version and pack; ErrCheckpoint otherwise.
func Restore(bank *Bank, data []byte) (*Model, error) {
	m, err := New(bank)
	if err != nil {
		return nil, err
	}
	r := &reader{data: data}
	if string(r.bytes(len(checkpointMagic))) != checkpointMagic || r.byte() != checkpointVersion {
		return nil, fmt.Errorf("%w: it was written by another version", ErrCheckpoint)
	}
	if r.uint64() != bank.print {
		return nil, fmt.Errorf("%w: the pack has changed", ErrCheckpoint)
	}
	for _, b := range m.beliefs() {
		*b = belief{r.float(), r.float()}
	}
	for n := r.count(); n > 0 && !r.failed; n-- {
		id := string(r.bytes(r.count()))
		who := m.of(id, 0)
		m.readMember(r, who)
	}
	if r.failed || len(r.data) > 0 {
		return nil, fmt.Errorf("%w: it is damaged", ErrCheckpoint)
	}
	return m, nil
}

func (m *Model) readMember(r *reader, who *member) {
	for n := range who.self {
		who.self[n] = int8(min(5, r.byte()))
	}
	for _, b := range who.beliefs() {
		*b = belief{r.float(), r.float()}
	}
	for _, n := range []*int{&who.answers, &who.inChannel, &who.firstDay} {
		*n = r.int()
	}
	for v := 1; v <= 5; v++ {
		who.calibration.right[v], who.calibration.wrong[v] = r.count(), r.count()
	}
	for n := r.count(); n > 0 && !r.failed; n-- {
		q := r.count()
		t := trace{State: memory.State{Stability: r.float(), Difficulty: r.float()}}
		t.day, t.grade, t.value, t.outcome = r.int(), memory.Grade(r.int()), int8(r.int()), study.Outcome(r.int())
		t.answers, t.interval = r.int(), r.int()
		if q >= len(m.bank.items) {
			r.failed = true
			return
		}
		who.traces[q] = t
	}
}

// reader takes a checkpoint apart; after the first piece that is not there it gives
// zeros and has failed.
type reader struct {
	data   []byte
	failed bool
}

func (r *reader) bytes(n int) []byte {
	if r.failed || n < 0 || n > len(r.data) {
		r.failed, r.data = true, nil
		return nil
	}
	head := r.data[:n]
	r.data = r.data[n:]
	return head
}

func (r *reader) byte() byte {
	if b := r.bytes(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) uint64() uint64 {
	if b := r.bytes(8); b != nil {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

func (r *reader) float() float64 { return math.Float64frombits(r.uint64()) }

// count reads a number that something of that many pieces follows, or a tally.
func (r *reader) count() int {
	n, size := binary.Uvarint(r.data)
	if size <= 0 || n > math.MaxInt32 {
		r.failed, r.data = true, nil
		return 0
	}
	r.data = r.data[size:]
	return int(n)
}

func (r *reader) int() int {
	n, size := binary.Varint(r.data)
	if size <= 0 || n > math.MaxInt32 || n < math.MinInt32 {
		r.failed, r.data = true, nil
		return 0
	}
	r.data = r.data[size:]
	return int(n)
}
