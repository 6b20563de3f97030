package discordtest

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"time"
)

// Options of a stand-in; every empty one has a default.
type Options struct {
	BotToken string // "test.bot.token"
	// Permissions of the bot's role in each server; DefaultPermissions.
	Permissions int64
	// AckWithin is how long a first response may take; Discord's 3 s. A loaded
	// machine wants more.
	AckWithin time.Duration
	// TokenLife is how long an interaction's token works; Discord's 15 min.
	TokenLife time.Duration
	// Heartbeat is the gateway's heartbeat interval; Discord's 41.25 s.
	Heartbeat time.Duration
	// Grace is how much longer than two intervals a connection may go without a
	// heartbeat before it is closed with 4009; 10 s, for busy machines.
	Grace time.Duration
	// Shards is how many GET /gateway/bot recommends; 1.
	Shards int
	// IdentifyEvery is the pause that max_concurrency 1 asks between two Identify;
	// Discord's is 5 s. Zero asks for none.
	IdentifyEvery time.Duration
}

// Server is the stand-in.
type Server struct {
	opt    Options
	http   *httptest.Server
	public ed25519.PublicKey
	secret ed25519.PrivateKey

	mu       sync.Mutex
	changed  chan struct{} // closed at every change
	closed   bool
	seq      int
	base     string // of the bot's listener; empty is the gateway
	users    map[string]*user
	guilds   map[string]*guild
	channels map[string]*channel
	private  map[string][]*Message // ephemeral ones, by reader
	modals   map[string]*Form
	nonces   map[string]*Message // by channel and nonce
	commands []object
	acts     map[string]*interaction // by token
	uploads  map[string]File         // of commands, by id
	sessions []*session
	sockets  []*socket
	starts   startLimit
	next     []planned
	slow     time.Duration
	twice    bool
	revoked  bool
	deadURL  bool
	counts   Counts
	problems []string
}

type object = map[string]any

// New starts a stand-in on a local port, with one server, one channel, Ann and Bob.
func New(o Options) *Server {
	if o.BotToken == "" {
		o.BotToken = "test.bot.token"
	}
	if o.Permissions == 0 {
		o.Permissions = DefaultPermissions
	}
	if o.AckWithin == 0 {
		o.AckWithin = 3 * time.Second
	}
	if o.TokenLife == 0 {
		o.TokenLife = 15 * time.Minute
	}
	if o.Heartbeat == 0 {
		o.Heartbeat = 41250 * time.Millisecond
	}
	if o.Grace == 0 {
		o.Grace = 10 * time.Second
	}
	if o.Shards == 0 {
		o.Shards = 1
	}
	public, secret, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		panic(err) // the system has no randomness
	}
	s := &Server{
		opt: o, public: public, secret: secret, changed: make(chan struct{}),
		users: map[string]*user{}, guilds: map[string]*guild{}, channels: map[string]*channel{},
		private: map[string][]*Message{}, modals: map[string]*Form{}, nonces: map[string]*Message{},
		acts: map[string]*interaction{}, uploads: map[string]File{}, starts: startLimit{total: 1000, remaining: 1000},
	}
	s.users[Bot] = &user{id: Bot, name: "studybot", bot: true}
	s.AddGuild(Guild, "Study circle")
	s.AddChannel(Guild, Channel, "study")
	s.AddMember(Guild, Ann, "ann", memberPermissions)
	s.AddMember(Guild, Bob, "bob", memberPermissions)
	mux := http.NewServeMux()
	s.routes(mux)
	mux.HandleFunc("GET /files/{message}/{file}", s.serveFile)
	mux.HandleFunc("GET /uploads/{file}", s.serveUpload)
	mux.HandleFunc("/gateway/", s.serveGateway)
	mux.HandleFunc("/resume/", s.serveGateway)
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

// APIURL is what DISCORD_API_URL is set to: the base above /api/v10.
func (s *Server) APIURL() string { return s.http.URL }

// Tokens are the values of DISCORD_BOT_TOKEN, DISCORD_APP_ID and DISCORD_PUBLIC_KEY.
func (s *Server) Tokens() (bot, app, publicKey string) {
	return s.opt.BotToken, App, hex.EncodeToString(s.public)
}

func (s *Server) socketURL(path string) string {
	return "ws" + strings.TrimPrefix(s.http.URL, "http") + path
}

// notify tells those who wait that something changed; the caller holds mu.
func (s *Server) notify() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// problem records what the bot does wrong; the caller holds mu.
func (s *Server) problem(format string, args ...any) {
	s.problems = append(s.problems, fmt.Sprintf(format, args...))
}

// Problems are all breaches so far, each with its reason.
func (s *Server) Problems() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.problems)
}

// Messages are those of a channel, thread or direct conversation, oldest first.
func (s *Server) Messages(id string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.channels[id]; c != nil {
		return values(c.messages)
	}
	return nil
}

// Private are the messages that this member alone sees ("ephemeral"), oldest first.
func (s *Server) Private(user string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return values(s.private[user])
}

// Direct are the messages of the bot's conversation with the member, oldest first.
func (s *Server) Direct(user string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.channels[s.directID(user)]; c != nil {
		return values(c.messages)
	}
	return nil
}

// Threads are the ids of the channel's threads, oldest first.
func (s *Server) Threads(channel string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for id, c := range s.channels {
		if c.kind == kindThread && c.parent == channel {
			out = append(out, id)
		}
	}
	slices.SortFunc(out, byAge)
	return out
}

// Modal is the form that is open for the member.
func (s *Server) Modal(user string) (Form, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.modals[user]; f != nil {
		return *f, true
	}
	return Form{}, false
}

// Commands are the registered commands, as they were sent.
func (s *Server) Commands() []map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.commands)
}

func byAge(a, b string) int {
	switch {
	case older(a, b):
		return -1
	case older(b, a):
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
