package discordtest

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// maxRequest is the size of the largest request.
// https://discord.com/developers/docs/reference#uploading-files
const (
	maxRequest = 25 << 20
	maxFile    = 10 << 20
)

// call is one request.
type call struct {
	req   *http.Request
	body  object
	list  []any // a body that is a list
	files []File
}

func (c *call) at(name string) string { return c.req.PathValue(name) }

// done is what a request gave: a body with its status, nil for 204.
type done struct {
	status int
	body   any
}

func ok(body any) (done, *refusal) { return done{http.StatusOK, body}, nil }
func no(r *refusal) (done, *refusal) {
	return done{}, r
}

type handler func(*call) (done, *refusal)

// routes hangs the API below /api/v10.
func (s *Server) routes(mux *http.ServeMux) {
	for pattern, h := range map[string]handler{
		"GET /applications/@me":                               s.application,
		"GET /users/@me":                                      func(*call) (done, *refusal) { return ok(s.userJSON(Bot)) },
		"GET /users/@me/guilds":                               s.myGuilds,
		"POST /users/@me/channels":                            s.openDirect,
		"GET /guilds/{guild}":                                 s.getGuild,
		"GET /guilds/{guild}/members/{user}":                  s.getMember,
		"GET /channels/{channel}":                             s.getChannel,
		"PATCH /channels/{channel}":                           s.patchChannel,
		"GET /channels/{channel}/messages":                    s.history,
		"POST /channels/{channel}/messages":                   s.post,
		"GET /channels/{channel}/messages/{message}":          s.getMessage,
		"PATCH /channels/{channel}/messages/{message}":        s.patchMessage,
		"POST /channels/{channel}/messages/{message}/threads": s.startThread,
		"GET /applications/{app}/commands":                    s.getCommands,
		"PUT /applications/{app}/commands":                    s.putCommands,
		"GET /gateway":                                        func(*call) (done, *refusal) { return ok(object{"url": s.socketURL("/gateway/")}) },
		"GET /gateway/bot":                                    s.gatewayBot,
		"POST /interactions/{id}/{token}/callback":            s.callback,
		"POST /webhooks/{app}/{token}":                        s.followUp,
		"GET /webhooks/{app}/{token}/messages/{message}":      s.getResponse,
		"PATCH /webhooks/{app}/{token}/messages/{message}":    s.patchResponse,
		"DELETE /webhooks/{app}/{token}/messages/{message}":   s.deleteResponse,
	} {
		method, path, _ := strings.Cut(pattern, " ")
		mux.HandleFunc(method+" /api/v10"+path, func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, h) })
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.serve(w, r, func(*call) (done, *refusal) {
			s.problem("%s %s: no such route in API v10", r.Method, r.URL.Path)
			return no(unknown(0, "404: Not Found"))
		})
	})
}

// agent is what a client must call itself.
// https://discord.com/developers/docs/reference#user-agent
var agent = regexp.MustCompile(`^DiscordBot \(\S+, [^\s()]+\)( .+)?$`)

func (s *Server) serve(w http.ResponseWriter, r *http.Request, h handler) {
	c, refused := read(r)
	path := strings.TrimPrefix(r.URL.Path, "/api/v10")
	s.mu.Lock()
	s.counts.Requests++
	slow, f := s.slow, s.failure(r.Method, path)
	s.mu.Unlock()
	if slow > 0 {
		time.Sleep(slow)
	}
	if f != nil && !f.After {
		s.fail(w, r, f)
		return
	}
	s.mu.Lock()
	if refused == nil {
		refused = s.entitled(r, path)
	}
	var d done
	if refused == nil {
		refused = snowflakes(r)
	}
	if refused == nil {
		d, refused = h(c)
	}
	if refused != nil && len(refused.breaches) > 0 {
		s.problem("%s %s: %s", r.Method, shape(path), refused)
	}
	s.notify()
	s.mu.Unlock()
	if f != nil {
		s.fail(w, r, f)
		return
	}
	bucketHeaders(w.Header(), path, 50, 49, time.Second)
	switch {
	case refused != nil:
		writeJSON(w, refused.status, refused.json())
	case d.body == nil:
		w.WriteHeader(http.StatusNoContent)
	default:
		writeJSON(w, d.status, d.body)
	}
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the client is gone or not; either way it is said
}

// shape is a path without its ids and tokens, for messages.
func shape(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if isSnowflake(p) || len(p) > 30 {
			parts[i] = "*"
		}
	}
	return strings.Join(parts, "/")
}

// entitled checks who asks; the caller holds mu. Interactions carry their token in
// the path instead.
func (s *Server) entitled(r *http.Request, path string) *refusal {
	if ua := r.UserAgent(); !agent.MatchString(ua) {
		s.problem("%s %s: the User-Agent %q is not of the form \"DiscordBot (url, version)\"", r.Method, shape(path), ua)
		return forbidden(40333, "internal network error")
	}
	if strings.HasPrefix(path, "/webhooks/") || strings.HasPrefix(path, "/interactions/") || path == "/gateway" {
		return nil
	}
	if s.revoked || r.Header.Get("Authorization") != "Bot "+s.opt.BotToken {
		s.counts.Unauthorized++
		return &refusal{status: http.StatusUnauthorized, message: "401: Unauthorized"}
	}
	return nil
}

// snowflakes checks the ids in the path.
func snowflakes(r *http.Request) *refusal {
	for _, name := range []string{"guild", "user", "channel", "message", "app", "id"} {
		id := r.PathValue(name)
		if id != "" && !isSnowflake(id) && id != "@original" {
			return badForm(breach{name + "_id", "NUMBER_TYPE_COERCE", "Value is not snowflake."})
		}
	}
	return nil
}

// read takes a JSON body, or a form with payload_json and files[n].
func read(r *http.Request) (*call, *refusal) {
	c := &call{req: r}
	body := http.MaxBytesReader(nil, r.Body, maxRequest)
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "multipart/form-data" {
		return c, c.readForm(multipart.NewReader(body, params["boundary"]))
	}
	data, err := io.ReadAll(body)
	if err != nil {
		return c, tooLarge(err)
	}
	if len(data) == 0 {
		return c, nil
	}
	if kind != "application/json" {
		return c, bad(50035, "Expected \"Content-Type\" header to be one of {'application/json', 'multipart/form-data'}.")
	}
	return c, c.readJSON(data)
}

func tooLarge(err error) *refusal {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return &refusal{status: http.StatusRequestEntityTooLarge, code: 40005, message: "Request entity too large"}
	}
	return bad(50109, "The request body contains invalid JSON.")
}

func (c *call) readJSON(data []byte) *refusal {
	var v any
	if json.Unmarshal(data, &v) != nil {
		return bad(50109, "The request body contains invalid JSON.")
	}
	switch v := v.(type) {
	case object:
		c.body = v
	case []any:
		c.list = v
	default:
		return bad(50109, "The request body contains invalid JSON.")
	}
	return nil
}

func (c *call) readForm(form *multipart.Reader) *refusal {
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return tooLarge(err)
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return tooLarge(err)
		}
		name := part.FormName()
		if name == "payload_json" {
			if r := c.readJSON(data); r != nil {
				return r
			}
			continue
		}
		n, isFile := strings.CutPrefix(name, "files[")
		n, closed := strings.CutSuffix(n, "]")
		if _, err := strconv.Atoi(n); err != nil || !isFile || !closed || part.FileName() == "" {
			return badForm(breach{name, "BASE_TYPE_INVALID", "A form has payload_json and files[n] with a filename."})
		}
		if len(data) > maxFile {
			return &refusal{status: http.StatusRequestEntityTooLarge, code: 40005, message: "Request entity too large"}
		}
		c.files = append(c.files, File{part: n, Name: part.FileName(), Type: part.Header.Get("Content-Type"), Data: data})
	}
}

// stamp writes a time as the API does.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000+00:00") }
