package slacktest

import (
	"slices"
	"strconv"
)

func (s *Server) history(method string, args map[string]string) answer {
	all, ok := s.channels[args["channel"]]
	if !ok {
		return failed("channel_not_found")
	}
	oldest, _ := strconv.ParseFloat(args["oldest"], 64)
	var list []*Message
	for _, m := range all {
		at, _ := strconv.ParseFloat(m.TS, 64)
		inThread := m.Thread != "" && m.Thread != m.TS
		if method == "conversations.replies" {
			if m.TS != args["ts"] && m.Thread != args["ts"] {
				continue
			}
		} else if inThread {
			continue
		}
		if at > oldest {
			list = append(list, m)
		}
	}
	if method == "conversations.history" {
		slices.Reverse(list) // newest first
	}
	limit, err := strconv.Atoi(args["limit"])
	if err != nil || limit < 1 || limit > 999 {
		limit = 100
	}
	from, _ := strconv.Atoi(args["cursor"])
	from = min(max(from, 0), len(list))
	page := list[from:min(from+limit, len(list))]
	next := ""
	if from+limit < len(list) {
		next = strconv.Itoa(from + limit)
	}
	out := []answer{}
	for _, m := range page {
		one := answer{"type": "message", "ts": m.TS, "text": m.Text, "user": m.From, "thread_ts": m.Thread}
		if m.From == s.opt.BotUser {
			one["bot_id"] = "B0BOT"
		}
		if m.Metadata != nil && (args["include_all_metadata"] == "1" || args["include_all_metadata"] == "true") {
			one["metadata"] = m.Metadata
		}
		out = append(out, one)
	}
	return answer{"ok": true, "messages": out, "has_more": next != "", "response_metadata": answer{"next_cursor": next}}
}
