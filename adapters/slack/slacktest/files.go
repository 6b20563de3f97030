package slacktest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
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
