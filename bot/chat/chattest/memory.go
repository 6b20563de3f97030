package chattest

import (
	"context"
	"fmt"
	"sync"

	"studybot/bot/chat"
)

// Memory is a platform that keeps what it is given. The zero value is ready.
// Every message is checked against the limits; a breach panics, because it is a
// defect of the caller.
type Memory struct {
	// Fail, when not nil, is asked before every call of Send and Edit with the
	// post's key ("" for an edit); its error is the answer, and nothing is kept.
	Fail func(key string) error

	mu    sync.Mutex
	sent  []Sent
	byKey map[string]int
	edits int
}

// Sent is a message that was posted, as it stands after edits.
type Sent struct {
	Ref     chat.Ref
	Post    chat.Post
	Message chat.Message
}

var _ chat.Platform = (*Memory)(nil)

// Name is "test".
func (m *Memory) Name() string { return "test" }

// Serve waits for the end of ctx.
func (m *Memory) Serve(ctx context.Context, _ chat.Handler) error {
	<-ctx.Done()
	return nil
}

// Send keeps the post. A post with a known key and Again set is answered with the first one's Ref.
func (m *Memory) Send(_ context.Context, post chat.Post) (chat.Ref, error) {
	if err := post.Message.Check(); err != nil {
		panic(fmt.Sprintf("a message that breaks the limits (%q): %v", post.Message.Title, err))
	}
	if m.Fail != nil {
		if err := m.Fail(post.Key); err != nil {
			return chat.Ref{}, err
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if i, ok := m.byKey[post.Key]; ok && post.Again && post.Key != "" {
		return m.sent[i].Ref, nil
	}
	if m.byKey == nil {
		m.byKey = map[string]int{}
	}
	channel := post.To.Channel
	if channel == "" {
		channel = "dm-" + post.To.Member
	}
	ref := chat.Ref{Team: post.To.Team, Channel: channel, ID: fmt.Sprintf("m%d", len(m.sent)+1)}
	m.byKey[post.Key] = len(m.sent)
	m.sent = append(m.sent, Sent{Ref: ref, Post: post, Message: post.Message})
	return ref, nil
}

// Edit replaces a kept message.
func (m *Memory) Edit(_ context.Context, ref chat.Ref, msg chat.Message) error {
	if err := msg.Check(); err != nil {
		panic(fmt.Sprintf("an edit that breaks the limits (%q): %v", msg.Title, err))
	}
	if m.Fail != nil {
		if err := m.Fail(""); err != nil {
			return err
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range m.sent {
		if m.sent[i].Ref == ref {
			m.sent[i].Message = msg
			m.edits++
			return nil
		}
	}
	return &chat.Refused{Reason: chat.MessageGone, Code: "no such message"}
}

// Sent returns everything that was posted, oldest first.
func (m *Memory) Sent() []Sent {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]Sent(nil), m.sent...)
}

// Edits is the number of edits that were made.
func (m *Memory) Edits() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.edits
}
