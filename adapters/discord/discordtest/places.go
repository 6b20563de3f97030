package discordtest

import "strconv"

// https://discord.com/developers/docs/resources/application#get-current-application
func (s *Server) application(*call) (done, *refusal) {
	key := ""
	_, _, key = s.Tokens()
	return ok(object{
		"id": App, "name": "studybot", "description": "", "bot": s.userJSON(Bot), "verify_key": key, "flags": 0,
		"bot_public": true, "bot_require_code_grant": false, "interactions_endpoint_url": nil,
		"approximate_guild_count": len(s.guildsOfBot()),
	})
}

// https://discord.com/developers/docs/resources/user#get-current-user-guilds
func (s *Server) myGuilds(c *call) (done, *refusal) {
	q := c.req.URL.Query()
	limit := 200
	if raw := q.Get("limit"); raw != "" {
		n, err := strconv.Atoi(raw)
		if err != nil || n < 1 || n > 200 {
			return no(badForm(breach{"limit", "NUMBER_TYPE_RANGE", "int value should be between 1 and 200."}))
		}
		limit = n
	}
	out := []object{}
	for _, g := range s.guildsOfBot() {
		if after := q.Get("after"); (after == "" || older(after, g.id)) && len(out) < limit {
			out = append(out, object{"id": g.id, "name": g.name, "icon": nil, "owner": false, "permissions": bits(g.role), "features": []string{}})
		}
	}
	return ok(out)
}

func (s *Server) guild(id string) (*guild, *refusal) {
	if g := s.guilds[id]; g != nil && g.bot {
		return g, nil
	}
	return nil, unknown(10004, "Unknown Guild")
}

func (s *Server) getGuild(c *call) (done, *refusal) {
	g, r := s.guild(c.at("guild"))
	if r != nil {
		return no(r)
	}
	return ok(s.guildJSON(g))
}

func (s *Server) getMember(c *call) (done, *refusal) {
	g, r := s.guild(c.at("guild"))
	if r != nil {
		return no(r)
	}
	id := c.at("user")
	if _, in := g.members[id]; !in && id != Bot {
		if s.users[id] == nil {
			return no(unknown(10013, "Unknown User"))
		}
		return no(unknown(10007, "Unknown Member"))
	}
	return ok(s.memberJSON(g, id))
}
