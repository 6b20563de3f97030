package discord

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"studybot/adapters/discord/markdown"
	"studybot/bot/chat"
	"studybot/bot/chat/edge"
)

// Discord's documented limits that chat.Message.Check does not already keep, in
// characters. https://docs.discord.com/developers/components/reference and, for
// the text of a message in all, discord-api-docs pull request 8562.
const (
	maxText        = 4000 // over all text displays
	maxComponents  = 40   // nested ones counted
	maxCustomID    = 100
	maxButton      = 80
	maxOption      = 100 // label and description alike
	maxPlaceholder = 150
	maxAlt         = 1024
	maxURL         = 512 // of a button
	maxFileName    = 100
)

// accent is the colour of a card's edge, the playground's green.
const accent = 0x3BA98A

// noteRoom is how much of maxText a note may take, escaped.
const noteRoom = 1000

// frame is what surrounds a message that is drawn.
type frame struct {
	mark int     // id of the container, which says which post this is; 0 for none
	from *server // in a private conversation: the server that it is about, as the last line
}

// server is a guild.
type server struct{ id, name string }

// letter is a message in Discord's words.
type letter struct {
	components []discordgo.MessageComponent
	files      []upload // pictures and documents, in the order of their attachment ids
}

// upload is a file on its way.
type upload struct {
	name        string
	kind        string // media type
	description string // what a picture shows, in words
	data        []byte
}

// draw makes a card: one container with the title, the body, the fields, pictures,
// files, rows of controls, the note and, at last and alone, the server's line.
func draw(m chat.Message, f frame) letter {
	var l letter
	var after []discordgo.MessageComponent // what follows the text
	names := map[string]bool{}
	for _, im := range m.Images {
		// A gallery of two would crop both; each has its own.
		u := upload{name: fileName(im.Name, names), kind: "image/png", description: markdown.Fit(im.Alt, maxAlt), data: im.PNG}
		after = append(after, discordgo.MediaGallery{Items: []discordgo.MediaGalleryItem{
			{Media: attached(u), Description: &u.description},
		}})
		l.files = append(l.files, u)
	}
	for _, file := range m.Files {
		u := upload{name: fileName(file.Name, names), kind: file.Type, data: file.Data}
		after = append(after, discordgo.FileComponent{File: attached(u)})
		l.files = append(l.files, u)
	}
	count := 1 + len(after) // the container and what is in it
	rows, links := rowsOf(m.Rows)
	for _, r := range rows {
		after = append(after, r)
		count += 1 + len(r.Components)
	}
	room := maxText
	for _, last := range lastLines(m.Note, f.from) {
		after = append(after, discordgo.TextDisplay{Content: last})
		room -= markdown.Weight(last)
		count++
	}
	var inside []discordgo.MessageComponent
	said, facts := texts(m, links, room, maxComponents-count)
	for i, text := range said {
		if i > 0 && i == facts && count+len(said) < maxComponents {
			small := discordgo.SeparatorSpacingSizeSmall // the question first, then what is known about it
			inside = append(inside, discordgo.Separator{Spacing: &small})
		}
		inside = append(inside, discordgo.TextDisplay{Content: text})
	}
	colour := accent
	l.components = []discordgo.MessageComponent{
		discordgo.Container{ID: f.mark, AccentColor: &colour, Components: append(inside, after...)},
	}
	return l
}

func attached(u upload) discordgo.UnfurledMediaItem {
	return discordgo.UnfurledMediaItem{URL: "attachment://" + u.name}
}

// texts draws the title, the body, the fields and the links that no button can
// hold, in at most room units and at most most displays, which is never less than
// one. A heading shares a display with what it names. facts is the place of the
// display with the fields, -1 when they have none of their own.
func texts(m chat.Message, links []string, room, most int) (out []string, facts int) {
	facts = -1
	if m.Title != "" {
		// An escaped character has two units at most, so a title is never cut.
		out = append(out, "## "+markdown.Escape(markdown.Line(m.Title, 2*chat.MaxTitle)))
		room -= markdown.Weight(out[0])
	}
	var pieces []markdown.Piece
	for _, b := range m.Body {
		pieces = append(pieces, markdown.Block(b))
	}
	for _, f := range m.Fields {
		pieces = append(pieces, markdown.Field(f))
	}
	room -= 2 * len(pieces) // what may stand between them
	for i, text := range markdown.Draw(pieces, room) {
		room -= markdown.Weight(text)
		switch {
		case i > 0 && (pieces[i-1].Heading && !pieces[i].IsField || pieces[i-1].IsField):
			out[len(out)-1] += "\n" + text
		default:
			if pieces[i].IsField {
				facts = len(out)
			}
			out = append(out, text)
		}
	}
	for _, link := range links {
		if room -= markdown.Weight(link) + 2; room >= 0 {
			out = append(out, link)
		}
	}
	for most = max(most, 1); len(out) > most; {
		last := len(out) - 1
		out[last-1] += "\n\n" + out[last]
		out = out[:last]
	}
	if facts >= len(out) {
		facts = -1
	}
	return out, facts
}

// lastLines are the note and the line that says which server a private message is
// about. Clicks there are read by that line, so it is never cut or joined.
func lastLines(note string, from *server) []string {
	var out []string
	if note != "" {
		lines := slices.DeleteFunc(strings.Split(edge.Clean(note), "\n"), func(l string) bool { return strings.TrimSpace(l) == "" })
		if len(lines) == 0 {
			lines = []string{"-"}
		}
		text := strings.Join(lines, "\n")
		out = append(out, markdown.Longest(len([]rune(text)), noteRoom, markdown.Weight, func(n int) string { return markdown.Prefixed("-# ", markdown.Escape(markdown.Head(text, n))) }))
	}
	if from != nil {
		out = append(out, fromLine(*from))
	}
	return out
}

// fromLine links to the server. Brackets would end the link's text early, escaped
// or not.
func fromLine(s server) string {
	name := strings.NewReplacer("[", "(", "]", ")").Replace(markdown.Line(s.name, 100))
	return fmt.Sprintf("-# From [%s](https://discord.com/channels/%s)", markdown.Escape(name), s.id)
}

// rowsOf draws the rows of controls. Links that are too long for a button become
// lines of text.
func rowsOf(list []chat.Row) (rows []discordgo.ActionsRow, links []string) {
	ids := map[string]bool{}
	type seen struct{ label, path string }
	buttons := map[seen]bool{}
	for _, row := range list {
		var r discordgo.ActionsRow
		for _, c := range row {
			if c.Kind == chat.Link {
				if markdown.Units(c.URL) > maxURL {
					links = append(links, longLink(c))
					continue
				}
				r.Components = append(r.Components, discordgo.Button{Label: markdown.Line(c.Label, maxButton), Style: discordgo.LinkButton, URL: c.URL})
				continue
			}
			twin := seen{c.Label, c.Action.Path()}
			if c.Kind == chat.Button && buttons[twin] {
				continue
			}
			id, ok := ownID(twin.path, ids)
			if !ok {
				continue
			}
			if c.Kind == chat.Menu {
				r.Components = append(r.Components, discordgo.SelectMenu{
					MenuType: discordgo.StringSelectMenu, CustomID: id, Placeholder: markdown.Line(c.Label, maxPlaceholder), Options: optionsOf(c.Options),
				})
				continue
			}
			buttons[twin] = true
			r.Components = append(r.Components, discordgo.Button{Label: markdown.Line(c.Label, maxButton), Style: style(c.Emphasis), CustomID: id})
		}
		if len(r.Components) > 0 {
			rows = append(rows, r)
		}
	}
	return rows, links
}

func longLink(c chat.Control) string {
	url := strings.NewReplacer("(", "%28", ")", "%29", "<", "%3C", ">", "%3E", " ", "%20", "\\", "%5C").Replace(edge.Clean(c.URL))
	label := strings.NewReplacer("[", "(", "]", ")").Replace(markdown.Line(c.Label, maxButton))
	return fmt.Sprintf("[%s](%s)", markdown.Escape(label), url)
}

func style(e chat.Emphasis) discordgo.ButtonStyle {
	switch e {
	case chat.Primary:
		return discordgo.PrimaryButton
	case chat.Danger:
		return discordgo.DangerButton
	}
	return discordgo.SecondaryButton
}

// ownID makes a control's custom_id of its action's path. Discord refuses a
// message with two equal ones, so the second control of an action gets another
// spelling that chat.ParsePath reads as the same action: one character of an
// argument percent-encoded, or an empty argument more, which Action.Arg does not
// tell from none. Where no spelling fits it says false: the first control does
// the same.
func ownID(path string, taken map[string]bool) (string, bool) {
	verb, args, _ := strings.Cut(path, "/")
	for more := range chat.MaxArgs + 1 {
		end := strings.Repeat("/", more)
		for i := -1; i < len(args); i++ {
			id := path + end
			if i >= 0 {
				if !plain(args, i) {
					continue
				}
				id = fmt.Sprintf("%s/%s%%%02X%s%s", verb, args[:i], args[i], args[i+1:], end)
			}
			if len(id) > maxCustomID || taken[id] {
				continue
			}
			if _, err := chat.ParsePath(id); err == nil {
				taken[id] = true
				return id, true
			}
		}
	}
	return "", false
}

// plain says that the byte at i stands for itself, not for a part of an escape.
func plain(args string, i int) bool {
	return args[i] != '/' && args[i] != '%' && (i < 1 || args[i-1] != '%') && (i < 2 || args[i-2] != '%')
}

// optionsOf draws a menu's choices. Values travel as they are: chat allows them 75
// code points, and cut they would mean something else.
func optionsOf(list []chat.Option) []discordgo.SelectMenuOption {
	var out []discordgo.SelectMenuOption
	for _, o := range list {
		option := discordgo.SelectMenuOption{Label: markdown.Line(o.Label, maxOption), Value: o.Value}
		if o.Hint != "" {
			option.Description = markdown.Line(o.Hint, maxOption)
		}
		out = append(out, option)
	}
	return out
}

// fileName makes a name that Discord keeps as it is, so that attachment:// finds
// the file: letters, figures, '-', '_' and '.', none twice in a message.
func fileName(name string, taken map[string]bool) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '.':
			return r
		}
		return '_'
	}, name)
	ext := path.Ext(name)
	if len(ext) > 10 {
		ext = ""
	}
	stem := strings.Trim(strings.TrimSuffix(name, ext), "._")
	stem = strings.TrimPrefix(stem, "SPOILER_") // it would hide the file
	if stem == "" {
		stem = "file"
	}
	stem = stem[:min(len(stem), maxFileName-len(ext)-len("-9"))]
	out := stem + ext
	for n := 2; taken[strings.ToLower(out)]; n++ {
		out = stem + "-" + strconv.Itoa(n) + ext
	}
	taken[strings.ToLower(out)] = true
	return out
}
