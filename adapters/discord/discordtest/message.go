package discordtest

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Message flags. https://discord.com/developers/docs/resources/message#message-object-message-flags
const (
	flagNoEmbeds     = 1 << 2
	flagEphemeral    = 1 << 6
	flagLoading      = 1 << 7
	flagSilent       = 1 << 12
	flagComponentsV2 = 1 << 15
)

// Message is a message as Discord keeps it.
type Message struct {
	ID, Channel string
	// Guild is empty in a direct conversation.
	Guild string
	// From is the author; To the only reader of a private ("ephemeral") message.
	From, To string
	// Content is the text of a person, or of a bot without Components V2.
	Content    string
	Flags      int
	Components []map[string]any
	Files      []File
	Nonce      string
	// Loading is true while the bot is "thinking".
	Loading bool
	Edits   int
	// Body is what was sent last, as it was sent.
	Body map[string]any

	embeds  int
	thread  bool   // a thread hangs below
	answers string // the interaction that it responds to
}

// File is an attachment.
type File struct {
	ID, Name, Type string
	// Alt are the words of the picture ("description").
	Alt  string
	Data []byte
	part string // n of files[n]
}

// where says what a body is for.
type where struct {
	what      string // for Problems
	ephemeral bool   // flag 64 is allowed
	edit      *Message
	nonce     bool
}

// reference is a file name that attachment:// can name.
// https://discord.com/developers/docs/reference#uploading-files
var reference = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)

// draft checks a body and makes a message of it; the caller holds mu.
func (s *Server) draft(c *call, body object, w where) (*Message, *refusal) {
	if body == nil && len(c.files) == 0 {
		return nil, bad(50006, "Cannot send an empty message")
	}
	m := &Message{From: Bot, Body: body}
	if w.edit != nil {
		copied := *w.edit
		m, m.Body = &copied, body
	}
	v := newValidator(nil)
	allowed := []string{"content", "embeds", "allowed_mentions", "components", "attachments", "flags"}
	if w.edit == nil {
		allowed = append(allowed, "tts")
	}
	if w.nonce {
		allowed = append(allowed, "nonce", "enforce_nonce", "message_reference")
	}
	v.keys("", body, allowed...)
	v.flags(m, body, w)
	if body["content"] != nil {
		m.Content = v.str("", body, "content", 0, 2000)
	}
	if body["embeds"] != nil {
		m.embeds = len(v.list("", body, "embeds", 0, 10))
	}
	v2 := m.Flags&flagComponentsV2 != 0
	s.attach(v, m, c, body)
	v.file = func(name string) bool {
		return slices.ContainsFunc(m.Files, func(f File) bool { return f.Name == name })
	}
	if body["components"] != nil {
		m.Components = v.list("", body, "components", 0, maxComponents)
		v.components(m.Components, v2)
	} else if w.edit != nil { // the old ones must still find their files
		v.components(copyOf(m.Components), v2)
	}
	if v2 {
		for _, key := range []string{"content", "embeds"} {
			if x := body[key]; x != nil && x != "" {
				v.fail(key, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "The '%s' field cannot be used when using MessageFlags.IS_COMPONENTS_V2", key)
			}
		}
		for _, f := range m.Files {
			if !v.used[f.Name] {
				v.soft = append(v.soft, "the file "+strconv.Quote(f.Name)+" is attached but no component shows it")
			}
		}
	}
	v.mentions(body)
	for _, soft := range v.soft {
		s.problem("%s: %s", w.what, soft)
	}
	if len(v.breaches) > 0 {
		return nil, badForm(v.breaches...)
	}
	if v2 && len(m.Components) == 0 || !v2 && m.Content == "" && m.embeds == 0 && len(m.Components) == 0 && len(m.Files) == 0 {
		return nil, bad(50006, "Cannot send an empty message")
	}
	m.Components = copyOf(m.Components) // Body stays as it was sent
	assignIDs(m.Components)
	if drawn := m.drawnMentions(); len(drawn) > 0 {
		s.problem("%s: drawn as a mention or as a link to elsewhere: %q", w.what, drawn)
	}
	m.Loading, m.Flags = false, m.Flags&^flagLoading
	return m, nil
}

func (v *validator) flags(m *Message, body object, w where) {
	n := v.num("", body, "flags", 0, 0, 1<<31)
	known := flagNoEmbeds | flagComponentsV2
	if w.edit == nil {
		known |= flagSilent
	}
	if w.ephemeral {
		known |= flagEphemeral
	}
	if n&^known != 0 {
		v.fail("flags", "BITFIELD_TYPE_INVALID", "The flags %d cannot be set here.", n&^known)
	}
	if w.edit == nil {
		m.Flags = n
		return
	}
	if body["flags"] != nil && n&flagComponentsV2 == 0 && m.Flags&flagComponentsV2 != 0 {
		v.fail("flags", "MESSAGE_COMPONENTS_V2_FLAG_REMOVED", "IS_COMPONENTS_V2 cannot be removed from a message.")
	}
	m.Flags |= n
}

// attach reads the attachments: kept ones by their id, new ones by the n of files[n].
// https://discord.com/developers/docs/reference#editing-message-attachments
func (s *Server) attach(v *validator, m *Message, c *call, body object) {
	old := m.Files
	m.Files = nil
	given := map[string]object{}
	if body["attachments"] == nil {
		m.Files = slices.Clone(old)
	}
	for i, a := range v.list("", body, "attachments", 0, 10) {
		at := join("attachments", i)
		v.keys(at, a, "id", "filename", "description")
		v.str(at, a, "description", 0, maxAlt)
		id := str(a["id"])
		if n, ok := a["id"].(float64); ok {
			id = strconv.Itoa(int(n))
		}
		given[id] = a
		kept := slices.IndexFunc(old, func(f File) bool { return f.ID == id })
		switch {
		case kept >= 0:
			f := old[kept]
			if a["description"] != nil {
				f.Alt = str(a["description"])
			}
			m.Files = append(m.Files, f)
		case !slices.ContainsFunc(c.files, func(f File) bool { return f.part == id }):
			v.fail(at, "ATTACHMENT_NOT_FOUND", "There is no files[%s] and no such attachment", id)
		}
	}
	for _, f := range c.files {
		f.ID = s.id()
		if a := given[f.part]; a != nil {
			f.Alt = str(a["description"])
			if name := str(a["filename"]); name != "" {
				f.Name = name
			}
		}
		if len(f.Data) == 0 {
			v.fail("files."+f.part, "ATTACHMENT_EMPTY", "The file is empty")
		}
		if !reference.MatchString(f.Name) {
			v.soft = append(v.soft, "the file name "+strconv.Quote(f.Name)+" will be changed: only letters, digits, dot, dash and underscore stay")
		}
		if slices.ContainsFunc(m.Files, func(o File) bool { return o.Name == f.Name }) {
			v.soft = append(v.soft, "two files are named "+strconv.Quote(f.Name))
		}
		m.Files = append(m.Files, f)
	}
	if len(m.Files) > 10 {
		v.fail("attachments", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
	}
}

// mentions asks for allowed_mentions {"parse":[]}: by default every mention notifies.
// https://discord.com/developers/docs/resources/message#allowed-mentions-object
func (v *validator) mentions(body object) {
	o, ok := body["allowed_mentions"].(object)
	parse, list := o["parse"].([]any)
	if !ok || !list || len(parse) > 0 || o["users"] != nil || o["roles"] != nil || o["replied_user"] == true {
		v.soft = append(v.soft, `allowed_mentions is not {"parse":[]}: text could notify people`)
	}
}

// keep stores a new message in its channel; the caller holds mu.
func (s *Server) keep(c *channel, m *Message) {
	m.ID, m.Channel, m.Guild = s.id(), c.id, c.guild
	c.messages = append(c.messages, m)
	if c.kind == kindDirect {
		s.dispatch("", intentDirect, "MESSAGE_CREATE", s.messageJSON(m))
	}
}

// find is a message that is not private; the caller holds mu.
func (s *Server) find(channel, id string) *Message {
	if c := s.channels[channel]; c != nil {
		for _, m := range c.messages {
			if m.ID == id {
				return m
			}
		}
	}
	return nil
}

// remove forgets a message; the caller holds mu.
func (s *Server) remove(channel, id string) {
	gone := func(m *Message) bool { return m.ID == id }
	if c := s.channels[channel]; c != nil {
		c.messages = slices.DeleteFunc(c.messages, gone)
	}
	for reader, list := range s.private {
		s.private[reader] = slices.DeleteFunc(list, gone)
	}
}

// replace puts an edited message in the place of the old one.
func replace(old, edited *Message) {
	edits := old.Edits + 1
	*old = *edited
	old.Edits = edits
}

// messageJSON is a message as the API returns it. What people wrote in a server is
// left out, because the bot has no MESSAGE_CONTENT intent.
// https://discord.com/developers/docs/topics/gateway#message-content-intent
func (s *Server) messageJSON(m *Message) object {
	o := object{
		"id": m.ID, "type": 0, "channel_id": m.Channel, "author": s.userJSON(m.From), "content": m.Content,
		"timestamp": stamp(snowflakeTime(m.ID)), "edited_timestamp": nil, "tts": false, "mention_everyone": false,
		"mentions": []any{}, "mention_roles": []any{}, "attachments": []any{}, "embeds": []any{}, "pinned": false,
		"flags": m.Flags, "components": s.shown(m),
	}
	if m.Edits > 0 {
		o["edited_timestamp"] = stamp(time.Now())
	}
	list := []object{}
	for _, f := range m.Files {
		at := cdn(m.Channel, f)
		if m.From != Bot {
			at = s.http.URL + "/files/" + m.ID + "/" + f.ID // what people attach can be fetched here
		}
		list = append(list, object{
			"id": f.ID, "filename": f.Name, "size": len(f.Data), "url": at, "proxy_url": at,
			"content_type": f.Type, "description": f.Alt,
		})
	}
	o["attachments"] = list
	if m.From == Bot {
		o["application_id"] = App
	} else if m.Guild != "" {
		o["content"], o["components"], o["attachments"] = "", []any{}, []any{}
	}
	if m.Nonce != "" {
		o["nonce"] = m.Nonce
	}
	if t := s.channels[m.ID]; t != nil {
		o["thread"] = s.channelJSON(t)
	}
	if m.answers != "" {
		o["webhook_id"] = App
		o["interaction_metadata"] = object{"id": m.answers, "type": 2, "user": s.userJSON(m.To)}
	}
	return o
}

func cdn(channel string, f File) string {
	return "https://cdn.discordapp.com/attachments/" + channel + "/" + f.ID + "/" + f.Name
}

// shown are the components with addresses in place of attachment names.
func (s *Server) shown(m *Message) []object {
	if len(m.Components) == 0 {
		return []object{}
	}
	out := copyOf(m.Components)
	real := func(x any) {
		o, _ := x.(object)
		if name, attached := strings.CutPrefix(str(o["url"]), "attachment://"); attached {
			for _, f := range m.Files {
				if f.Name == name {
					o["url"], o["proxy_url"], o["content_type"], o["attachment_id"] = cdn(m.Channel, f), cdn(m.Channel, f), f.Type, f.ID
				}
			}
		}
	}
	eachComponent(out, func(o object) {
		real(o["media"])
		real(o["file"])
		for _, item := range objects(o["items"]) {
			real(item["media"])
		}
	})
	return out
}

// nonceOf reads the nonce: at most 25 characters, or a number.
// https://discord.com/developers/docs/resources/message#create-message
func nonceOf(body object) (string, *refusal) {
	switch n := body["nonce"].(type) {
	case nil:
		if body["enforce_nonce"] == true {
			return "", badForm(breach{"nonce", "BASE_TYPE_REQUIRED", "This field is required"})
		}
	case float64:
		return strconv.FormatInt(int64(n), 10), nil
	case string:
		if l := utf8.RuneCountInString(n); l < 1 || l > 25 {
			return "", badForm(breach{"nonce", "NONCE_TYPE_TOO_LONG", "Nonce must be 25 or fewer in length."})
		}
		return n, nil
	default:
		return "", badForm(breach{"nonce", "NONCE_TYPE_INVALID", "Nonce must be a string or a number."})
	}
	return "", nil
}
