package slacktest

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// answer is the JSON of a Web API call.
type answer = map[string]any

func failed(code string) answer { return answer{"ok": false, "error": code} }

// scopes are needed for the methods.
func scopeFor(method, channel string) string {
	switch method {
	case "chat.postMessage", "chat.postEphemeral", "chat.update":
		return "chat:write"
	case "conversations.open":
		return "im:write"
	case "files.getUploadURLExternal", "files.completeUploadExternal":
		return "files:write"
	case "conversations.history", "conversations.replies":
		switch {
		case strings.HasPrefix(channel, "D"):
			return "im:history"
		case strings.HasPrefix(channel, "G"):
			return "groups:history"
		}
		return "channels:history"
	}
	return ""
}

func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	method := r.PathValue("method")
	args, err := arguments(r)
	if err != nil {
		http.Error(w, "unreadable", http.StatusBadRequest)
		return
	}
	t := token(r, args)
	done, cut := s.fault(w, method, t, args["channel"])
	if done {
		return
	}
	s.mu.Lock()
	a := s.call(method, t, args)
	s.notify()
	s.mu.Unlock()
	if cut {
		cutOff(w)
		return
	}
	if method == "auth.test" {
		w.Header().Set("X-OAuth-Scopes", strings.Join(s.opt.Scopes, ","))
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(a) // the client is gone or not; either way it is said
}

// arguments reads a form or a JSON body; values that are no strings become JSON.
func arguments(r *http.Request) (map[string]string, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	args := map[string]string{}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		if len(bytes.TrimSpace(body)) == 0 {
			return args, nil
		}
		var raw map[string]json.RawMessage
		if err := json.Unmarshal(body, &raw); err != nil {
			return nil, err
		}
		for k, v := range raw {
			var text string
			if json.Unmarshal(v, &text) != nil {
				text = string(v)
			}
			args[k] = text
		}
		return args, nil
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if err := r.ParseForm(); err != nil {
		return nil, err
	}
	for k, v := range r.Form {
		args[k] = v[0]
	}
	return args, nil
}

// call carries a method out; the caller holds mu.
func (s *Server) call(method, token string, args map[string]string) answer {
	if method == "apps.connections.open" {
		if token != s.opt.AppToken {
			return failed("invalid_auth")
		}
		return answer{"ok": true, "url": "ws" + strings.TrimPrefix(s.http.URL, "http") + "/link?ticket=" + s.id("secret")}
	}
	switch token {
	case "":
		return failed("not_authed")
	case s.opt.BotToken:
	default:
		return failed("invalid_auth")
	}
	if scope := scopeFor(method, args["channel"]); scope != "" && !slices.Contains(s.opt.Scopes, scope) {
		return answer{"ok": false, "error": "missing_scope", "needed": scope, "provided": strings.Join(s.opt.Scopes, ",")}
	}
	switch method {
	case "auth.test":
		return answer{"ok": true, "team_id": s.opt.Team, "user_id": s.opt.BotUser, "bot_id": "B0BOT", "team": "Study", "user": "studybot", "url": s.http.URL}
	case "chat.postMessage":
		return s.post(args)
	case "chat.postEphemeral":
		return s.postPrivate(args)
	case "chat.update":
		return s.update(args)
	case "conversations.open":
		user := args["users"]
		if !idPattern.MatchString(user) {
			return failed("user_not_found")
		}
		return answer{"ok": true, "channel": answer{"id": s.conversation(user)}}
	case "conversations.history", "conversations.replies":
		return s.history(method, args)
	case "views.open":
		return s.openView(args)
	case "views.publish":
		return s.publish(args)
	case "files.getUploadURLExternal":
		n, err := strconv.Atoi(args["length"])
		if args["filename"] == "" || err != nil || n < 1 {
			return failed("invalid_arguments")
		}
		if length(args["alt_txt"]) > 2000 {
			return failed("alt_txt_too_large")
		}
		f := &File{ID: s.id("F"), Name: args["filename"], Alt: args["alt_txt"], refusals: s.opt.SlowFiles}
		s.files[f.ID] = f
		return answer{"ok": true, "upload_url": s.http.URL + "/upload/" + f.ID, "file_id": f.ID}
	case "files.completeUploadExternal":
		return s.complete(args)
	}
	return failed("unknown_method")
}

// message reads and checks the parts of a message.
func (s *Server) message(what string, args map[string]string) (*Message, string) {
	m := &Message{From: s.opt.BotUser, Text: args["text"], Thread: args["thread_ts"], Args: maps.Clone(args)}
	delete(m.Args, "token")
	m.LinkNames = args["link_names"] == "1" || args["link_names"] == "true"
	if args["blocks"] != "" {
		if errs := Blocks([]byte(args["blocks"]), s.showable); len(errs) > 0 {
			s.reject(what, errs)
			return nil, "invalid_blocks"
		}
		_ = json.Unmarshal([]byte(args["blocks"]), &m.Blocks) // read once already
	}
	if m.Text == "" && len(m.Blocks) == 0 {
		return nil, "no_text"
	}
	if len(m.Text) > 40000 {
		s.reject(what, []string{"the text is over 40,000 characters"})
		return nil, "msg_too_long"
	}
	if raw := args["metadata"]; raw != "" {
		m.Metadata = &Metadata{}
		if json.Unmarshal([]byte(raw), m.Metadata) != nil || !eventType.MatchString(m.Metadata.EventType) || m.Metadata.EventPayload == nil {
			s.reject(what, []string{"the metadata is not in its format"})
			return nil, "invalid_metadata_format"
		}
		if len(raw) > 16<<10 {
			return nil, "metadata_too_large"
		}
	}
	return m, ""
}

var eventType = regexp.MustCompile(`^[A-Za-z0-9_]{1,255}$`)

// showable says whether an image block may show the file.
func (s *Server) showable(id string) bool {
	f := s.files[id]
	if f == nil || !f.complete || !bytes.HasPrefix(f.Data, []byte("\x89PNG")) {
		return false
	}
	if f.refusals > 0 {
		f.refusals--
		return false
	}
	return true
}

func (s *Server) post(args map[string]string) answer {
	channel := args["channel"]
	if strings.HasPrefix(channel, "U") || strings.HasPrefix(channel, "W") {
		channel = s.conversation(channel)
	}
	if _, ok := s.channels[channel]; !ok {
		return failed("channel_not_found")
	}
	m, code := s.message("chat.postMessage", args)
	if code != "" {
		return failed(code)
	}
	m.Channel, m.TS = channel, s.ts()
	s.channels[channel] = append(s.channels[channel], m)
	s.counts.Posts++
	return answer{"ok": true, "channel": channel, "ts": m.TS, "message": answer{"text": m.Text, "user": s.opt.BotUser, "ts": m.TS}}
}

func (s *Server) postPrivate(args map[string]string) answer {
	if _, ok := s.channels[args["channel"]]; !ok {
		return failed("channel_not_found")
	}
	if !idPattern.MatchString(args["user"]) {
		return failed("user_not_in_channel")
	}
	m, code := s.message("chat.postEphemeral", args)
	if code != "" {
		return failed(code)
	}
	m.Channel, m.To, m.TS = args["channel"], args["user"], s.ts()
	s.private[m.To] = append(s.private[m.To], m)
	return answer{"ok": true, "message_ts": m.TS}
}

func (s *Server) update(args map[string]string) answer {
	if _, ok := s.channels[args["channel"]]; !ok {
		return failed("channel_not_found")
	}
	m, code := s.message("chat.update", args)
	if code != "" {
		return failed(code)
	}
	for _, old := range s.channels[args["channel"]] {
		if old.TS == args["ts"] {
			if old.From != s.opt.BotUser {
				return failed("cant_update_message")
			}
			replace(old, m)
			return answer{"ok": true, "channel": old.Channel, "ts": old.TS, "text": old.Text}
		}
	}
	return failed("message_not_found")
}

// replace puts the words of one message into another; metadata stays.
func replace(old, m *Message) {
	old.Text, old.Blocks, old.LinkNames = m.Text, m.Blocks, m.LinkNames
	old.Edits++
}

func (s *Server) openView(args map[string]string) answer {
	t, ok := s.triggers[args["trigger_id"]]
	if !ok {
		return failed("invalid_trigger_id")
	}
	delete(s.triggers, args["trigger_id"]) // a trigger opens once
	if time.Now().After(t.until) {
		return failed("expired_trigger_id")
	}
	v, code := s.view("views.open", args["view"], inModal)
	if code != "" {
		return failed(code)
	}
	s.modals[t.user] = v
	return answer{"ok": true, "view": answer{"id": v.ID}}
}

func (s *Server) publish(args map[string]string) answer {
	if !idPattern.MatchString(args["user_id"]) {
		return failed("user_not_found")
	}
	v, code := s.view("views.publish", args["view"], inHome)
	if code != "" {
		return failed(code)
	}
	if old := s.homes[args["user_id"]]; old != nil {
		v.Published = old.Published
	}
	v.Published++
	s.homes[args["user_id"]] = v
	return answer{"ok": true, "view": answer{"id": v.ID}}
}

func (s *Server) view(what, data string, where surface) (*View, string) {
	var o object
	if json.Unmarshal([]byte(data), &o) != nil {
		return nil, "invalid_arguments"
	}
	v := validator{where: where, file: s.showable}
	v.view(o)
	if len(v.errs) > 0 {
		s.reject(what, v.errs)
		return nil, "invalid_arguments"
	}
	out := &View{ID: s.id("V")}
	out.CallbackID, _ = o["callback_id"].(string)
	out.Metadata, _ = o["private_metadata"].(string)
	if title, ok := o["title"].(object); ok {
		out.Title, _ = title["text"].(string)
	}
	for _, b := range o["blocks"].([]any) {
		out.Blocks = append(out.Blocks, b.(object))
	}
	return out, ""
}
