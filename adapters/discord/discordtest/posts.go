package discordtest

import (
	"net/http"
	"slices"
	"strconv"
)

// room is a channel that a post may go to; the caller holds mu.
func (s *Server) room(id string, files bool) (*channel, *refusal) {
	c, r := s.seen(id)
	if r != nil {
		return nil, r
	}
	may := s.botMay(c)
	switch c.kind {
	case kindDirect:
		u := s.users[c.user]
		if u.closed {
			return nil, forbidden(50007, "Cannot send messages to this user")
		}
		if !slices.ContainsFunc(s.guildsOfBot(), func(g *guild) bool { _, in := g.members[c.user]; return in }) {
			return nil, forbidden(50278, "Cannot send messages to this user due to having no mutual guilds")
		}
		return c, nil
	case kindThread:
		if may&SendMessagesInThreads == 0 {
			return nil, forbidden(50013, "Missing Permissions")
		}
		if c.locked && c.archived {
			return nil, bad(50083, "Thread is archived")
		}
		if c.locked {
			return nil, bad(160005, "This thread is locked")
		}
	default:
		if may&SendMessages == 0 {
			return nil, forbidden(50013, "Missing Permissions")
		}
	}
	if files && may&AttachFiles == 0 {
		return nil, forbidden(50013, "Missing Permissions")
	}
	return c, nil
}

// https://discord.com/developers/docs/resources/message#create-message
func (s *Server) post(c *call) (done, *refusal) {
	room, r := s.room(c.at("channel"), len(c.files) > 0)
	if r != nil {
		return no(r)
	}
	nonce, r := nonceOf(c.body)
	if r != nil {
		return no(r)
	}
	m, r := s.draft(c, c.body, where{what: "post", nonce: true})
	if r != nil {
		return no(r)
	}
	key := room.id + " " + nonce
	if nonce != "" && c.body["enforce_nonce"] == true && s.nonces[key] != nil {
		return ok(s.messageJSON(s.nonces[key]))
	}
	m.Nonce = nonce
	if room.kind == kindThread {
		room.archived = false // a post reopens a thread that is not locked
	}
	s.keep(room, m)
	if nonce != "" {
		s.nonces[key] = m
	}
	s.counts.Posts++
	return ok(s.messageJSON(m))
}

// ForgetNonces forgets what was posted under which nonce, as Discord does after
// some minutes.
func (s *Server) ForgetNonces() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nonces = map[string]*Message{}
}

// https://discord.com/developers/docs/resources/message#get-channel-messages
func (s *Server) history(c *call) (done, *refusal) {
	room, r := s.seen(c.at("channel"))
	if r != nil {
		return no(r)
	}
	q := c.req.URL.Query()
	limit := 50
	if raw := q.Get("limit"); raw != "" {
		n, err := strconv.Atoi(raw)
		if err != nil || n < 1 || n > 100 {
			return no(badForm(breach{"limit", "NUMBER_TYPE_RANGE", "int value should be between 1 and 100."}))
		}
		limit = n
	}
	anchors := 0
	for key := range q {
		if !slices.Contains([]string{"limit", "before", "after", "around"}, key) {
			s.problem("history: unknown parameter %s", key)
		}
		if key != "limit" {
			anchors++
			if !isSnowflake(q.Get(key)) && q.Get(key) != "0" {
				return no(badForm(breach{key, "NUMBER_TYPE_COERCE", "Value is not snowflake."}))
			}
		}
	}
	if anchors > 1 || q.Get("around") != "" {
		s.problem("history: one of before and after at a time; around is not played here")
	}
	out := []object{}
	if s.botMay(room)&ReadMessageHistory == 0 {
		return ok(out) // no refusal: nothing is seen
	}
	var list []*Message
	before, after := q.Get("before"), q.Get("after")
	for _, m := range room.messages {
		if (before == "" || older(m.ID, before)) && (after == "" || older(after, m.ID)) {
			list = append(list, m)
		}
	}
	if after != "" {
		list = list[:min(limit, len(list))] // the oldest after it
	} else {
		list = list[max(0, len(list)-limit):]
	}
	for _, m := range slices.Backward(list) {
		out = append(out, s.messageJSON(m))
	}
	return ok(out)
}

// message is one that the bot may read; the caller holds mu.
func (s *Server) message(c *call) (*Message, *refusal) {
	room, r := s.seen(c.at("channel"))
	if r != nil {
		return nil, r
	}
	if s.botMay(room)&ReadMessageHistory == 0 {
		return nil, forbidden(50013, "Missing Permissions")
	}
	if m := s.find(room.id, c.at("message")); m != nil {
		return m, nil
	}
	return nil, unknown(10008, "Unknown Message")
}

func (s *Server) getMessage(c *call) (done, *refusal) {
	m, r := s.message(c)
	if r != nil {
		return no(r)
	}
	return ok(s.messageJSON(m))
}

// https://discord.com/developers/docs/resources/message#edit-message
func (s *Server) patchMessage(c *call) (done, *refusal) {
	room, r := s.seen(c.at("channel"))
	if r != nil {
		return no(r)
	}
	old := s.find(room.id, c.at("message"))
	switch {
	case old == nil:
		return no(unknown(10008, "Unknown Message"))
	case old.From != Bot:
		return no(forbidden(50005, "Cannot edit a message authored by another user"))
	case room.kind == kindThread && room.archived:
		return no(bad(50083, "Thread is archived"))
	case len(c.files) > 0 && s.botMay(room)&AttachFiles == 0:
		return no(forbidden(50013, "Missing Permissions"))
	}
	m, r := s.draft(c, c.body, where{what: "edit", edit: old})
	if r != nil {
		return no(r)
	}
	replace(old, m)
	s.counts.Edits++
	return ok(s.messageJSON(old))
}

// https://discord.com/developers/docs/resources/user#create-dm
func (s *Server) openDirect(c *call) (done, *refusal) {
	to := str(c.body["recipient_id"])
	if !isSnowflake(to) {
		return no(badForm(breach{"recipient_id", "NUMBER_TYPE_COERCE", "Value is not snowflake."}))
	}
	if len(c.body) != 1 {
		s.problem("open a conversation: unknown fields")
	}
	if s.users[to] == nil {
		return no(unknown(10013, "Unknown User"))
	}
	if to == Bot {
		return no(bad(50033, "Invalid Recipient(s)"))
	}
	return ok(s.channelJSON(s.direct(to)))
}

// https://discord.com/developers/docs/resources/channel#start-thread-from-message
func (s *Server) startThread(c *call) (done, *refusal) {
	room, r := s.seen(c.at("channel"))
	if r != nil {
		return no(r)
	}
	switch {
	case room.kind != kindText:
		return no(bad(50024, "Cannot execute action on this channel type"))
	case s.botMay(room)&CreatePublicThreads == 0:
		return no(forbidden(50013, "Missing Permissions"))
	}
	m := s.find(room.id, c.at("message"))
	if m == nil {
		return no(unknown(10008, "Unknown Message"))
	}
	v := newValidator(nil)
	v.keys("", c.body, "name", "auto_archive_duration", "rate_limit_per_user")
	name := v.str("", c.body, "name", 1, 100)
	v.archiveAfter(c.body)
	for _, soft := range v.soft {
		s.problem("start a thread: %s", soft)
	}
	if len(v.breaches) > 0 {
		return no(badForm(v.breaches...))
	}
	if m.thread {
		return no(bad(160004, "A thread has already been created for this message"))
	}
	m.thread = true
	t := &channel{id: m.ID, guild: room.guild, name: name, kind: kindThread, parent: room.id}
	s.channels[t.id] = t
	return done{http.StatusCreated, s.channelJSON(t)}, nil
}

func (v *validator) archiveAfter(body object) {
	if minutes := v.num("", body, "auto_archive_duration", 1440, 1, 10080); !slices.Contains([]int{60, 1440, 4320, 10080}, minutes) {
		v.fail("auto_archive_duration", "BASE_TYPE_CHOICES", "Value must be one of {60, 1440, 4320, 10080}.")
	}
}

// https://discord.com/developers/docs/resources/channel#modify-channel
func (s *Server) patchChannel(c *call) (done, *refusal) {
	t, r := s.seen(c.at("channel"))
	if r != nil {
		return no(r)
	}
	if t.kind != kindThread {
		return no(forbidden(50013, "Missing Permissions")) // a channel needs MANAGE_CHANNELS
	}
	v := newValidator(nil)
	v.keys("", c.body, "archived")
	archived := v.flag("", c.body, "archived")
	for _, soft := range v.soft {
		s.problem("change a thread: %s, and nothing else is played here", soft)
	}
	switch {
	case len(v.breaches) > 0:
		return no(badForm(v.breaches...))
	case s.botMay(t)&SendMessagesInThreads == 0, t.locked:
		return no(forbidden(50013, "Missing Permissions"))
	}
	t.archived = archived
	return ok(s.channelJSON(t))
}

func (s *Server) getChannel(c *call) (done, *refusal) {
	room, r := s.seen(c.at("channel"))
	if r != nil {
		return no(r)
	}
	return ok(s.channelJSON(room))
}
