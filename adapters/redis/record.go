package redis

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"studybot/bot/study"
)

// A rating is a record of 14 bytes, big-endian:
//
//	6  milliseconds since 2000 (42 bits), outcome (2), peeked (1), value (3)
//	4  course number in its team (12 bits), day number (15), choice (5)
//	4  question key
//
// The first six compare as "made later". Both numbers are 0 for a private rating.
const (
	recordSize = 14
	maxChoice  = 31
	maxDay     = 1<<15 - 1
	maxStamp   = 1<<42 - 1
	chunkDays  = 64
)

// epoch is the first instant and the first day that can be stored.
func epoch() time.Time { return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) }

// dayNumber counts days from 1, which is the epoch; the empty day is 0. False
// for a day that is no date or out of range.
func dayNumber(d study.Day) (int, bool) {
	if d == "" {
		return 0, true
	}
	date := d.Date()
	if date.Before(epoch()) {
		return 0, false
	}
	n := int(date.Sub(epoch())/(24*time.Hour)) + 1
	return n, n <= maxDay
}

var (
	errValue  = errors.New("a rating goes from 1 to 5")
	errChoice = fmt.Errorf("a choice goes from 1 to %d", maxChoice)
	errAt     = errors.New("a rating needs an instant between 2000 and 2139")
)

// stampMs is a rating's instant as it is stored.
func stampMs(t time.Time) (int64, error) {
	ms := t.UnixMilli() - epoch().UnixMilli()
	if ms < 0 || ms > maxStamp {
		return 0, errAt
	}
	return ms, nil
}

func stampTime(ms int64) time.Time { return time.UnixMilli(ms + epoch().UnixMilli()).UTC() }

// ratingCode packs what a rating says besides its choice into six bits.
func ratingCode(r study.Rating) (int, error) {
	if r.Value < 1 || r.Value > 5 {
		return 0, errValue
	}
	if r.Choice < 0 || r.Choice > maxChoice {
		return 0, errChoice
	}
	if r.Outcome < study.Unkeyed || r.Outcome > study.Right {
		return 0, errors.New("an outcome is unkeyed, wrong or right")
	}
	code := int(r.Outcome)<<4 | r.Value
	if r.Peeked {
		code |= 1 << 3
	}
	return code, nil
}

func keyBytes(k study.Key) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(k)))
}

// unpackRecords reads a piece of a log; courses are channels by number.
func unpackRecords(chunk string, courses map[int]string) ([]study.Rating, error) {
	if len(chunk)%recordSize != 0 {
		return nil, errors.New("a log of ratings is cut short")
	}
	ratings := make([]study.Rating, 0, len(chunk)/recordSize)
	for b := []byte(chunk); len(b) > 0; b = b[recordSize:] {
		stamp := uint64(binary.BigEndian.Uint32(b))<<16 | uint64(binary.BigEndian.Uint16(b[4:]))
		word := binary.BigEndian.Uint32(b[6:])
		r := study.Rating{
			Question: study.Key(binary.BigEndian.Uint32(b[10:])),
			Day:      dayAt(int(word >> 5 & maxDay)),
			Value:    int(stamp & 7),
			Choice:   int(word & maxChoice),
			Outcome:  study.Outcome(stamp >> 4 & 3),
			Peeked:   stamp&8 != 0,
			At:       stampTime(int64(stamp >> 6)),
		}
		if n := int(word >> 20); n > 0 {
			var ok bool
			if r.Course, ok = courses[n]; !ok {
				return nil, errors.New("a rating names a course that is not there")
			}
		}
		ratings = append(ratings, r)
	}
	return ratings, nil
}
