package command

import "studybot/bot/chat"

// Help is the card that lists the commands, the member's first, for a platform that
// takes files in these ways.
func Help(files chat.FileWays) chat.Message {
	var member, owner []chat.Item
	for _, c := range List() {
		it := chat.Item{Lead: "/study " + c.Name, Text: c.Hint}
		for _, a := range c.Args {
			if a.Kind == chat.FilesArg && files == chat.FilesInPrivate {
				continue // nothing comes along with a command there
			}
			it.Lead += map[bool]string{true: " [@", false: " ["}[a.Kind == chat.MemberArg] + a.Name + "]"
		}
		if c.Owner {
			owner = append(owner, it)
		} else {
			member = append(member, it)
		}
	}
	m := chat.Message{
		Title: "What I can do",
		Body: []chat.Block{
			{Text: "I ask the channel a question on study days, and you a few of your own in private. You answer privately, see the key points, and rate yourself. From that come your score and your plan. Nobody else sees your answers and ratings."},
			{Kind: chat.Heading, Text: "For you"},
			{Kind: chat.List, Items: member},
			{Kind: chat.Heading, Text: "For the owner of a channel"},
			{Kind: chat.List, Items: owner},
		},
		Note: "What stands in brackets may be left out.",
		Rows: []chat.Row{{}},
	}
	for _, c := range []struct{ label, name string }{
		{"Question", "question"}, {"Score", "score"}, {"Plan", "plan"}, {"Checklists", "checklist"}, {"Settings", "settings"},
	} {
		m.Rows[0] = append(m.Rows[0], chat.Control{Label: c.label, Action: chat.Do(c.name)})
	}
	return m
}
