package slack

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"studybot/bot/chat"
)

// postEvent names our metadata on a post; its payload holds the key.
const postEvent = "studybot_post"

// Bounds of the search for an earlier attempt.
const (
	historyPage  = 200
	historyPages = 10
)

// Send posts a message. A keyed post carries its key as message metadata, because
// Slack's chat.postMessage has no idempotency key of its own: with Again set the
// channel's history is searched for it first.
func (p *Platform) Send(ctx context.Context, post chat.Post) (chat.Ref, error) {
	who, err := p.whoami(ctx)
	if err != nil {
		return chat.Ref{}, err
	}
	if post.To.Team != chat.TeamName(platformName, who.team) {
		return chat.Ref{}, &chat.Refused{Reason: chat.NotAllowed, Code: "another_team"}
	}
	if post.Message.Check() != nil {
		return chat.Ref{}, &chat.Refused{Reason: chat.BadMessage, Code: "over_the_limits"}
	}
	channel := post.To.Channel
	if post.To.Member != "" {
		channel = post.To.Member // Slack takes a member's id for the direct conversation
	}
	if post.Again && post.Key != "" {
		if post.To.Member != "" {
			if channel, err = p.conversation(ctx, post.To.Member); err != nil {
				return chat.Ref{}, err
			}
		}
		ref, found, err := p.find(ctx, who, post, channel)
		if err != nil || found {
			return ref, err
		}
	}
	options := []slack.MsgOption{}
	if post.To.Thread != "" {
		options = append(options, slack.MsgOptionTS(post.To.Thread))
	}
	if post.Key != "" {
		options = append(options, slack.MsgOptionMetadata(slack.SlackMetadata{
			EventType: postEvent, EventPayload: map[string]any{"key": post.Key},
		}))
	}
	ref, err := p.postMessage(ctx, channel, post.Message, options...)
	if err != nil {
		return chat.Ref{}, err
	}
	if len(post.Message.Files) > 0 {
		p.shareFiles(ctx, ref.Channel, post.Message.Files)
	}
	return ref, nil
}

// Edit replaces a posted message.
func (p *Platform) Edit(ctx context.Context, ref chat.Ref, m chat.Message) error {
	who, err := p.whoami(ctx)
	if err != nil {
		return err
	}
	if ref.Team != chat.TeamName(platformName, who.team) {
		return &chat.Refused{Reason: chat.NotAllowed, Code: "another_team"}
	}
	if m.Check() != nil {
		return &chat.Refused{Reason: chat.BadMessage, Code: "over_the_limits"}
	}
	return p.withPictures(ctx, m, func(c card) error {
		_, _, _, err := p.api.UpdateMessageContext(ctx, ref.Channel, ref.ID, inert(c)...)
		return p.explain("edit a message", err)
	})
}

// inert are the options with which nothing in a message is read as markup, made
// into a mention or unfolded.
func inert(c card) []slack.MsgOption {
	return []slack.MsgOption{
		slack.MsgOptionText(c.text, false), slack.MsgOptionBlocks(c.blocks...), slack.MsgOptionLinkNames(false), slack.MsgOptionDisableMarkdown(),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(), slack.MsgOptionParse(false),
	}
}

// postMessage posts to a channel, or to a member when channel is a member's id.
func (p *Platform) postMessage(ctx context.Context, channel string, m chat.Message, more ...slack.MsgOption) (chat.Ref, error) {
	var ref chat.Ref
	err := p.withPictures(ctx, m, func(c card) error {
		where, ts, err := p.api.PostMessageContext(ctx, channel, append(inert(c), more...)...)
		if err != nil {
			return p.explain("post a message", err)
		}
		if where == "" || ts == "" {
			return errors.New("post a message: the answer names no message")
		}
		ref = chat.Ref{Team: chat.TeamName(platformName, p.who.Load().team), Channel: where, ID: ts}
		return nil
	})
	return ref, err
}

// find looks for an earlier post with the same key, newest first.
func (p *Platform) find(ctx context.Context, who identity, post chat.Post, channel string) (chat.Ref, bool, error) {
	oldest := ""
	if !post.Since.IsZero() {
		// A minute for clocks that differ.
		oldest = strconv.FormatInt(post.Since.Add(-time.Minute).Unix(), 10) + ".000000"
	}
	cursor := ""
	for range historyPages {
		messages, next, err := p.page(ctx, channel, post.To.Thread, oldest, cursor)
		if err != nil {
			return chat.Ref{}, false, p.explain("look for an earlier post", err)
		}
		for _, m := range messages {
			ours := m.User == who.user || (who.bot != "" && m.BotID == who.bot)
			if key, _ := m.Metadata.EventPayload["key"].(string); ours && m.Metadata.EventType == postEvent && key == post.Key {
				return chat.Ref{Team: post.To.Team, Channel: channel, ID: m.Timestamp}, true, nil
			}
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	return chat.Ref{}, false, nil
}

func (p *Platform) page(ctx context.Context, channel, thread, oldest, cursor string) ([]slack.Message, string, error) {
	if thread != "" {
		messages, _, next, err := p.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
			ChannelID: channel, Timestamp: thread, Cursor: cursor, Oldest: oldest, Limit: historyPage, IncludeAllMetadata: true,
		})
		return messages, next, err
	}
	resp, err := p.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
		ChannelID: channel, Cursor: cursor, Oldest: oldest, Limit: historyPage, IncludeAllMetadata: true,
	})
	if err != nil {
		return nil, "", err
	}
	return resp.Messages, resp.ResponseMetaData.NextCursor, nil
}

// conversation is the id of the bot's direct conversation with the member.
func (p *Platform) conversation(ctx context.Context, member string) (string, error) {
	ch, _, _, err := p.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{member}})
	if err != nil {
		return "", p.explain("open a direct conversation", err)
	}
	if ch == nil || ch.ID == "" {
		return "", errors.New("open a direct conversation: the answer names none")
	}
	return ch.ID, nil
}

// withPictures uploads the message's images and calls try with the card. Pictures
// that Slack will not take are said in words instead of losing the message. It is
// safe to call try again after a BadMessage: nothing was posted.
func (p *Platform) withPictures(ctx context.Context, m chat.Message, try func(card) error) error {
	if len(m.Images) == 0 {
		return try(draw(m, nil))
	}
	ids := make([]string, len(m.Images))
	for i, im := range m.Images {
		id, err := p.picture(ctx, im)
		if chat.RefusedFor(err) != "" {
			p.log.Warn("a picture was not taken, its words stand in", "error", err)
			return try(draw(m, nil))
		}
		if err != nil {
			return err
		}
		ids[i] = id
	}
	err := try(draw(m, ids))
	for _, wait := range p.pictureWaits {
		if chat.RefusedFor(err) != chat.BadMessage {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("show a picture: %w", ctx.Err())
		case <-time.After(wait):
		}
		err = try(draw(m, ids))
	}
	if chat.RefusedFor(err) == chat.BadMessage {
		p.pictures.forget(m.Images)
		p.log.Warn("pictures were not shown, their words stand in", "error", err)
		err = try(draw(m, nil))
	}
	return err
}

// picture is the id of the uploaded image; one that was uploaded lately is used again.
func (p *Platform) picture(ctx context.Context, im chat.Image) (string, error) {
	if id := p.pictures.get(im); id != "" {
		return id, nil
	}
	id, err := p.upload(ctx, im.Name, fit(im.Alt, maxAlt), im.PNG, "")
	if err != nil {
		return "", p.explain("upload a picture", err)
	}
	p.pictures.put(im, id)
	return id, nil
}

func (p *Platform) upload(ctx context.Context, name, alt string, data []byte, channel string) (string, error) {
	if len(data) == 0 {
		data = []byte("\n") // Slack takes no empty file
	}
	name = line(name, 100)
	f, err := p.api.UploadFileContext(ctx, slack.UploadFileParameters{
		Reader: bytes.NewReader(data), FileSize: len(data), Filename: name, Title: name, AltTxt: alt, Channel: channel,
	})
	if err != nil {
		return "", err
	}
	return f.ID, nil
}

// shareFiles puts the files into a conversation; one that can not be put there is
// told in words, because the message that announced it is there already.
func (p *Platform) shareFiles(ctx context.Context, channel string, files []chat.File) {
	for _, f := range files {
		_, err := p.upload(ctx, f.Name, "", f.Data, channel)
		if err = p.explain("share a file", err); err == nil {
			continue
		}
		p.log.Warn("a file was not shared", "error", err)
		sorry := chat.Message{Body: []chat.Block{{Text: "I could not attach a file just now. Please ask for it again in a minute; if it stays away, the person who installed me can run “studybot doctor”."}}}
		if _, err := p.postMessage(ctx, channel, sorry); err != nil {
			p.log.Warn("and that was not said", "error", err)
		}
	}
}

// album remembers the ids of uploaded pictures, so that a redrawn message does
// not upload them again. It holds at most albumSize.
type album struct {
	mu  sync.Mutex
	ids map[[sha256.Size]byte]string
}

const albumSize = 256

func fingerprint(im chat.Image) [sha256.Size]byte {
	return sha256.Sum256(append([]byte(im.Name+"\x00"+im.Alt+"\x00"), im.PNG...))
}

func (a *album) get(im chat.Image) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.ids[fingerprint(im)]
}

func (a *album) put(im chat.Image, id string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ids == nil || len(a.ids) >= albumSize {
		a.ids = map[[sha256.Size]byte]string{} // starting anew costs an upload each
	}
	a.ids[fingerprint(im)] = id
}

func (a *album) forget(images []chat.Image) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, im := range images {
		delete(a.ids, fingerprint(im))
	}
}
