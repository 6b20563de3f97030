package main

import (
	"log/slog"
	"testing"
	"time"

	"studybot/adapters/discord/discordtest"
)

// TestMissingRightsOnDiscord: what the bot lacks in a channel is said before anything
// is published there, and once more when a post was refused for it.
func TestMissingRightsOnDiscord(t *testing.T) {
	t.Parallel()
	for name, signedHTTP := range map[string]bool{"gateway": false, "signed HTTP": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var s *discordtest.Server
			p := newParity(t, func(t *testing.T, clock *stillClock, log *slog.Logger) *side {
				t.Helper()
				side, server := discordSideOver(t, clock, log, signedHTTP)
				s = server
				return side
			})
			olga := p.sides[0].people["olga"]
			s.Permit(discordtest.Channel, discordtest.DefaultPermissions&^discordtest.SendMessages)
			p.types("olga", "setup", false)
			for _, says := range []string{"I lack rights in this channel.", "Send Messages: without it nothing can be posted"} {
				if _, err := s.AwaitPrivate(olga, discordtest.Saying(says)); err != nil {
					t.Errorf("%q: %v", says, err)
				}
			}
			p.presses("olga", "Publish", "")
			p.advance(parityStart(t).Add(time.Hour))
			if _, err := s.AwaitDirect(olga, discordtest.Saying("switch on “Send Messages” for me")); err != nil {
				t.Error(err)
			}
			if n := len(s.Messages(discordtest.Channel)); n > 0 {
				t.Errorf("%d posts in the channel", n)
			}

			s.Permit(discordtest.Channel, discordtest.DefaultPermissions)
			p.presses("olga", "Resume", "")
			p.advance(parityStart(t).Add(25 * time.Hour))
			if n := len(s.Messages(discordtest.Channel)); n != 1 {
				t.Errorf("%d posts in the channel after it was put right, want 1", n)
			}
		})
	}
}
