package slacktest

import (
	"regexp"
	"slices"
	"strings"
)

// words is the text of a text object.
func words(x any) string {
	o, _ := x.(object)
	s, _ := o["text"].(string)
	return s
}

// Words is all the text of the message as a reader sees it, in order, with what
// its controls say left out; the notification's text when there are no blocks.
func (m Message) Words() string {
	if len(m.Blocks) == 0 {
		return m.Text
	}
	return shown(m.Blocks)
}

// Words is all the text of the view.
func (v View) Words() string { return shown(v.Blocks) }

// Inputs are the names (block ids) of the view's inputs, in order.
func (v View) Inputs() []string {
	var out []string
	for _, b := range v.Blocks {
		if b["type"] == "input" {
			id, _ := b["block_id"].(string)
			out = append(out, id)
		}
	}
	return out
}

func shown(blocks []map[string]any) string {
	var b strings.Builder
	for _, o := range blocks {
		switch o["type"] {
		case "header", "section":
			b.WriteString(words(o["text"]))
			list, _ := o["fields"].([]any)
			for _, f := range list {
				b.WriteString(words(f) + "\n")
			}
		case "context":
			list, _ := o["elements"].([]any)
			for _, f := range list {
				b.WriteString(words(f) + " ")
			}
		case "rich_text":
			richWords(&b, o)
		case "input":
			b.WriteString(words(o["label"]) + " " + words(o["hint"]))
		}
		b.WriteString("\n")
	}
	return strings.TrimSpace(b.String())
}

func richWords(b *strings.Builder, o object) {
	list, _ := o["elements"].([]any)
	for _, x := range list {
		e, _ := x.(object)
		switch e["type"] {
		case "text":
			s, _ := e["text"].(string)
			b.WriteString(s)
		case "date":
			s, _ := e["fallback"].(string)
			b.WriteString(s)
		default:
			richWords(b, e)
			b.WriteString("\n")
		}
	}
}

// Labels are what the message's controls say, in order.
func (m Message) Labels() []string { return labels(m.Blocks) }

// Labels are what the view's controls say, in order.
func (v View) Labels() []string { return labels(v.Blocks) }

func labels(blocks []map[string]any) []string {
	var out []string
	for _, o := range blocks {
		if o["type"] != "actions" {
			continue
		}
		list, _ := o["elements"].([]any)
		for _, x := range list {
			e, _ := x.(object)
			if t := words(e["text"]); t != "" {
				out = append(out, t)
			} else {
				out = append(out, words(e["placeholder"]))
			}
		}
	}
	return out
}

// Alts are the words of the message's pictures, in order.
func (m Message) Alts() []string {
	var out []string
	for _, o := range m.Blocks {
		if o["type"] == "image" {
			s, _ := o["alt_text"].(string)
			out = append(out, s)
		}
	}
	return out
}

// FileNames are the names of the files that came with the message.
func (m Message) FileNames() []string {
	var out []string
	for _, f := range m.Files {
		out = append(out, f.Name)
	}
	return out
}

var (
	markup = regexp.MustCompile(`<[^<>]*>`)
	named  = regexp.MustCompile(`(^|\s)@[A-Za-z]`)
)

// Pings counts what Slack would make a mention or a link of: markup in the
// notification's text and in mrkdwn, names when link_names is on, and rich text
// elements that are mentions.
func (m Message) Pings() int {
	n := len(markup.FindAllString(m.Text, -1))
	if m.LinkNames {
		n += len(named.FindAllString(m.Text, -1))
	}
	for _, b := range m.Blocks {
		n += pings(b)
	}
	return n
}

func pings(x any) int {
	n := 0
	switch o := x.(type) {
	case object:
		kind, _ := o["type"].(string)
		if slices.Contains([]string{"user", "usergroup", "broadcast", "channel", "link"}, kind) {
			n++
		}
		if text, _ := o["text"].(string); kind == "mrkdwn" {
			n += len(markup.FindAllString(text, -1))
		}
		for _, v := range o {
			n += pings(v)
		}
	case []any:
		for _, v := range o {
			n += pings(v)
		}
	}
	return n
}
