package slack

import (
	"strings"

	"github.com/slack-go/slack"

	"studybot/bot/chat/edge"
)

// units counts as JavaScript and Java do: a character beyond U+FFFF is two. Slack
// does not say how it counts, so the stricter count is kept.
func units(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// fit cleans s and shortens it to at most limit units, at a word where one ends
// near. What is empty becomes a dash: Slack takes no empty text.
func fit(s string, limit int) string {
	s = edge.Clean(s)
	if strings.TrimSpace(s) == "" {
		return "-"
	}
	if units(s) <= limit {
		return s
	}
	n, end := 0, 0
	for i, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
		if n > limit-1 {
			end = i
			break
		}
	}
	if at := strings.LastIndexAny(s[:end], " \n\t"); at > end/2 {
		end = at
	}
	return strings.TrimRight(s[:end], " \n\t") + "…"
}

// line is fit for places that show one line.
func line(s string, limit int) string {
	return fit(strings.Join(strings.Fields(edge.Clean(s)), " "), limit)
}

// plain is text in which Slack reads no markup, no mention and no emoji code.
func plain(s string, limit int) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, fit(s, limit), false, false)
}

// escape makes text inert where Slack reads markup: in the fallback of a message.
// https://docs.slack.dev/messaging/formatting-message-text/#escaping
func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}
