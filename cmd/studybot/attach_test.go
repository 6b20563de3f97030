package main

import (
	"log/slog"
	"strings"
	"testing"

	"studybot/adapters/discord/discordtest"
)

// TestImportWithTheCommandOnDiscord: whichever way Discord reaches the bot, an owner
// adds files to the command in a channel, publishes what was understood, and nobody
// else sees any of it.
func TestImportWithTheCommandOnDiscord(t *testing.T) {
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
			side := p.sides[0]
			olga, ada := side.people["olga"], side.people["ada"]
			adds := func(who, says string) {
				t.Helper()
				if err := s.SlashFiles(who, discordtest.Channel, "import", sample("git-basics.md", sampleQuiz)); err != nil {
					t.Fatal(err)
				}
				if _, err := s.AwaitPrivate(who, discordtest.Saying(says)); err != nil {
					t.Fatalf("%q: %v", says, err)
				}
			}
			presses := func(label, says string) {
				t.Helper()
				if err := side.scene.Press(olga, label, ""); err != nil {
					t.Fatal(err)
				}
				if _, err := s.AwaitPrivate(olga, discordtest.Saying(says)); err != nil {
					t.Fatalf("%q: %v", says, err)
				}
			}
			p.types("olga", "setup", false)
			p.presses("olga", "Publish", "")

			adds(ada, "owners of a running study channel")
			adds(olga, "This is what I found")
			presses("Drop it", "I kept nothing of it")
			adds(olga, "2 on 1 day")
			presses("Publish", "Published as “Git basics”")
			adds(olga, "brings a pack up to date")

			for _, m := range append(s.Messages(discordtest.Channel), append(s.Direct(olga), append(s.Direct(ada), s.Private(side.people["ben"])...)...)...) {
				t.Errorf("somebody sees %q", m.Words())
			}

			// What the bot says of files is true there.
			word := map[bool]string{true: "right here", false: "add the files to the command"}[!signedHTTP]
			if err := side.scene.Type(olga, "import", true); err != nil {
				t.Fatal(err)
			}
			if !soon(func() bool {
				return strings.Contains(texts(side.own(olga)), word)
			}) {
				t.Errorf("%q is not said: %s", word, texts(side.own(olga)))
			}
		})
	}
}
