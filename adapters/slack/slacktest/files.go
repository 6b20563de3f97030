package slacktest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"

	"studybot/bot/chat"
)

func (s *Server) serveUpload(w http.ResponseWriter, r *http.Request) {
	var data []byte
	var err error
	if f, _, formErr := r.FormFile("file"); formErr == nil {
		data, err = io.ReadAll(f)
	} else {
		data, err = io.ReadAll(r.Body)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.files[r.PathValue("file")]
	if f == nil || err != nil {
		http.Error(w, "no such upload", http.StatusNotFound)
		return
	}
	f.Data = data
	_, _ = fmt.Fprintf(w, "OK - %d", len(data))
}

// Keep stores a member's file and returns its private address.
func (s *Server) Keep(_ string, file chat.File) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := &File{ID: s.id("F"), Name: file.Name, Data: file.Data, complete: true}
	s.files[f.ID] = f
	return s.http.URL + "/files/" + f.ID
}

// serveFile gives a file to a token that may read it; others are sent to the page
// where people log in, as Slack does.
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.files[r.PathValue("file")]
	if r.Header.Get("Authorization") != "Bearer "+s.opt.BotToken || !slices.Contains(s.opt.Scopes, "files:read") {
		http.Redirect(w, r, "/?redir=files", http.StatusFound)
		return
	}
	if f == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(f.Data)
}

func (s *Server) complete(args map[string]string) answer {
	var list []struct{ ID, Title string }
	if json.Unmarshal([]byte(args["files"]), &list) != nil || len(list) == 0 {
		return failed("invalid_arguments")
	}
	channel := args["channel_id"]
	if _, ok := s.channels[channel]; channel != "" && !ok {
		return failed("channel_not_found")
	}
	out := []answer{}
	m := &Message{From: s.opt.BotUser, Channel: channel, TS: s.ts()}
	for _, l := range list {
		f := s.files[l.ID]
		if f == nil || f.Data == nil {
			return failed("file_not_found")
		}
		f.complete, f.Title = true, l.Title
		m.Files = append(m.Files, *f)
		out = append(out, answer{"id": f.ID, "title": f.Title})
	}
	if channel != "" {
		s.channels[channel] = append(s.channels[channel], m)
	}
	return answer{"ok": true, "files": out}
}
