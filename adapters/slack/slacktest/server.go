package slacktest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"time"
)

// Options of a stand-in; every empty one has a default.
type Options struct {
	Team          string // "T0STUDY"
	BotToken      string // "xoxb-test-token"
	AppToken      string // "xapp-test-token"
	SigningSecret string // "test-signing-secret"
	BotUser       string // "U0BOT"
	// Channels that exist and have the bot as a member: "C0STUDY".
	Channels []string
	// EventsURL is the base address of the bot's listener; empty is Socket Mode.
	EventsURL string
	// Scopes are told in the X-OAuth-Scopes header of auth.test; a call without its
	// scope is answered missing_scope.
	Scopes []string
	// AckWithin is how long a first response may take; Slack's 3 s. A loaded
	// machine wants more.
	AckWithin time.Duration
	// TriggerLife is how long a trigger opens a form; Slack's 3 s.
	TriggerLife time.Duration
	// SlowFiles is how many times a fresh picture is called an invalid file before
	// it is taken, as Slack does for a moment after an upload.
	SlowFiles int
}

// Server is the stand-in.
type Server struct {
	opt  Options
	http *httptest.Server

	mu       sync.Mutex
	changed  chan struct{} // closed at every change
	seq      int
	closed   bool
	channels map[string][]*Message
	private  map[string][]*Message // by reader
	modals   map[string]*View
	homes    map[string]*View
	files    map[string]*File
	triggers map[string]trigger
	urls     map[string]*responseURL
	dms      map[string]string // conversation id by member
	sockets  []*socket
	pending  map[string]chan []byte // answers by envelope id
	next     map[string][]Failure
	faults   Faults
	rate     Rate
	buckets  map[string]*bucket
	repeat   int
	counts   Counts
	problems []string
}

type trigger struct {
	user  string
	until time.Time
}

type responseURL struct {
	channel, user, ts string
	ephemeral         bool
	uses              int
	until             time.Time
}

// Message is a message as Slack keeps it.
type Message struct {
	Channel, TS, Thread string
	// From is the author; To the only reader of a private ("ephemeral") message.
	From, To  string
	Text      string
	LinkNames bool
	Blocks    []map[string]any
	Metadata  *Metadata
	Files     []File
	Edits     int
	// Args are the call's arguments as they were sent, without the token.
	Args map[string]string
}

// Metadata is a message's metadata.
type Metadata struct {
	EventType    string         `json:"event_type"`
	EventPayload map[string]any `json:"event_payload"`
}

// File is an uploaded file.
type File struct {
	ID, Name, Title, Alt string
	Data                 []byte
	complete             bool
	refusals             int // how often it will still be called invalid
}

// View is an open form or an App Home.
type View struct {
	ID, CallbackID, Metadata string
	Title                    string
	Blocks                   []map[string]any
	// Errors were given beside inputs, by block id.
	Errors map[string]string
	// Published counts how often a Home was published.
	Published int
}

// New starts a stand-in on a local port.
func New(o Options) *Server {
	def := func(to *string, v string) {
		if *to == "" {
			*to = v
		}
	}
	def(&o.Team, "T0STUDY")
	def(&o.BotToken, "xoxb-test-token")
	def(&o.AppToken, "xapp-test-token")
	def(&o.SigningSecret, "test-signing-secret")
	def(&o.BotUser, "U0BOT")
	if len(o.Channels) == 0 {
		o.Channels = []string{"C0STUDY"}
	}
	if o.Scopes == nil {
		o.Scopes = []string{"commands", "chat:write", "im:write", "im:history", "channels:history", "groups:history", "files:read", "files:write"}
	}
	if o.AckWithin == 0 {
		o.AckWithin = 3 * time.Second
	}
	if o.TriggerLife == 0 {
		o.TriggerLife = 3 * time.Second
	}
	s := &Server{
		opt: o, changed: make(chan struct{}),
		channels: map[string][]*Message{}, private: map[string][]*Message{}, modals: map[string]*View{}, homes: map[string]*View{},
		files: map[string]*File{}, triggers: map[string]trigger{}, urls: map[string]*responseURL{}, dms: map[string]string{},
		pending: map[string]chan []byte{}, next: map[string][]Failure{}, buckets: map[string]*bucket{},
	}
	for _, c := range o.Channels {
		s.channels[c] = nil
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", s.serveAPI)
	mux.HandleFunc("/upload/{file}", s.serveUpload)
	mux.HandleFunc("GET /files/{file}", s.serveFile)
	mux.HandleFunc("/response/{id}", s.serveResponse)
	mux.HandleFunc("/link", s.serveSocket)
	s.http = httptest.NewServer(mux)
	return s
}

// Close ends the stand-in.
func (s *Server) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.DropSockets()
	s.http.CloseClientConnections()
	s.http.Close()
}

// APIURL is what SLACK_API_URL is set to.
func (s *Server) APIURL() string { return s.http.URL + "/api/" }

// Tokens are the values of SLACK_BOT_TOKEN, SLACK_APP_TOKEN and
// SLACK_SIGNING_SECRET; of the last two only the one that fits the mode is set.
func (s *Server) Tokens() (bot, app, secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opt.EventsURL != "" {
		return s.opt.BotToken, "", s.opt.SigningSecret
	}
	return s.opt.BotToken, s.opt.AppToken, ""
}

// SendTo delivers events over signed HTTP to this base address from now on.
func (s *Server) SendTo(base string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opt.EventsURL = base
}

// AddChannel makes a channel with the bot in it.
func (s *Server) AddChannel(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.channels[id]; !ok {
		s.channels[id] = nil
	}
}

// RemoveChannel makes a channel unknown.
func (s *Server) RemoveChannel(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.channels, id)
}

// id makes a name that was not used before; the caller holds mu.
func (s *Server) id(prefix string) string {
	s.seq++
	return fmt.Sprintf("%s%07d", prefix, s.seq)
}

// ts makes a message's name, later than all before; the caller holds mu.
func (s *Server) ts() string {
	s.seq++
	return fmt.Sprintf("%d.%06d", time.Now().Unix(), s.seq%1000000)
}

// notify tells those who wait that something changed; the caller holds mu.
func (s *Server) notify() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// reject records what Slack would find wrong; the caller holds mu.
func (s *Server) reject(what string, errs []string) {
	for _, e := range errs {
		s.problems = append(s.problems, what+": "+e)
	}
}

// Problems are all rejected payloads so far, each with its reason.
func (s *Server) Problems() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.problems)
}

// Messages are those of a channel or conversation, oldest first.
func (s *Server) Messages(channel string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return values(s.channels[channel])
}

// Private are the messages that this member alone sees, oldest first.
func (s *Server) Private(user string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return values(s.private[user])
}

// Direct are the messages of the bot's conversation with the member, oldest first.
func (s *Server) Direct(user string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return values(s.channels[s.dms[user]])
}

// Modal is the form that is open for the member.
func (s *Server) Modal(user string) (View, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v := s.modals[user]; v != nil {
		return *v, true
	}
	return View{}, false
}

// Home is the member's App Home.
func (s *Server) Home(user string) (View, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v := s.homes[user]; v != nil {
		return *v, true
	}
	return View{}, false
}

// Files are all uploaded files.
func (s *Server) Files() []File {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []File
	for _, f := range s.files {
		out = append(out, *f)
	}
	slices.SortFunc(out, func(a, b File) int { return compare(a.ID, b.ID) })
	return out
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func values(list []*Message) []Message {
	out := make([]Message, 0, len(list))
	for _, m := range list {
		out = append(out, *m)
	}
	return out
}

// conversation is the id of the bot's direct conversation; the caller holds mu.
func (s *Server) conversation(user string) string {
	id, ok := s.dms[user]
	if !ok {
		id = "D" + user[1:]
		s.dms[user] = id
		s.channels[id] = nil
	}
	return id
}
