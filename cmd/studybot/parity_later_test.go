package main

import (
	"context"
	"strings"
	"sync/atomic"

	"studybot/bot/chat"
	"studybot/bot/material"
)

// What the bot reads of files, or writes of a pack, is its answer when it is there within
// a second. Else it is announced and comes as a message: in this walk on one platform at
// will, and on any of them when the machine is busy. All say the same either way.

// unhurried is an importer whose work for one side lasts until the bot has announced it.
type unhurried struct {
	material.Importer
	side atomic.Pointer[side] // nil: for none
}

func (u *unhurried) wait(team string) {
	if s := u.side.Load(); s != nil && s.scene.Stage().Team == team {
		n := s.asked()
		soon(func() bool { return s.asked() > n })
	}
}

func (u *unhurried) Read(ctx context.Context, team string, files []chat.File) (material.Draft, error) {
	u.wait(team)
	return u.Importer.Read(ctx, team, files)
}

func (u *unhurried) Publish(ctx context.Context, team, token string) (material.Published, error) {
	u.wait(team)
	return u.Importer.Publish(ctx, team, token)
}

// posting is a side's platform as the bot has it: what was announced is remembered when
// it comes.
type posting struct {
	chat.Platform
	side *side
}

func (p posting) Send(ctx context.Context, post chat.Post) (chat.Ref, error) {
	if strings.HasPrefix(post.Key, "import/") {
		p.side.mu.Lock()
		p.side.later = append(p.side.later, post.Message)
		p.side.mu.Unlock()
	}
	return p.Platform.Send(ctx, post)
}

func (s *side) posted() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.later)
}

// announces says that a reply is no more than the word that the answer will come.
func announces(r chat.Reply) bool {
	for _, m := range []*chat.Message{r.Private, r.Update, r.Direct} {
		if m != nil && m.Title == "" && len(m.Body) == 1 && strings.HasSuffix(m.Body[0].Text, "in a moment.") {
			return true
		}
	}
	return false
}

// awaited is the reply; in the place of one that only announces, which must be drawn too,
// the message that comes after the first n.
func (p *parity) awaited(name string, s *side, member string, before map[string]bool, r chat.Reply, n int) chat.Reply {
	p.t.Helper()
	if !announces(r) {
		return r
	}
	p.drawn(name, s, member, before, r, facts{})
	if !soon(func() bool { return s.posted() > n }) {
		p.t.Fatalf("%s, %s: what was announced never came", s.name, name)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return chat.Reply{Direct: &s.later[n]}
}
