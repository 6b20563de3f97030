package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

// wordsBody is the body of a first response to a command and of a response address.
// https://docs.slack.dev/interactivity/handling-user-interaction/#message_responses
type wordsBody struct {
	ResponseType    string        `json:"response_type,omitempty"` // a replaced message keeps its own
	ReplaceOriginal bool          `json:"replace_original"`
	ThreadTS        string        `json:"thread_ts,omitempty"`
	Text            string        `json:"text"`
	Blocks          []slack.Block `json:"blocks"`
}

// deliver gives the reply: in the first response where it fits, else after it.
func (s *session) deliver(ctx context.Context, in incoming, r chat.Reply, ack *edge.First) {
	switch {
	case r.Invalid != nil:
		if in.kind == submit && ack.With(map[string]any{"response_action": "errors", "errors": beside(in.inputs, r.Invalid)}) {
			return
		}
		ack.With(nil)
		s.show(ctx, in, *edge.Sentence(edge.Complaint(r.Invalid) + "Please try again.").Private, false)
	case r.Form != nil:
		ack.With(nil)
		s.open(ctx, in, *r.Form)
	case r.Private != nil, r.Update != nil:
		if r.Direct != nil {
			defer func() { s.direct(ctx, in, *r.Direct) }() // after the words that announce it
		}
		m, update := r.Private, false
		if m == nil {
			m, update = r.Update, true
		}
		if in.kind == command && len(m.Images)+len(m.Files) == 0 {
			c := draw(*m, nil)
			if ack.With(wordsBody{ResponseType: slack.ResponseTypeEphemeral, Text: c.text, Blocks: c.blocks}) {
				return
			}
		}
		ack.With(nil)
		s.show(ctx, in, *m, update)
		if len(m.Files) > 0 {
			s.files(ctx, in, m.Files)
		}
	case r.Direct != nil:
		ack.With(nil)
		s.direct(ctx, in, *r.Direct)
	default:
		ack.With(nil)
	}
}

// beside puts each sentence at its input; those of unknown inputs go to the first,
// because Slack shows nothing at all when one name is unknown.
func beside(inputs []string, invalid map[string]string) map[string]string {
	slices.Sort(inputs)
	out := map[string]string{}
	for name, text := range invalid {
		if len(inputs) > 0 && !slices.Contains(inputs, name) {
			name = inputs[0]
		}
		out[name] = strings.TrimSpace(out[name] + " " + line(text, maxOptionValue))
	}
	return out
}

// open shows the form. A trigger works for 3 s after the act, and words in the
// direct conversation have none: then a button asks for it again.
func (s *session) open(ctx context.Context, in incoming, f chat.Form) {
	if in.trigger != "" {
		_, err := s.p.api.OpenViewContext(ctx, in.trigger, view(f, in.from))
		if err == nil {
			return
		}
		s.p.log.Warn("a form was not opened", "verb", in.event.Action.Verb, "error", s.p.explain("open a form", err))
	}
	m := chat.Message{Body: []chat.Block{{Text: "Please press the button to open the form."}}}
	if in.event.Action.Check() == nil && in.kind != submit {
		m.Rows = []chat.Row{{{Kind: chat.Button, Label: line(f.Title, maxButton), Action: in.event.Action, Emphasis: chat.Primary}}}
	} else {
		m.Body[0].Text = "I could not open the form in time. Please try again."
	}
	s.show(ctx, in, m, false)
}

// show brings a message to the member alone, or in the place of the message whose
// control was used when update is set. It tries the nearest way first.
func (s *session) show(ctx context.Context, in incoming, m chat.Message, update bool) {
	errs := []error{errors.New("no way is left")}
	for _, way := range s.ways(in, update) {
		err := way(ctx, m)
		if err == nil {
			return
		}
		errs = append(errs, err)
		if ctx.Err() != nil {
			break
		}
	}
	s.p.log.Warn("an answer was not shown", "verb", in.event.Action.Verb, "error", errors.Join(errs...))
}

type way func(ctx context.Context, m chat.Message) error

func (s *session) ways(in incoming, update bool) []way {
	toMember := func(ctx context.Context, m chat.Message) error {
		_, err := s.p.postMessage(ctx, in.event.Member, m)
		return err
	}
	from := in.from
	if from.Home {
		if in.team != s.who.team {
			return nil // a stranger's page is not ours to draw
		}
		if in.kind == submit && !update {
			return []way{toMember}
		}
		return []way{func(ctx context.Context, m chat.Message) error { return s.publish(ctx, in, m, update) }, toMember}
	}
	update = update && from.TS != ""
	var ways []way
	if from.URL != "" && s.p.now().Unix() < from.Until && s.p.trusted(from.URL) {
		ways = append(ways, func(ctx context.Context, m chat.Message) error { return s.respondTo(ctx, in, m, update) })
	}
	switch {
	case update && !from.Ephemeral && isID(from.Channel):
		ways = append(ways, func(ctx context.Context, m chat.Message) error {
			return s.p.Edit(ctx, chat.Ref{Team: in.event.Team, Channel: from.Channel, ID: from.TS}, m)
		})
	case in.kind == direct:
		ways = append(ways, func(ctx context.Context, m chat.Message) error {
			_, err := s.p.postMessage(ctx, from.Channel, m)
			return err
		})
	case !from.Private && isID(from.Channel):
		ways = append(ways, func(ctx context.Context, m chat.Message) error { return s.ephemeral(ctx, in, m) })
	}
	if in.team == s.who.team { // a stranger gets no direct message
		ways = append(ways, toMember)
	}
	return ways
}

// ephemeral shows the message to the member alone, in the channel.
func (s *session) ephemeral(ctx context.Context, in incoming, m chat.Message) error {
	return s.p.withPictures(ctx, m, func(c card) error {
		options := inert(c)
		if in.from.Thread != "" {
			options = append(options, slack.MsgOptionTS(in.from.Thread))
		}
		_, err := s.p.api.PostEphemeralContext(ctx, in.from.Channel, in.event.Member, options...)
		return s.p.explain("show a private message", err)
	})
}

// respondTo uses the response address. In the bot's own direct conversation an
// answer becomes a lasting message: nobody else is there.
func (s *session) respondTo(ctx context.Context, in incoming, m chat.Message, update bool) error {
	body := wordsBody{ReplaceOriginal: update}
	if !update {
		body.ThreadTS = in.from.Thread
		body.ResponseType = slack.ResponseTypeEphemeral
		if in.from.Private && in.from.TS != "" && !in.from.Ephemeral {
			body.ResponseType = slack.ResponseTypeInChannel
		}
	}
	return s.p.withPictures(ctx, m, func(c card) error {
		body.Text, body.Blocks = c.text, c.blocks
		return s.p.explain("answer at the response address", s.p.postTo(ctx, in.from.URL, body))
	})
}

// postTo posts JSON to a response address. Slack answers 200, or 4xx with a code.
func (p *Platform) postTo(ctx context.Context, address string, body any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(data))
	if err != nil {
		return errors.New("the response address can not be read")
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := p.caller.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 4096))
	if err != nil {
		return err
	}
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	var coded struct {
		Error string `json:"error"`
	}
	if json.Unmarshal(answer, &coded) == nil && coded.Error != "" {
		return slack.SlackErrorResponse{Err: coded.Error}
	}
	return fmt.Errorf("the answer is %d", resp.StatusCode)
}

// trusted says whether an address may be called: Slack's own over TLS, or on the
// stand-in's host.
func (p *Platform) trusted(address string) bool {
	u, err := url.Parse(address)
	if err != nil || len(address) > maxURL {
		return false
	}
	if p.settings.APIURL != "" {
		base, err := url.Parse(p.settings.APIURL)
		return err == nil && u.Scheme == base.Scheme && u.Host == base.Host
	}
	return u.Scheme == "https" && (strings.HasSuffix(u.Host, ".slack.com") || strings.HasSuffix(u.Host, ".slack-gov.com"))
}

// direct sends a message with its files to the member's direct conversation.
func (s *session) direct(ctx context.Context, in incoming, m chat.Message) {
	ref, err := s.p.postMessage(ctx, in.event.Member, m)
	if err != nil {
		s.p.log.Warn("a direct message was not sent", "verb", in.event.Action.Verb, "error", err)
		s.show(ctx, in, *edge.Sentence("I could not send you a direct message. Please check that you allow messages from apps, then try again.").Private, false)
		return
	}
	s.p.shareFiles(ctx, ref.Channel, m.Files)
}

// files brings the files of a private answer to the member's direct conversation.
func (s *session) files(ctx context.Context, in incoming, files []chat.File) {
	channel, err := s.p.conversation(ctx, in.event.Member)
	if err != nil {
		s.p.log.Warn("files were not sent", "verb", in.event.Action.Verb, "error", err)
		return
	}
	s.p.shareFiles(ctx, channel, files)
}

// publish shows the message as the member's App Home. What is not the board itself
// gets a way back to it.
func (s *session) publish(ctx context.Context, in incoming, m chat.Message, update bool) error {
	if in.kind == click && !update && len(m.Rows) < chat.MaxRows {
		m.Rows = append(slices.Clone(m.Rows), chat.Row{{Kind: chat.Button, Label: "Back to my board", Action: chat.Do("home")}})
	}
	return s.p.withPictures(ctx, m, func(c card) error {
		_, err := s.p.api.PublishViewContext(ctx, slack.PublishViewContextRequest{
			UserID: in.event.Member,
			View:   slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: c.blocks}},
		})
		return s.p.explain("show the App Home", err)
	})
}
