package material

import (
	"fmt"
	"strconv"
	"strings"

	"studybot/bot/chat"
)

const nowhere = "I have no folder to keep packs in. Whoever runs me has to set STUDYBOT_PACKS to a folder that I may write to; then send me the files again."

func sentence(text string) chat.Reply {
	if text == "" {
		return chat.Reply{}
	}
	return chat.Reply{Private: &chat.Message{Body: []chat.Block{{Text: text}}}}
}

func direct(m chat.Message) chat.Reply  { return chat.Reply{Direct: &m} }
func private(m chat.Message) chat.Reply { return chat.Reply{Private: &m} }
func update(m chat.Message) chat.Reply  { return chat.Reply{Update: &m} }

// howTo says how files become a pack, and how they can be sent where it is asked.
func howTo(e chat.Event) *chat.Message {
	where := "Send me the files in our private conversation, as you would send them to anybody."
	switch {
	case e.FileWays == chat.FilesWithCommand:
		where = "Type `/study import` and add the files to the command, here or in any channel: only you see my answer."
	case e.FileWays == chat.FilesBothWays && e.Private:
		where = "Send me the files right here, as you would send them to anybody, or add them to `/study import` in any channel."
	case e.FileWays == chat.FilesBothWays:
		where = "Add the files to `/study import`, where only you see my answer, or send them to me in our private conversation."
	case e.Private:
		where = "Send me the files right here, as you would send them to anybody."
	}
	return &chat.Message{
		Title: "Bring your own questions",
		Body: []chat.Block{
			{Text: where + " I show you what I understood, and nothing happens before you press Publish."},
			{Kind: chat.List, Items: []chat.Item{
				{Lead: "What I read: ", Text: "quizzes and review guides in Markdown, tables (CSV, TSV), Anki, GIFT, Aiken"},
				{Lead: "How much: ", Text: fmt.Sprintf("at most %d files at a time, %d MB each", chat.MaxFiles, chat.MaxFile>>20)},
				{Lead: "Who: ", Text: "owners of a running study channel, and whoever administers this team"},
			}},
		},
		Note: "The same file name again brings the pack up to date; what members did is kept.",
	}
}

// What a summary shows at most; the message has to fit every platform.
const (
	mostNotes = 6
	noteText  = 260 // characters
	fileText  = 150
)

// summary shows a draft.
func summary(d Draft) chat.Message {
	m := chat.Message{Title: "This is what I found"}
	var files []chat.Item
	for _, f := range d.Files[:min(len(d.Files), chat.MaxFiles)] {
		files = append(files, chat.Item{Text: cut(f, fileText)})
	}
	if len(files) > 0 {
		m.Body = append(m.Body, chat.Block{Kind: chat.List, Items: files})
	}
	if d.Token == "" {
		m.Title = "I found nothing to ask"
		m.Body = append(m.Body, chat.Block{Text: "No question in it has an answer that I can tell, so there is no pack to publish. `/study import` lists what I can read."})
	} else {
		m.Fields = []chat.Field{
			{Name: "Pack", Value: cut(d.Name, 150)},
			{Name: "Questions", Value: fmt.Sprintf("%d on %s", d.Questions-d.Drafts, days(d.Topics))},
		}
		if d.Drafts > 0 {
			m.Fields = append(m.Fields, chat.Field{Name: "Drafts", Value: strconv.Itoa(d.Drafts) + ", not asked: no key was found"})
		}
		if d.Retired > 0 {
			m.Fields = append(m.Fields, chat.Field{Name: "Retired", Value: strconv.Itoa(d.Retired) + ", not asked any more"})
		}
		m.Rows = []chat.Row{{
			{Label: "Publish", Emphasis: chat.Primary, Action: chat.Do("import-publish", d.Token)},
			{Label: "Drop it", Action: chat.Do("import-drop", d.Token)},
		}}
		m.Note = "Nothing is asked before you publish it and a channel chooses it with /study setup. I keep this for an hour."
		if d.Update {
			m.Note = "This brings a pack up to date that was published from here; what members did is kept. I keep this for an hour."
		}
	}
	if len(d.Notes) > 0 {
		var notes []chat.Item
		for _, n := range d.Notes[:min(len(d.Notes), mostNotes)] {
			notes = append(notes, chat.Item{Text: cut(n, noteText)})
		}
		if more := len(d.Notes) - mostNotes; more > 0 {
			notes = append(notes, chat.Item{Text: fmt.Sprintf("and %d more", more)})
		}
		m.Body = append(m.Body, chat.Block{Kind: chat.Heading, Text: "Good to know"}, chat.Block{Kind: chat.List, Items: notes})
	}
	return m
}

func published(p Published) chat.Message {
	when := "now"
	if !p.Served {
		when = "in a few seconds"
	}
	m := chat.Message{Body: []chat.Block{{Text: fmt.Sprintf("Published as “%s”: `/study setup` offers it %s.", cut(p.Name, 150), when)}}}
	if p.Update {
		m.Body[0].Text = fmt.Sprintf("“%s” is up to date. Channels that use it go on with the new version %s.", cut(p.Name, 150), when)
	}
	return m
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

// cut makes one line of a foreign text, at most n characters long.
func cut(s string, n int) string {
	head, _ := chat.Cut(strings.Join(strings.Fields(strings.ToValidUTF8(s, "�")), " "), n)
	return head
}
