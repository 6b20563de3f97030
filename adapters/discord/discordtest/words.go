package discordtest

import "strings"

// Words is all the text of the message as a reader sees it, in order, with what its
// controls say left out. Instants are shown as Date shows them.
func (m Message) Words() string {
	var parts []string
	for _, text := range m.texts() {
		parts = append(parts, plain(text))
	}
	return strings.Join(parts, "\n")
}

// texts are the texts that are drawn with markdown, in order.
func (m Message) texts() []string {
	var out []string
	if m.Content != "" {
		out = append(out, m.Content)
	}
	eachComponent(m.Components, func(o object) {
		if kindOf(o) == typeText {
			out = append(out, str(o["content"]))
		}
	})
	return out
}

// Labels are what the message's controls say, in order: a button's label, a menu's
// placeholder.
func (m Message) Labels() []string {
	var out []string
	eachComponent(m.Components, func(o object) {
		switch kindOf(o) {
		case typeButton:
			out = append(out, str(o["label"]))
		case typeMenu, typeUsers, typeRoles, typeMentionable, typeChannels:
			out = append(out, str(o["placeholder"]))
		}
	})
	return out
}

// Options are the labels of a menu's options, in order.
func (m Message) Options(menu string) []string {
	var out []string
	for _, o := range objects(m.control(menu)["options"]) {
		out = append(out, str(o["label"]))
	}
	return out
}

// Alts are the words of the message's pictures, in order.
func (m Message) Alts() []string {
	var out []string
	eachComponent(m.Components, func(o object) {
		switch kindOf(o) {
		case typeGallery:
			for _, item := range objects(o["items"]) {
				out = append(out, str(item["description"]))
			}
		case typeThumbnail:
			out = append(out, str(o["description"]))
		}
	})
	return out
}

// FileNames are the names of the files that the message offers to keep: those of its
// File components, not its pictures.
func (m Message) FileNames() []string {
	var out []string
	eachComponent(m.Components, func(o object) {
		if kindOf(o) == typeFile {
			f, _ := o["file"].(object)
			out = append(out, strings.TrimPrefix(str(f["url"]), "attachment://"))
		}
	})
	return out
}

// Accent is the colour of the first container, or -1.
func (m Message) Accent() int {
	for _, o := range m.Components {
		if n, ok := o["accent_color"].(float64); ok {
			return int(n)
		}
	}
	return -1
}

// Pings counts what is drawn as a mention, whether or not allowed_mentions keeps it
// from notifying, and links whose words hide where they lead (but those to a place
// on Discord itself).
func (m Message) Pings() int { return len(m.drawnMentions()) }

func (m Message) drawnMentions() []string {
	var out []string
	for _, text := range m.texts() {
		out = append(out, draw(text).marks...)
	}
	return out
}
