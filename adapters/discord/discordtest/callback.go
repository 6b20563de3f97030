package discordtest

import (
	"net/http"
	"slices"
	"time"
)

// Choice is a suggestion for what is being typed.
type Choice struct{ Name, Value string }

// Form is an open modal.
type Form struct {
	// CustomID and Title are as they were sent.
	CustomID, Title string
	Components      []map[string]any
	room            *channel
	source          *Message
}

// Interaction callback types.
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type
const (
	giveMessage    = 4
	giveLater      = 5
	giveNothingYet = 6
	giveUpdate     = 7
	giveChoices    = 8
	giveForm       = 9
)

// callback is the first response over REST.
// https://discord.com/developers/docs/interactions/receiving-and-responding#create-interaction-response
func (s *Server) callback(c *call) (done, *refusal) {
	it := s.acts[c.at("token")]
	if it == nil || it.id != c.at("id") {
		return no(unknown(10062, "Unknown interaction"))
	}
	if it.answered {
		s.counts.Again++
		return no(bad(40060, "Interaction has already been acknowledged."))
	}
	if time.Now().After(it.deadline) {
		return no(unknown(10062, "Unknown interaction"))
	}
	if r := s.respond(it, c); r != nil {
		it.refused = r
		if len(r.breaches) == 0 {
			s.problem("a first response: %s", r)
		}
		return no(r)
	}
	if c.req.URL.Query().Get("with_response") != "true" {
		return done{}, nil
	}
	out := object{"interaction": object{"id": it.id, "type": it.kind}}
	if it.original != nil {
		out["resource"] = object{"type": c.body["type"], "message": s.messageJSON(it.original)}
	}
	return ok(out)
}

// respond carries out a first response; the caller holds mu.
func (s *Server) respond(it *interaction, c *call) *refusal {
	v := newValidator(nil)
	v.keys("", c.body, "type", "data")
	kind := v.num("", c.body, "type", 0, 1, 20)
	data, _ := c.body["data"].(object)
	allowed := map[int][]int{
		actCommand:   {giveMessage, giveLater, giveForm},
		actComponent: {giveMessage, giveLater, giveNothingYet, giveUpdate, giveForm},
		actComplete:  {giveChoices},
		actSubmit:    {giveMessage, giveLater}, // never another form
	}[it.kind]
	if it.kind == actSubmit && it.source != nil {
		allowed = append(allowed, giveNothingYet, giveUpdate)
	}
	if !slices.Contains(allowed, kind) {
		v.fail("type", "BASE_TYPE_CHOICES", "Value must be one of %v.", allowed)
	}
	for _, soft := range v.soft {
		s.problem("a first response: %s", soft)
	}
	if len(v.breaches) > 0 {
		return badForm(v.breaches...)
	}
	r := s.give(it, c, kind, data)
	if r == nil {
		it.answered = true
		s.counts.Responses++
	}
	return r
}

func (s *Server) give(it *interaction, c *call, kind int, data object) *refusal {
	switch kind {
	case giveMessage:
		m, r := s.draft(c, data, where{what: "a response", ephemeral: true})
		if r != nil {
			return within(r, "data")
		}
		s.show(it, m)
		it.original = m
	case giveLater:
		v := newValidator(nil)
		v.keys("data", data, "flags")
		flags := v.num("data", data, "flags", 0, 0, 1<<31)
		if flags&^flagEphemeral != 0 {
			v.fail("data.flags", "BITFIELD_TYPE_INVALID", "A deferral can only be ephemeral.")
		}
		for _, soft := range v.soft {
			s.problem("a deferral: %s", soft)
		}
		if len(v.breaches) > 0 {
			return badForm(v.breaches...)
		}
		m := &Message{From: Bot, Flags: flags | flagLoading, Loading: true}
		s.show(it, m)
		it.original = m
	case giveNothingYet:
		if len(data) > 0 {
			s.problem("a deferred update carries data")
		}
		it.original = it.source
	case giveUpdate:
		m, r := s.draft(c, data, where{what: "an update", edit: it.source})
		if r != nil {
			return within(r, "data")
		}
		replace(it.source, m)
		it.original = it.source
	case giveChoices:
		list, r := choices(data)
		if r != nil {
			return r
		}
		it.choices = list
	case giveForm:
		v := modalForm(data)
		for _, soft := range v.soft {
			s.problem("a form: %s", soft)
		}
		if len(v.breaches) > 0 {
			return badForm(v.breaches...)
		}
		list := objects(data["components"])
		assignIDs(list)
		s.modals[it.user] = &Form{CustomID: str(data["custom_id"]), Title: str(data["title"]), Components: list, room: it.room, source: it.source}
	}
	return nil
}

// within puts a body's breaches below the field that holds it.
func within(r *refusal, field string) *refusal {
	for i, b := range r.breaches {
		r.breaches[i].path = join(field, b.path)
	}
	return r
}

// https://discord.com/developers/docs/interactions/application-commands#autocomplete
func choices(data object) ([]Choice, *refusal) {
	v := newValidator(nil)
	v.keys("data", data, "choices")
	if data["choices"] == nil {
		v.fail("data.choices", "BASE_TYPE_REQUIRED", "This field is required")
	}
	var out []Choice
	for i, o := range v.list("data", data, "choices", 0, 25) {
		at := join("data.choices", i)
		v.keys(at, o, "name", "value", "name_localizations")
		out = append(out, Choice{v.str(at, o, "name", 1, 100), v.str(at, o, "value", 1, 100)})
	}
	for _, soft := range v.soft {
		v.breaches = append(v.breaches, breach{"data.choices", "UNKNOWN_FIELD", soft})
	}
	return out, badForm(v.breaches...)
}

// show puts a response where its readers see it; the caller holds mu.
func (s *Server) show(it *interaction, m *Message) {
	m.answers = it.id
	if m.Flags&flagEphemeral == 0 {
		s.keep(it.room, m)
		return
	}
	m.ID, m.Channel, m.Guild, m.To = s.id(), it.room.id, it.room.guild, it.user
	s.private[it.user] = append(s.private[it.user], m)
}

// act is the interaction whose token the path carries; the caller holds mu.
func (s *Server) act(c *call) (*interaction, *refusal) {
	it := s.acts[c.at("token")]
	switch {
	case it == nil || c.at("app") != App || time.Now().After(it.end):
		return nil, &refusal{status: http.StatusUnauthorized, code: 50027, message: "Invalid Webhook Token"}
	case !it.answered:
		return nil, unknown(10015, "Unknown Webhook")
	}
	return it, nil
}

// response is the message that the path names; the caller holds mu.
func (s *Server) response(c *call) (*interaction, *Message, *refusal) {
	it, r := s.act(c)
	if r != nil {
		return nil, nil, r
	}
	id := c.at("message")
	m := it.original
	if id != "@original" && (m == nil || m.ID != id) {
		m = nil
		for _, f := range it.made {
			if f.ID == id {
				m = f
			}
		}
	}
	if m == nil || !s.exists(m) {
		return nil, nil, unknown(10008, "Unknown Message")
	}
	return it, m, nil
}

func (s *Server) exists(m *Message) bool {
	return slices.Contains(s.private[m.To], m) || s.find(m.Channel, m.ID) == m
}

func (s *Server) getResponse(c *call) (done, *refusal) {
	_, m, r := s.response(c)
	if r != nil {
		return no(r)
	}
	return ok(s.messageJSON(m))
}

// https://discord.com/developers/docs/interactions/receiving-and-responding#edit-original-interaction-response
func (s *Server) patchResponse(c *call) (done, *refusal) {
	_, old, r := s.response(c)
	if r != nil {
		return no(r)
	}
	m, r := s.draft(c, c.body, where{what: "the edit of a response", edit: old})
	if r != nil {
		return no(r)
	}
	replace(old, m)
	s.counts.Responses++
	return ok(s.messageJSON(old))
}

func (s *Server) deleteResponse(c *call) (done, *refusal) {
	_, m, r := s.response(c)
	if r != nil {
		return no(r)
	}
	s.remove(m.Channel, m.ID)
	return done{}, nil
}

// https://discord.com/developers/docs/interactions/receiving-and-responding#create-followup-message
func (s *Server) followUp(c *call) (done, *refusal) {
	it, r := s.act(c)
	if r != nil {
		return no(r)
	}
	if it.original != nil && it.original.Loading {
		s.problem("a follow-up while the deferred answer is open: Discord takes it for that answer; edit @original instead")
	}
	m, r := s.draft(c, c.body, where{what: "a follow-up", ephemeral: true})
	if r != nil {
		return no(r)
	}
	if it.original != nil && it.original.Loading {
		m.Flags |= it.original.Flags & flagEphemeral
		m.ID, m.Channel, m.Guild, m.To, m.answers = it.original.ID, it.original.Channel, it.original.Guild, it.original.To, it.original.answers
		replace(it.original, m)
		return ok(s.messageJSON(it.original))
	}
	s.show(it, m)
	it.made = append(it.made, m)
	s.counts.Responses++
	return ok(s.messageJSON(m))
}
