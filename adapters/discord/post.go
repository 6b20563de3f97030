package discord

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"studybot/adapters/discord/markdown"
	"studybot/bot/chat"
)

// Bounds of the search for an earlier attempt.
const (
	historyPage  = 100
	historyPages = 10
)

// threadLife is how long a quiet thread stays open, in minutes: a week.
const threadLife = 7 * 24 * 60

// maxThreadName: https://discord.com/developers/docs/resources/channel#channel-object
const maxThreadName = 100

// Send posts a message. Discord drops a second message with one nonce, but only
// for some minutes; so a keyed post also carries a hash of its key as the id of
// its container, and with Again set the channel is searched for that first.
func (p *Platform) Send(ctx context.Context, post chat.Post) (chat.Ref, error) {
	who, err := p.whoami(ctx)
	if err != nil {
		return chat.Ref{}, err
	}
	guild, err := guildOf(post.To.Team)
	if err != nil {
		return chat.Ref{}, err
	}
	if post.Message.Check() != nil {
		return chat.Ref{}, &chat.Refused{Reason: chat.BadMessage, Code: "over_the_limits"}
	}
	nonce, mark := stamp(post)
	f := frame{mark: mark}
	channel := post.To.Channel
	if post.To.Member != "" {
		f.from = p.server(ctx, guild)
		if channel, err = p.conversation(ctx, post.To.Member); err != nil {
			return chat.Ref{}, err
		}
	}
	ref := chat.Ref{Team: post.To.Team, Channel: channel}
	if post.To.Thread != "" {
		ref.Channel = post.To.Thread // a thread has the id of the message that it belongs to
	}
	if post.Again && mark != 0 {
		id, err := p.find(ctx, who, ref.Channel, mark, post.Since)
		if err == nil && id == "" && post.To.Thread != "" {
			if id, err = p.find(ctx, who, channel, mark, post.Since); id != "" {
				ref.Channel = channel // it went there when no thread could be opened
			}
		}
		if err != nil {
			return chat.Ref{}, err
		}
		if id != "" {
			p.marks.put(id, mark, p.now())
			ref.ID = refID(id, post.To.Member != "")
			return ref, nil
		}
	}
	l := draw(post.Message, f)
	b := bodyOf(l, 0)
	b.Nonce, b.Enforce = nonce, nonce != ""
	opened, under := false, func(why error) {
		p.log.Warn("no thread can be used, the message answers its post in the channel", "error", why)
		ref.Channel, b.Reference = channel, &reference{MessageID: post.To.Thread}
	}
	if post.To.Thread != "" {
		switch err := p.openThread(ctx, channel, post.To.Thread, post.Message.Title); {
		case err == nil:
			opened = true
		case chat.RefusedFor(err) == chat.NotAllowed:
			under(err)
		default:
			return chat.Ref{}, err
		}
	}
	id, err := p.post(ctx, ref.Channel, b, l.files)
	if chat.RefusedFor(err) == chat.ThreadClosed {
		if err = p.reopen(ctx, ref.Channel); err == nil {
			id, err = p.post(ctx, ref.Channel, b, l.files)
		}
	}
	if opened && chat.RefusedFor(err) == chat.NotAllowed { // it may open threads, but not write in them
		under(err)
		id, err = p.post(ctx, ref.Channel, b, l.files)
	}
	if err != nil {
		needs := []int64{discordgo.PermissionSendMessages}
		if len(l.files) > 0 {
			needs = append(needs, discordgo.PermissionAttachFiles)
		}
		return chat.Ref{}, lacking(err, needs...)
	}
	ref.ID = refID(id, post.To.Member != "")
	p.marks.put(id, mark, p.now())
	return ref, nil
}

// Edit replaces a posted message.
func (p *Platform) Edit(ctx context.Context, ref chat.Ref, m chat.Message) error {
	guild, err := guildOf(ref.Team)
	if err != nil {
		return err
	}
	if m.Check() != nil {
		return &chat.Refused{Reason: chat.BadMessage, Code: "over_the_limits"}
	}
	id, private := strings.CutPrefix(ref.ID, privateRef)
	if !isID(id) || !isID(ref.Channel) {
		return &chat.Refused{Reason: chat.MessageGone, Code: "no_message"}
	}
	var f frame
	f.mark, _ = p.marks.get(id, p.now())
	if private {
		f.from = p.server(ctx, guild)
	}
	l := draw(m, f)
	path := "/channels/" + ref.Channel + "/messages/" + id
	edit := func() error {
		return p.callWith(ctx, "edit a message", http.MethodPatch, path, bodyOf(l, 0), l.files, nil)
	}
	err = edit()
	if chat.RefusedFor(err) == chat.ThreadClosed {
		if err = p.reopen(ctx, ref.Channel); err == nil {
			err = edit()
		}
	}
	return err
}

// guildOf is the server of a team of this platform.
func guildOf(team string) (string, error) {
	platform, guild := chat.SplitTeam(team)
	if platform != platformName || !isID(guild) {
		return "", &chat.Refused{Reason: chat.NotAllowed, Code: "another_team"}
	}
	return guild, nil
}

// leastMark sets a mark apart from the ids that Discord gives to components: small ones.
const leastMark = 1 << 20

// stamp names a keyed post: by a nonce of 25 characters and by 31 bits that fit
// the id of a component. Both are empty without a key.
// https://discord.com/developers/docs/resources/message#create-message
func stamp(post chat.Post) (nonce string, mark int) {
	if post.Key == "" {
		return "", 0
	}
	to := post.To
	sum := sha256.Sum256([]byte(strings.Join([]string{to.Team, to.Channel, to.Member, to.Thread, post.Key}, "\x00")))
	nonce = strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:15]))
	return nonce, int(binary.BigEndian.Uint32(sum[16:])&0x7FFFFFFF | leastMark)
}

// post makes a message in a channel.
func (p *Platform) post(ctx context.Context, channel string, b body, files []upload) (id string, err error) {
	var made struct {
		ID string `json:"id"`
	}
	if !isID(channel) {
		return "", &chat.Refused{Reason: chat.ChannelGone, Code: "no_channel"}
	}
	if err := p.callWith(ctx, "post a message", http.MethodPost, "/channels/"+channel+"/messages", b, files, &made); err != nil {
		return "", err
	}
	if !isID(made.ID) {
		return "", errors.New("post a message: the answer names no message")
	}
	return made.ID, nil
}

// find looks for an earlier post with the mark, oldest first; "" when there is none.
// It is refused where the bot may not look.
func (p *Platform) find(ctx context.Context, who identity, channel string, mark int, since time.Time) (string, error) {
	if !isID(channel) {
		return "", &chat.Refused{Reason: chat.ChannelGone, Code: "no_channel"}
	}
	if since.IsZero() {
		since = p.now().Add(-24 * time.Hour)
	}
	after := snowflake(since.Add(-time.Minute)) // a minute for clocks that differ
	for n := range historyPages {
		var page []struct {
			ID         string      `json:"id"`
			Author     person      `json:"author"`
			Components []component `json:"components"`
		}
		path := fmt.Sprintf("/channels/%s/messages?limit=%d&after=%s", channel, historyPage, after)
		err := p.call(ctx, "look for an earlier post", http.MethodGet, path, nil, &page)
		if codeIn(err) == discordgo.ErrCodeUnknownChannel {
			return "", nil // a thread that was not opened yet; a channel that is gone will refuse the post
		}
		if err != nil {
			return "", err
		}
		if n == 0 && len(page) == 0 {
			return "", p.mayLook(ctx, channel, after)
		}
		for _, m := range page {
			if m.Author.ID == who.user && len(m.Components) > 0 && m.Components[0].ID == mark {
				return m.ID, nil
			}
			if len(m.ID) > len(after) || len(m.ID) == len(after) && m.ID > after {
				after = m.ID
			}
		}
		if len(page) < historyPage {
			return "", nil
		}
	}
	return "", nil
}

// mayLook is an error when the bot may not read the channel's history. Discord shows
// an empty one then; only for a single message does it say so.
// https://discord.com/developers/docs/resources/message#get-channel-messages
func (p *Platform) mayLook(ctx context.Context, channel, message string) error {
	err := p.call(ctx, "look whether the history can be read", http.MethodGet, "/channels/"+channel+"/messages/"+message, nil, nil)
	if chat.RefusedFor(err) == chat.MessageGone {
		return nil
	}
	return lacking(err, discordgo.PermissionReadMessageHistory)
}

// openThread opens the thread under a post, named by what is said in it. NotAllowed
// says that there can be none.
func (p *Platform) openThread(ctx context.Context, channel, post, title string) error {
	if !isID(channel) || !isID(post) {
		return &chat.Refused{Reason: chat.MessageGone, Code: "no_message"}
	}
	if title == "" {
		title = "Discussion"
	}
	err := p.call(ctx, "open a thread", http.MethodPost, "/channels/"+channel+"/messages/"+post+"/threads",
		map[string]any{"name": markdown.Line(title, maxThreadName), "auto_archive_duration": threadLife}, nil)
	if codeIn(err) == codeThreadExists {
		return nil
	}
	return err
}

// reopen brings an archived thread back. What can not be brought back stays closed.
func (p *Platform) reopen(ctx context.Context, thread string) error {
	err := p.call(ctx, "reopen a thread", http.MethodPatch, "/channels/"+thread, map[string]any{"archived": false}, nil)
	if why := chat.RefusedFor(err); why == chat.NotAllowed || why == chat.ThreadClosed {
		return fmt.Errorf("reopen a thread: %w", &chat.Refused{Reason: chat.ThreadClosed, Code: "archived"})
	}
	return err
}

// conversation is the id of the bot's private conversation with the member.
func (p *Platform) conversation(ctx context.Context, member string) (string, error) {
	if id, ok := p.directs.get(member, p.now()); ok {
		return id, nil
	}
	if !isID(member) {
		return "", &chat.Refused{Reason: chat.MemberClosed, Code: "no_member"}
	}
	var made struct {
		ID string `json:"id"`
	}
	if err := p.call(ctx, "open a private conversation", http.MethodPost, "/users/@me/channels", map[string]string{"recipient_id": member}, &made); err != nil {
		return "", err
	}
	if !isID(made.ID) {
		return "", errors.New("open a private conversation: the answer names none")
	}
	p.directs.put(member, made.ID, p.now())
	return made.ID, nil
}

func isThread(channelType int) bool {
	switch discordgo.ChannelType(channelType) {
	case discordgo.ChannelTypeGuildNewsThread, discordgo.ChannelTypeGuildPublicThread, discordgo.ChannelTypeGuildPrivateThread:
		return true
	}
	return false
}
