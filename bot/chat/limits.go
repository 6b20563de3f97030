package chat

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"
)

// Limits of what the bot may say, in characters unless said otherwise. Each is
// the tightest of the platforms' documented limits, so a card that passes Check
// can be drawn on all of them. docs/limits.md names the platform and the source
// of each; a test keeps that page and these numbers the same.
const (
	MaxTitle       = 150
	MaxBody        = 3500 // all text of one message
	MaxBlockText   = 2900
	MaxBlocks      = 24 // rows, fields and images take blocks too
	MaxItems       = 40
	MaxFields      = 10
	MaxFieldText   = 900
	MaxNote        = 500 // drawn as small print
	MaxRows        = 5
	MaxControls    = 5 // in one row
	MaxLabel       = 75
	MaxOptions     = 25
	MaxOptionLabel = 75
	MaxOptionHint  = 75
	MaxImages      = 2
	MaxAlt         = 1000
	MaxFiles       = 4
	MaxFile        = 8388608 // bytes of a file that a member sends: 8 MB
	MaxFormTitle   = 24
	MaxSubmit      = 24
	MaxInputs      = 5
	MaxInputLabel  = 45
	MaxInputHint   = 100
	MaxInputText   = 3000
	MaxIntro       = 2900
	MaxKey         = 64 // bytes
	MaxCommandHint = 100
)

// Check returns every way in which the message breaks a limit, or nil.
func (m Message) Check() error {
	var c checker
	c.text("title", m.Title, MaxTitle)
	c.blocks("body", m.Body)
	total := utf8.RuneCountInString(m.Title) + blocksLen(m.Body) + utf8.RuneCountInString(m.Note)
	c.most("fields", len(m.Fields), MaxFields)
	for i, f := range m.Fields {
		c.some(fmt.Sprintf("field %d name", i+1), f.Name, MaxTitle)
		c.text(fmt.Sprintf("field %d value", i+1), f.Value, MaxFieldText)
		total += utf8.RuneCountInString(f.Name) + utf8.RuneCountInString(f.Value)
	}
	c.most("characters in all", total, MaxBody)
	c.text("note", m.Note, MaxNote)
	c.most("images", len(m.Images), MaxImages)
	for _, im := range m.Images {
		c.some("image alt text", im.Alt, MaxAlt)
		c.some("image name", im.Name, 100)
		c.that(len(im.PNG) > 0, "image %q is empty", im.Name)
	}
	c.most("files", len(m.Files), MaxFiles)
	c.most("rows", len(m.Rows), MaxRows)
	for i, row := range m.Rows {
		c.that(len(row) > 0, "row %d is empty", i+1)
		c.most(fmt.Sprintf("controls in row %d", i+1), len(row), MaxControls)
		for _, ctl := range row {
			c.control(ctl)
			c.that(ctl.Kind != Menu || len(row) == 1, "menu %q shares its row", ctl.Label)
		}
	}
	c.that(m.Title != "" || len(m.Body) > 0, "a message needs a title or a body")
	return errors.Join(c.errs...)
}

// Check returns every way in which the form breaks a limit, or nil.
func (f Form) Check() error {
	var c checker
	c.some("form title", f.Title, MaxFormTitle)
	c.some("submit", f.Submit, MaxSubmit)
	c.blocks("intro", f.Intro)
	c.most("characters of intro", blocksLen(f.Intro), MaxIntro)
	c.that(len(f.Inputs) > 0, "a form needs an input")
	c.most("inputs", len(f.Inputs), MaxInputs)
	c.err(f.Action.Check())
	seen := map[string]bool{}
	for _, in := range f.Inputs {
		c.that(isInputName(in.Name), "input name %q", in.Name)
		c.that(!seen[in.Name], "input name %q twice", in.Name)
		seen[in.Name] = true
		c.some("input label", in.Label, MaxInputLabel)
		c.text("input hint", in.Hint, MaxInputHint)
		c.that(in.MaxLength >= 0 && in.MaxLength <= MaxInputText, "input %q: length %d", in.Name, in.MaxLength)
		switch in.Kind {
		case Choice, Choices:
			c.that(len(in.Options) > 0, "input %q has no options", in.Name)
			c.options(in.Options)
		case Line, Text:
			for _, v := range in.Value {
				limit := in.MaxLength
				if limit == 0 {
					limit = MaxInputText
				}
				c.text("input value", v, limit)
			}
		case ChannelInput, MembersInput:
		}
	}
	return errors.Join(c.errs...)
}

type checker struct{ errs []error }

func (c *checker) err(err error) {
	if err != nil {
		c.errs = append(c.errs, err)
	}
}

func (c *checker) that(ok bool, format string, args ...any) {
	if !ok {
		c.errs = append(c.errs, fmt.Errorf(format, args...))
	}
}

func (c *checker) most(what string, n, limit int) {
	c.that(n <= limit, "%s: %d, at most %d", what, n, limit)
}

func (c *checker) text(what, s string, limit int) {
	c.that(utf8.ValidString(s), "%s is not UTF-8", what)
	c.most(what, utf8.RuneCountInString(s), limit)
}

func (c *checker) some(what, s string, limit int) {
	c.that(strings.TrimSpace(s) != "", "%s is empty", what)
	c.text(what, s, limit)
}

func (c *checker) blocks(what string, blocks []Block) {
	c.most(what+" blocks", len(blocks), MaxBlocks)
	for i, b := range blocks {
		name := fmt.Sprintf("%s block %d", what, i+1)
		if b.Kind == List || b.Kind == Steps {
			c.that(len(b.Items) > 0, "%s has no items", name)
			c.most(name+" items", len(b.Items), MaxItems)
		} else {
			c.some(name, b.Lead+b.Text, MaxBlockText)
		}
		c.most(name, blocksLen(blocks[i:i+1]), MaxBlockText)
	}
}

func (c *checker) control(ctl Control) {
	c.some("label", ctl.Label, MaxLabel)
	switch ctl.Kind {
	case Button:
		c.err(ctl.Action.Check())
	case Menu:
		c.err(ctl.Action.Check())
		c.that(len(ctl.Options) > 0, "menu %q has no options", ctl.Label)
		c.options(ctl.Options)
	case Link:
		u, err := url.Parse(ctl.URL)
		c.that(err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "", "link %q", ctl.Label)
	}
}

func (c *checker) options(options []Option) {
	c.most("options", len(options), MaxOptions)
	seen := map[string]bool{}
	for _, o := range options {
		c.some("option label", o.Label, MaxOptionLabel)
		c.text("option hint", o.Hint, MaxOptionHint)
		c.some("option value", o.Value, MaxLabel)
		c.that(!seen[o.Value], "option value %q twice", o.Value)
		seen[o.Value] = true
	}
}

func blocksLen(blocks []Block) int {
	n := 0
	for _, b := range blocks {
		n += utf8.RuneCountInString(b.Lead) + utf8.RuneCountInString(b.Text)
		for _, it := range b.Items {
			n += utf8.RuneCountInString(it.Lead) + utf8.RuneCountInString(it.Text) + 3
		}
	}
	return n
}

func isInputName(s string) bool {
	if s == "" || len(s) > 40 {
		return false
	}
	for _, c := range s {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

// Cut shortens s to at most limit characters, at a word where there is one near,
// and marks the cut with an ellipsis. rest is what was left out, "" when nothing was.
func Cut(s string, limit int) (head, rest string) {
	if utf8.RuneCountInString(s) <= limit {
		return s, ""
	}
	if limit < 1 {
		return "", s
	}
	end := 0 // byte offset of the first limit-1 characters
	for range limit - 1 {
		_, size := utf8.DecodeRuneInString(s[end:])
		end += size
	}
	if at := strings.LastIndexAny(s[:end], " \n\t"); at > end/2 {
		end = at
	}
	return strings.TrimRight(s[:end], " \n\t") + "…", strings.TrimLeft(s[end:], " \n\t")
}
