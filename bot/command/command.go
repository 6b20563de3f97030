// Package command is the list of what a member may type, in the languages it is
// described in, the help that shows it, what may follow a command, and how what
// somebody typed is matched with that. Platforms that list, complete or register
// commands are given this list.
//
// It must not know what the commands do, any platform or any store.
package command

import "studybot/bot/chat"

// List are the commands, in the order in which a member should meet them; those
// for the owner of a channel come last.
func List() []chat.Command {
	all := []chat.Command{
		{Name: "question"},
		{Name: "missed"},
		{Name: "history"},
		{Name: "assess", Args: []chat.Arg{{Name: "area", Kind: chat.SuggestedArg}}},
		{Name: "score", Args: []chat.Arg{{Name: "member", Kind: chat.MemberArg}}},
		{Name: "plan"},
		{Name: "why", Args: []chat.Arg{{Name: "about", Kind: chat.SuggestedArg}}},
		{Name: "behind"},
		{Name: "checklist", Args: []chat.Arg{{Name: "list", Kind: chat.SuggestedArg}}},
		{Name: "topics", Args: []chat.Arg{{Name: "topic", Kind: chat.SuggestedArg}}},
		{Name: "resources", Args: []chat.Arg{{Name: "shelf", Kind: chat.SuggestedArg}}},
		{Name: "home"},
		{Name: "settings", Args: []chat.Arg{{Name: "zone", Kind: chat.SuggestedArg}}},
		{Name: "away", Args: []chat.Arg{{Name: "until", Kind: chat.SuggestedArg}}},
		{Name: "export"},
		{Name: "forget"},
		{Name: "help"},
		{Name: "setup", Owner: true, Args: []chat.Arg{{Name: "zone", Kind: chat.SuggestedArg}}},
		{Name: "import", Owner: true, Args: []chat.Arg{{Name: "file", Kind: chat.FilesArg}}},
		{Name: "status", Owner: true},
		{Name: "report", Owner: true},
		{Name: "pause", Owner: true},
		{Name: "resume", Owner: true},
	}
	said := hints()
	for i := range all {
		c := &all[i]
		c.Hint, c.Hints = said[c.Name].split()
		for j := range c.Args {
			a := &c.Args[j]
			a.Hint, a.Hints = said[c.Name+" "+a.Name].split()
		}
	}
	return all
}
