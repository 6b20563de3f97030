package slack

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"studybot/bot/chat/edge"
)

const (
	maxBody   = 1 << 20         // bytes of a request
	clockSkew = 5 * time.Minute // https://docs.slack.dev/authentication/verifying-requests-from-slack/
)

// serve reads one kind of verified request. It returns errNotForUs for what only
// needs an acknowledgement.
type serve func(p *Platform, w http.ResponseWriter, body []byte) (incoming, error)

// signed lets only requests through that carry Slack's signature, and answers
// them. A refusal makes one line in the log, without body or signature.
func (p *Platform) signed(read serve) http.Handler {
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
		if why := p.forged(r.Header, body); why != "" {
			p.refused.Log(p.log, p.now(), why)
			http.Error(w, "not signed by Slack", http.StatusUnauthorized)
			return
		}
		s := p.live.Load()
		if s == nil {
			http.Error(w, "starting or stopping", http.StatusServiceUnavailable)
			return
		}
		in, err := read(p, w, body)
		switch {
		case errors.Is(err, errAnswered):
			return
		case errors.Is(err, errNotForUs):
			w.WriteHeader(http.StatusOK)
			return
		case err != nil:
			p.refused.Log(p.log, p.now(), err.Error())
			http.Error(w, "not readable", http.StatusBadRequest)
			return
		}
		s.respond(w, r, in)
	})
}

var errAnswered = errors.New("answered already")

// respond waits for the first response and sends it before the follow-up starts.
func (s *session) respond(w http.ResponseWriter, r *http.Request, in incoming) {
	first := make(chan any)
	sent := make(chan struct{})
	defer close(sent)
	gone := r.Context().Done()
	verdict := s.accept(in, func(body any) {
		select {
		case first <- body:
			<-sent
		case <-gone: // the caller hung up; the follow-up still goes out
		}
	})
	switch verdict {
	case edge.Done:
		writeAck(w, nil)
	case edge.Full:
		http.Error(w, "too much to do, please try again", http.StatusServiceUnavailable)
	case edge.Taken:
		select {
		case body := <-first:
			writeAck(w, body)
		case <-gone:
		}
	}
}

// writeAck sends the first response, whole, before it returns.
func writeAck(w http.ResponseWriter, body any) {
	var data []byte
	if body != nil {
		data, _ = json.Marshal(body) // made of our own blocks and strings
		w.Header().Set("Content-Type", "application/json")
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(data) // nobody is left to be told
	_ = http.NewResponseController(w).Flush()
}

// forged says why the request can not be Slack's, or "". The signature is compared
// in constant time; the timestamp may differ by five minutes either way.
func (p *Platform) forged(h http.Header, body []byte) string {
	stamp, signature := h.Get("X-Slack-Request-Timestamp"), h.Get("X-Slack-Signature")
	if stamp == "" || signature == "" {
		return "a request without a signature"
	}
	sec, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return "a request with an unreadable timestamp"
	}
	now := p.now().Unix()
	if limit := int64(clockSkew / time.Second); sec < now-limit || sec > now+limit {
		return "a request with a timestamp more than 5 minutes off; if Slack sent it, set this machine's clock"
	}
	given, err := hex.DecodeString(strings.TrimPrefix(signature, "v0="))
	if err != nil || !strings.HasPrefix(signature, "v0=") {
		return "a request with an unreadable signature"
	}
	mac := hmac.New(sha256.New, []byte(p.settings.SigningSecret))
	mac.Write([]byte("v0:" + stamp + ":"))
	mac.Write(body)
	if !hmac.Equal(mac.Sum(nil), given) {
		return "a request with a wrong signature; if Slack sent it, check SLACK_SIGNING_SECRET"
	}
	return ""
}

func serveCommand(p *Platform, _ http.ResponseWriter, body []byte) (incoming, error) {
	v, err := url.ParseQuery(string(body))
	if err != nil {
		return incoming{}, errUnreadable
	}
	if v.Get("ssl_check") == "1" {
		return incoming{}, errNotForUs
	}
	return readCommand(slashFromForm(v), p.now())
}

func serveInteraction(p *Platform, _ http.ResponseWriter, body []byte) (incoming, error) {
	v, err := url.ParseQuery(string(body))
	if err != nil {
		return incoming{}, errUnreadable
	}
	return readInteraction([]byte(v.Get("payload")), p.now())
}

func serveEvent(p *Platform, w http.ResponseWriter, body []byte) (incoming, error) {
	var hello struct {
		Type      string `json:"type"`
		Challenge string `json:"challenge"`
	}
	if err := json.Unmarshal(body, &hello); err != nil {
		return incoming{}, errUnreadable
	}
	if hello.Type == "url_verification" {
		writeAck(w, map[string]string{"challenge": hello.Challenge})
		return incoming{}, errAnswered
	}
	return readEvent(body, p.now())
}
