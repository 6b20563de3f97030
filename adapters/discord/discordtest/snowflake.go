package discordtest

import (
	"strconv"
	"time"
)

// The default world. OtherGuild exists after AddGuild; of two shards it is on the
// first and Guild on the second.
const (
	App        = "1100000000000000100"
	Bot        = "1100000000000000200"
	Guild      = "1100000000000000300"
	OtherGuild = "1100000000004194604"
	Channel    = "1100000000000000400"
	Ann        = "1100000000000000501"
	Bob        = "1100000000000000502"
)

// epoch is the first second of 2015 in milliseconds, from which snowflakes count.
// https://discord.com/developers/docs/reference#snowflakes
const epoch = 1420070400000

// id makes a name that was not used before and tells the time; the caller holds mu.
func (s *Server) id() string {
	s.seq++
	return strconv.FormatInt((time.Now().UnixMilli()-epoch)<<22|int64(s.seq&0x3FFFFF), 10)
}

// snowflakeTime undoes id.
func snowflakeTime(id string) time.Time {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMilli(n>>22 + epoch).UTC()
}

// isSnowflake accepts what Discord calls one: up to 20 digits.
func isSnowflake(id string) bool {
	n, err := strconv.ParseUint(id, 10, 64)
	return err == nil && n > 0 && id[0] != '+' && id[0] != '0'
}

// older says whether a was made before b.
func older(a, b string) bool {
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return a < b
}
