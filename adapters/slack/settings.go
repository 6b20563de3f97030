package slack

import (
	"errors"
	"net/url"
	"strings"

	"studybot/bot/chat/edge"
)

// publicAPI is where Slack's Web API lives.
const publicAPI = "https://slack.com/api/"

// Settings are what the adapter needs to know. Each is read from the environment
// variable named beside it, or from the file that NAME_FILE names.
type Settings struct {
	BotToken      string // SLACK_BOT_TOKEN, xoxb-…
	AppToken      string // SLACK_APP_TOKEN, xapp-…: events come over Socket Mode
	SigningSecret string // SLACK_SIGNING_SECRET: events come over HTTP, signed
	APIURL        string // SLACK_API_URL: a stand-in server instead of Slack; may be empty
}

// FromEnv reads the settings with getenv (os.Getenv in a program). An error says
// which variable could not be read; Check says whether the values fit together.
func FromEnv(getenv func(string) string) (Settings, error) {
	var s Settings
	var errs []error
	for _, v := range []struct {
		name string
		to   *string
	}{
		{"SLACK_BOT_TOKEN", &s.BotToken},
		{"SLACK_APP_TOKEN", &s.AppToken},
		{"SLACK_SIGNING_SECRET", &s.SigningSecret},
		{"SLACK_API_URL", &s.APIURL},
	} {
		value, err := edge.Setting(getenv, v.name)
		errs, *v.to = append(errs, err), value
	}
	return s, errors.Join(errs...)
}

// On says whether anything asks for Slack. A platform that is not on needs no settings.
func (s Settings) On() bool { return s.BotToken != "" || s.AppToken != "" || s.SigningSecret != "" }

// SocketMode says that events come over a connection that the bot opens itself.
func (s Settings) SocketMode() bool { return s.AppToken != "" }

// Check returns one sentence that says what to set, or nil. It never repeats a secret.
func (s Settings) Check() error {
	switch {
	case s.BotToken == "":
		return errors.New("SLACK_BOT_TOKEN is missing: set it to the bot token (xoxb-…) from your Slack app's page “OAuth & Permissions”")
	case !strings.HasPrefix(s.BotToken, "xoxb-"):
		return errors.New("SLACK_BOT_TOKEN is not a bot token: set it to the one that starts with xoxb-, from your Slack app's page “OAuth & Permissions”")
	case s.AppToken == "" && s.SigningSecret == "":
		return errors.New("Slack can not reach the bot yet: set SLACK_APP_TOKEN (xapp-…, Socket Mode, no public address needed) or SLACK_SIGNING_SECRET (signed HTTP)")
	case s.AppToken != "" && s.SigningSecret != "":
		return errors.New("SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are both set: keep SLACK_APP_TOKEN for Socket Mode or SLACK_SIGNING_SECRET for signed HTTP, and unset the other")
	case s.AppToken != "" && !strings.HasPrefix(s.AppToken, "xapp-"):
		return errors.New("SLACK_APP_TOKEN is not an app-level token: set it to one that starts with xapp-, from your Slack app's page “Basic Information”, with the scope connections:write")
	case s.SigningSecret != "" && len(s.SigningSecret) < 16:
		return errors.New("SLACK_SIGNING_SECRET is too short: set it to the signing secret from your Slack app's page “Basic Information”")
	}
	if s.APIURL != "" {
		u, err := url.Parse(s.APIURL)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
			return errors.New("SLACK_API_URL is not an address: set it to one such as http://127.0.0.1:8081/api/, or unset it")
		}
	}
	return nil
}

// api is the base of all calls, with the slash at its end that the SDK needs.
func (s Settings) api() string {
	if s.APIURL == "" {
		return publicAPI
	}
	return strings.TrimRight(s.APIURL, "/") + "/"
}

// secrets are the values that must never be shown.
func (s Settings) secrets() []string {
	var out []string
	for _, v := range []string{s.BotToken, s.AppToken, s.SigningSecret} {
		if v != "" {
			out = append(out, v)
		}
	}
	return out
}
