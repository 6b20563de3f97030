package web

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"io/fs"
	"mime"
	"net"
	"net/http"
	"path"
	"strconv"
	"time"

	"studybot/bot/chat"
)

//go:embed assets
var assets embed.FS

// policy lets the page use its own files and nothing else, and keeps scripts
// from turning text into markup.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"

// Handler is the page and what it talks to, with every check that Serve relies on.
func (p *Playground) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { p.asset(w, r, "index.html") })
	mux.HandleFunc("GET /assets/{name}", func(w http.ResponseWriter, r *http.Request) { p.asset(w, r, r.PathValue("name")) })
	mux.HandleFunc("GET /picture/{id}/{n}", p.picture)
	mux.HandleFunc("GET /file/{id}/{n}", p.file)
	mux.HandleFunc("GET /api/state", p.state)
	mux.HandleFunc("GET /api/stream", p.stream)
	mux.HandleFunc("POST /api/command", endpoint(p, p.command))
	mux.HandleFunc("POST /api/complete", endpoint(p, p.complete))
	mux.HandleFunc("POST /api/files", p.files)
	mux.HandleFunc("POST /api/press", endpoint(p, p.press))
	mux.HandleFunc("POST /api/submit", endpoint(p, p.submit))
	mux.HandleFunc("POST /api/home", endpoint(p, p.home))
	mux.HandleFunc("POST /api/clock", endpoint(p, func(ctx context.Context, b clockBody) (answer, error) {
		if err := p.move(ctx, b.Step); err != nil {
			return answer{}, refuse(http.StatusConflict, capital(err.Error())+".")
		}
		return answer{}, nil
	}))
	return p.guard(http.NewCrossOriginProtection().Handler(mux))
}

// guard refuses names that are not this machine's own, so that no website can
// reach the playground by pointing its name at a loopback address.
func (p *Playground) guard(next http.Handler) http.Handler {
	_, port, _ := net.SplitHostPort(p.listener.Addr().String())
	hosts := map[string]bool{
		p.listener.Addr().String():          true,
		net.JoinHostPort("localhost", port): true,
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if !hosts[r.Host] {
			http.Error(w, "The playground answers to "+p.URL()+" only.", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// endpoint makes a route of a function from a JSON body to an answer.
func endpoint[B any](p *Playground, do func(context.Context, B) (answer, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var body B
		if err := read(w, r, &body); err != nil {
			p.fail(w, err)
			return
		}
		out, err := do(r.Context(), body)
		if err != nil {
			p.fail(w, err)
			return
		}
		p.write(w, http.StatusOK, out)
	}
}

// fail answers with a sentence.
func (p *Playground) fail(w http.ResponseWriter, err error) {
	var r *refusal
	if !errors.As(err, &r) {
		r = &refusal{http.StatusInternalServerError, sayPanic}
	}
	p.log.Debug("a request was refused", "status", r.status)
	p.write(w, r.status, answer{Problem: r.text})
}

func (p *Playground) write(w http.ResponseWriter, status int, value any) {
	data, err := json.Marshal(value)
	if err != nil {
		p.log.Error("an answer was not written", "error", err)
		status, data = http.StatusInternalServerError, []byte(`{}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(data)
}

// stateView is everything that a page needs to start as one person.
type stateView struct {
	Mark     string        `json:"mark"`
	Me       string        `json:"me"`
	Intro    string        `json:"intro"`
	People   []personView  `json:"people"`
	Channels []channelView `json:"channels"`
	Commands []commandView `json:"commands"`
	Entries  []entryView   `json:"entries"`
	Status   status        `json:"status"`
}

type personView struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Owner bool   `json:"owner"`
}

type channelView struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type commandView struct {
	Name  string    `json:"name"`
	Hint  string    `json:"hint"`
	Owner bool      `json:"owner"`
	Args  []argView `json:"args"`
}

// argView is an argument; its kind is "word", "member" or "suggested".
type argView struct {
	Name string `json:"name"`
	Hint string `json:"hint"`
	Kind string `json:"kind"`
}

func commandViewOf(c chat.Command) commandView {
	v := commandView{Name: c.Name, Hint: c.Hint, Owner: c.Owner, Args: []argView{}}
	for _, a := range c.Args {
		if a.Kind == chat.FilesArg {
			continue // they are dropped into the conversation
		}
		kind := map[chat.ArgKind]string{chat.WordArg: "word", chat.MemberArg: "member", chat.SuggestedArg: "suggested"}[a.Kind]
		v.Args = append(v.Args, argView{Name: a.Name, Hint: a.Hint, Kind: kind})
	}
	return v
}

// state answers for the asked person, or for the first one when as names nobody.
func (p *Playground) state(w http.ResponseWriter, r *http.Request) {
	who, ok := p.person(r.URL.Query().Get("as"))
	if !ok {
		who = p.settings.People[0]
	}
	entries, seq := p.history.now(who.ID)
	v := stateView{Mark: p.mark(seq), Me: who.ID, Intro: p.settings.Intro, Entries: []entryView{}, Status: p.status()}
	for _, q := range p.settings.People {
		v.People = append(v.People, personView(q))
	}
	for _, c := range p.settings.Channels {
		v.Channels = append(v.Channels, channelView(c))
	}
	for _, c := range p.settings.Commands {
		v.Commands = append(v.Commands, commandViewOf(c))
	}
	for _, e := range entries {
		v.Entries = append(v.Entries, viewOf(e, who.ID))
	}
	p.write(w, http.StatusOK, v)
}

func (p *Playground) asset(w http.ResponseWriter, r *http.Request, name string) {
	data, err := fs.ReadFile(assets, path.Join("assets", name))
	if err != nil || !fs.ValidPath(name) {
		http.NotFound(w, r)
		return
	}
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(data))
}

// attached finds the entry of a picture or a file for the person who asks.
func (p *Playground) attached(r *http.Request) (entry, int, bool) {
	who, ok := p.person(r.URL.Query().Get("as"))
	e, found := p.history.find(r.PathValue("id"))
	n, err := strconv.Atoi(r.PathValue("n"))
	return e, n, ok && found && err == nil && n >= 0 && e.visible(who.ID)
}

func (p *Playground) picture(w http.ResponseWriter, r *http.Request) {
	e, n, ok := p.attached(r)
	if !ok || n >= len(e.message.Images) {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(e.message.Images[n].PNG))
}

func (p *Playground) file(w http.ResponseWriter, r *http.Request) {
	e, n, ok := p.attached(r)
	if !ok || n >= len(e.message.Files) {
		http.NotFound(w, r)
		return
	}
	f := e.message.Files[n]
	kind := "application/octet-stream"
	if _, _, err := mime.ParseMediaType(f.Type); err == nil {
		kind = f.Type
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.Data))
}

// capital writes the first letter large; the sentences start with an ASCII letter.
func capital(s string) string {
	if s != "" && s[0] >= 'a' && s[0] <= 'z' {
		return string(s[0]-'a'+'A') + s[1:]
	}
	return s
}
