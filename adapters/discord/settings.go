package discord

import (
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"net/url"
	"strings"

	"studybot/bot/chat/edge"
)

// publicAPI is where Discord's REST API lives.
const publicAPI = "https://discord.com"

// apiVersion is the path of the version that the adapter was written for.
const apiVersion = "/api/v10"

// Settings are what the adapter needs to know. Each is read from the environment
// variable named beside it, or from the file that NAME_FILE names.
type Settings struct {
	BotToken  string // DISCORD_BOT_TOKEN
	AppID     string // DISCORD_APP_ID; Discord is asked when it is empty
	PublicKey string // DISCORD_PUBLIC_KEY, hex: interactions come over HTTP, signed; else over the gateway
	APIURL    string // DISCORD_API_URL: a stand-in server instead of Discord; may be empty
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
		{"DISCORD_BOT_TOKEN", &s.BotToken},
		{"DISCORD_APP_ID", &s.AppID},
		{"DISCORD_PUBLIC_KEY", &s.PublicKey},
		{"DISCORD_API_URL", &s.APIURL},
	} {
		value, err := edge.Setting(getenv, v.name)
		errs, *v.to = append(errs, err), value
	}
	s.BotToken = strings.TrimSpace(strings.TrimPrefix(s.BotToken, "Bot "))
	return s, errors.Join(errs...)
}

// On says whether anything asks for Discord. A platform that is not on needs no settings.
func (s Settings) On() bool { return s.BotToken != "" || s.AppID != "" || s.PublicKey != "" }

// Gateway says that events come over a connection that the bot opens itself.
func (s Settings) Gateway() bool { return s.PublicKey == "" }

// Check returns one sentence that says what to set, or nil. It never repeats a secret.
func (s Settings) Check() error {
	switch {
	case s.BotToken == "":
		return errors.New("DISCORD_BOT_TOKEN is missing: set it to the token from your Discord application's page “Bot”")
	case strings.ContainsAny(s.BotToken, " \t\r\n") || strings.Count(s.BotToken, ".") != 2:
		return errors.New("DISCORD_BOT_TOKEN is not a bot token: set it to the token from your Discord application's page “Bot” (three parts with dots between them; not the client secret)")
	case s.AppID != "" && !isID(s.AppID):
		return errors.New("DISCORD_APP_ID is not an application's number: set it to the “Application ID” from your Discord application's page “General Information”, or unset it")
	case s.PublicKey != "" && s.key() == nil:
		return errors.New("DISCORD_PUBLIC_KEY is not a public key: set it to the “Public Key” from your Discord application's page “General Information” (64 characters) for signed HTTP, or unset it for the gateway")
	}
	if s.APIURL != "" {
		u, err := url.Parse(s.APIURL)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
			return errors.New("DISCORD_API_URL is not an address: set it to one such as http://127.0.0.1:8082, or unset it")
		}
	}
	return nil
}

// api is the base of all calls, without a slash at its end.
func (s Settings) api() string {
	if s.APIURL == "" {
		return publicAPI + apiVersion
	}
	return strings.TrimRight(s.APIURL, "/") + apiVersion
}

// key is what signs Discord's requests, nil when there is none.
func (s Settings) key() ed25519.PublicKey {
	key, err := hex.DecodeString(s.PublicKey)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return nil
	}
	return key
}

// secrets are the values that must never be shown.
func (s Settings) secrets() []string {
	if s.BotToken == "" {
		return nil
	}
	return []string{s.BotToken}
}

// isID accepts a snowflake: 15 to 20 digits.
// https://discord.com/developers/docs/reference#snowflakes
func isID(s string) bool {
	return len(s) >= 15 && len(s) <= 20 && strings.Trim(s, "0123456789") == ""
}
