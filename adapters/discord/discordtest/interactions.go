package discordtest

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Interaction types.
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-interaction-type
const (
	actPing      = 1
	actCommand   = 2
	actComponent = 3
	actComplete  = 4
	actSubmit    = 5
)

// interaction is something that a member did and that waits for an answer.
type interaction struct {
	id, token     string
	kind          int
	user          string
	room          *channel
	deadline, end time.Time
	source        *Message // whose control was used, also by way of a form
	answered      bool
	original      *Message
	made          []*Message // follow-ups
	choices       []Choice
	refused       *refusal
}

// errNoAnswer is what a member sees as "The application did not respond".
var errNoAnswer = errors.New("the bot did not respond in time")

// begin makes an interaction with the fields that all have; the caller holds mu.
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-interaction-structure
func (s *Server) begin(kind int, user, room string, source *Message, data object) (*interaction, object, error) {
	c := s.channels[room]
	if c == nil || s.users[user] == nil {
		return nil, nil, fmt.Errorf("there is no such channel or person: %s, %s", room, user)
	}
	now := time.Now()
	id := s.id()
	it := &interaction{
		id: id, token: "interaction-token-that-is-secret-" + id, kind: kind, user: user, room: c,
		deadline: now.Add(s.opt.AckWithin), end: now.Add(s.opt.TokenLife), source: source,
	}
	s.acts[it.token] = it
	p := object{
		"id": it.id, "application_id": App, "type": kind, "token": it.token, "version": 1, "data": data,
		"channel_id": c.id, "channel": s.channelJSON(c), "app_permissions": bits(s.botMay(c)), "locale": "en-US",
		"entitlements": []any{}, "attachment_size_limit": maxFile,
	}
	if c.kind == kindDirect {
		if c.user != user {
			return nil, nil, errors.New("this conversation is somebody else's")
		}
		p["user"], p["context"] = s.userJSON(user), 1
		p["authorizing_integration_owners"] = object{"0": "0"}
	} else {
		g := s.guilds[c.guild]
		permissions, in := g.members[user]
		if !in || !g.bot {
			return nil, nil, errors.New("the person or the bot is not in this server")
		}
		member := s.memberJSON(g, user)
		member["permissions"] = bits(permissions)
		p["member"], p["guild_id"], p["context"] = member, g.id, 0
		p["guild"] = object{"id": g.id, "locale": "en-US", "features": []string{}}
		p["guild_locale"] = "en-US"
		p["authorizing_integration_owners"] = object{"0": g.id}
	}
	if source != nil {
		p["message"] = s.messageJSON(source)
	}
	return it, p, nil
}

// deliver brings an interaction to the bot and waits for its first response.
func (s *Server) deliver(it *interaction, payload object) error {
	s.mu.Lock()
	base, twice := s.base, s.twice
	s.mu.Unlock()
	send := s.overGateway
	if base != "" {
		send = func(it *interaction, p object) error { return s.overHTTP(base, it, p) }
	}
	err := send(it, payload)
	s.mu.Lock()
	if err == nil && it.refused != nil {
		err = fmt.Errorf("the first response was refused: %s", it.refused)
	}
	if err == nil {
		s.counts.Acks++
	} else {
		s.counts.Missed++
	}
	s.mu.Unlock()
	if twice && err == nil {
		err = send(it, payload)
	}
	return err
}

func (s *Server) overGateway(it *interaction, payload object) error {
	err := s.awaitFor(s.opt.AckWithin, "a gateway session", func() bool {
		return s.dispatch(it.room.guild, 0, "INTERACTION_CREATE", payload) > 0
	})
	if err != nil {
		return errNoAnswer
	}
	if s.awaitFor(time.Until(it.deadline), "an answer", func() bool { return it.answered || it.refused != nil }) != nil {
		return errNoAnswer
	}
	return nil
}

func (s *Server) overHTTP(base string, it *interaction, payload object) error {
	body, err := json.Marshal(payload)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithDeadline(context.Background(), it.deadline)
	defer cancel()
	resp, err := s.signed(ctx, base, body, false)
	if err != nil {
		return errNoAnswer
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusOK:
	case http.StatusAccepted, http.StatusNoContent: // the answer comes by the callback
		if s.awaitFor(time.Until(it.deadline), "an answer", func() bool { return it.answered || it.refused != nil }) != nil {
			return errNoAnswer
		}
		return nil
	default:
		return fmt.Errorf("the bot answered %d", resp.StatusCode)
	}
	c, refused := read(&http.Request{Body: resp.Body, Header: resp.Header})
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	if it.answered {
		return nil // the answer to a repeated delivery goes nowhere
	}
	if refused == nil {
		refused = s.respond(it, c)
	}
	if refused != nil {
		s.problem("the answer over HTTP: %s", refused)
		it.refused = refused
	}
	return nil
}

// signed posts a body with Discord's signature, or with one that is wrong.
// https://discord.com/developers/docs/interactions/overview#setting-up-an-endpoint-validating-security-request-headers
func (s *Server) signed(ctx context.Context, base string, body []byte, wrong bool) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimRight(base, "/")+"/discord/interactions", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Discord-Interactions/1.0 (+https://discord.com)")
	s.Sign(req.Header, time.Now(), body)
	if wrong {
		req.Header.Set("X-Signature-Ed25519", strings.Repeat("00", ed25519.SignatureSize))
	}
	return s.http.Client().Do(req)
}

// Sign sets the headers with which Discord proves that the body is its own.
func (s *Server) Sign(h http.Header, at time.Time, body []byte) {
	stamp := strconv.FormatInt(at.Unix(), 10)
	h.Set("X-Signature-Timestamp", stamp)
	h.Set("X-Signature-Ed25519", hex.EncodeToString(ed25519.Sign(s.secret, append([]byte(stamp), body...))))
}

// SendTo delivers interactions over signed HTTP to this base address from now on.
// First it asks what Discord asks when an address is saved: a PING must be answered
// PONG, and one with a wrong signature 401; the error says which was not.
func (s *Server) SendTo(base string) error {
	s.mu.Lock()
	s.base = base
	id := s.id()
	s.mu.Unlock()
	body := fmt.Appendf(nil, `{"id":%q,"application_id":%q,"type":%d,"token":"ping","version":1,"user":{"id":%q},"entitlements":[]}`, id, App, actPing, Ann)
	ctx, cancel := context.WithTimeout(context.Background(), s.opt.AckWithin)
	defer cancel()
	for _, wrong := range []bool{false, true} {
		resp, err := s.signed(ctx, base, body, wrong)
		if err != nil {
			return fmt.Errorf("ping: %w", err)
		}
		got, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close() // it is read
		var pong struct {
			Type int `json:"type"`
		}
		switch {
		case err != nil:
			return fmt.Errorf("ping: %w", err)
		case wrong && resp.StatusCode != http.StatusUnauthorized:
			return fmt.Errorf("a wrong signature was answered %d, want 401", resp.StatusCode)
		case !wrong && (resp.StatusCode != http.StatusOK || json.Unmarshal(got, &pong) != nil || pong.Type != actPing):
			return fmt.Errorf("a ping was answered %d %.100q, want 200 and type 1", resp.StatusCode, got)
		}
	}
	return nil
}

// ExpireTokens ends the life of all interaction tokens, as 15 minutes do.
func (s *Server) ExpireTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, it := range s.acts {
		it.end = time.Time{}
	}
}
