package redis

import (
	"context"
	"fmt"
	"time"
)

// holdScript takes, extends or gives back what one holder has at a time. The end
// stands in the value; the key's own expiry only cleans up, a second later, because
// the embedded server may drop a key half a second early.
//
//	KEYS 1 hold: "until holder"
//	ARGV 1 holder, 2 lease in ms
//	=>   1 when the holder has it (or nobody, after giving it back), 0 when another has
const holdScript = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local held = redis.call('GET', KEYS[1])
if held then
  local ends, holder = string.match(held, '^(%d+) (.*)$')
  if holder ~= ARGV[1] and tonumber(ends) > now then return 0 end
end
local lease = tonumber(ARGV[2])
if lease <= 0 then
  redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], string.format('%.0f %s', now + lease, ARGV[1]), 'PX', lease + 1000)
end
return 1
`

// Hold takes what is free, or extends what the holder has, alone, for the lease;
// false when another has it. A zero lease gives it back. name is a team, or
// anything else that is no team's name, such as "discord/gateway".
//
// The lease runs on Redis's clock, counted in whole milliseconds from some moment
// between the call and its answer: a holder that counts from before the call, and
// stops a little early, is never late. After an error it is not known whether the
// lease was taken.
func (s *Store) Hold(ctx context.Context, name, holder string, lease time.Duration) (bool, error) {
	got, err := s.run(ctx, s.scripts.hold, []string{holdKey(name)}, holder, leaseMs(lease))
	if err != nil {
		return false, fmt.Errorf("hold a lease: %w", err)
	}
	return got == int64(1), nil
}

// Release gives back what the holder has, and does nothing to what another has.
func (s *Store) Release(ctx context.Context, name, holder string) error {
	if _, err := s.run(ctx, s.scripts.hold, []string{holdKey(name)}, holder, 0); err != nil {
		return fmt.Errorf("give a lease back: %w", err)
	}
	return nil
}

// leaseMs rounds up, so that a lease that is not zero never becomes none.
func leaseMs(d time.Duration) int64 {
	return int64((d + time.Millisecond - 1) / time.Millisecond)
}
