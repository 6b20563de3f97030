package discord

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/bwmarrin/discordgo"

	"studybot/bot/chat/edge"
)

const (
	maxBody   = 1 << 20 // bytes of a request
	clockSkew = 5 * time.Minute
)

// signed lets only requests through that carry Discord's signature, and answers
// them. A refusal makes one line in the log, without body or signature.
// https://discord.com/developers/docs/interactions/overview#validating-security-request-headers
func (p *Platform) signed() http.Handler {
	key := p.settings.key()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", http.MethodPost)
			http.Error(w, "only POST", http.StatusMethodNotAllowed)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			var large *http.MaxBytesError
			if errors.As(err, &large) {
				p.refused.Log(p.log, p.now(), "a body over 1 MiB")
				http.Error(w, "too large", http.StatusRequestEntityTooLarge)
				return
			}
			http.Error(w, "the body was cut off", http.StatusBadRequest)
			return
		}
		if why := p.forged(key, r.Header, body); why != "" {
			p.refused.Log(p.log, p.now(), why)
			http.Error(w, "not signed by Discord", http.StatusUnauthorized)
			return
		}
		var hello struct {
			Type int `json:"type"`
		}
		if json.Unmarshal(body, &hello) == nil && hello.Type == int(discordgo.InteractionPing) {
			give(w, response{Type: discordgo.InteractionResponsePong}) // also before Serve: the address is saved only then
			return
		}
		s := p.live.Load()
		if s == nil {
			http.Error(w, "starting or stopping", http.StatusServiceUnavailable)
			return
		}
		in, err := p.readInteraction(body, p.now())
		if err != nil {
			p.refused.Log(p.log, p.now(), err.Error())
			http.Error(w, "not readable", http.StatusBadRequest)
			return
		}
		s.respond(w, r, in)
	})
}

// respond waits for the first response and sends it before the follow-up starts.
func (s *session) respond(w http.ResponseWriter, r *http.Request, in incoming) {
	first := make(chan response)
	sent := make(chan struct{})
	defer close(sent)
	gone := r.Context().Done()
	verdict := s.accept(in, func(answer response) error {
		select {
		case first <- answer:
			<-sent
			return nil
		case <-gone: // the caller hung up
			return r.Context().Err()
		}
	})
	switch verdict {
	case edge.Done:
		http.Error(w, "answered before", http.StatusConflict)
	case edge.Full:
		http.Error(w, "too much to do, please try again", http.StatusServiceUnavailable)
	case edge.Taken:
		select {
		case answer := <-first:
			give(w, answer)
		case <-gone:
		}
	}
}

// give sends the first response, whole, before it returns.
func give(w http.ResponseWriter, answer response) {
	data, err := json.Marshal(answer)
	if err != nil {
		http.Error(w, "not writable", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(data) // nobody is left to be told
	_ = http.NewResponseController(w).Flush()
}

// forged says why the request can not be Discord's, or "". Discord bounds no age;
// five minutes keep an old request from being sent again.
func (p *Platform) forged(key ed25519.PublicKey, h http.Header, body []byte) string {
	stamp := h.Get("X-Signature-Timestamp")
	signature, err := hex.DecodeString(h.Get("X-Signature-Ed25519"))
	if stamp == "" || err != nil || len(signature) != ed25519.SignatureSize {
		return "a request without a signature"
	}
	sec, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return "a request with an unreadable timestamp"
	}
	now := p.now().Unix()
	if limit := int64(clockSkew / time.Second); sec < now-limit || sec > now+limit {
		return "a request with a timestamp more than 5 minutes off; if Discord sent it, set this machine's clock"
	}
	if !ed25519.Verify(key, append([]byte(stamp), body...), signature) {
		return "a request with a wrong signature; Discord tries that once when the address is saved; if no command is answered, check DISCORD_PUBLIC_KEY"
	}
	return ""
}
