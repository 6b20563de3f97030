package command_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"studybot/bot/chat"
	"studybot/bot/command"
)

// said is one text of the list, with where it stands.
type said struct {
	where, english string
	others         map[string]string
}

// texts are all hints of the list.
func texts() []said {
	var all []said
	for _, c := range command.List() {
		all = append(all, said{c.Name, c.Hint, c.Hints})
		for _, a := range c.Args {
			all = append(all, said{c.Name + " " + a.Name, a.Hint, a.Hints})
		}
	}
	return all
}

func TestHints(t *testing.T) {
	tags := []string{"de", "fr", "es", "pt-BR"}
	seen := map[string]map[string]string{}
	for _, s := range texts() {
		if len(s.others) != len(tags) {
			t.Errorf("%s is said in %d other languages, not %d", s.where, len(s.others), len(tags))
		}
		byText := map[string]string{}
		for _, tag := range append([]string{"en"}, tags...) {
			text := s.others[tag]
			if tag == "en" {
				text = s.english
			}
			n := utf8.RuneCountInString(text)
			if n == 0 || n > chat.MaxCommandHint || strings.TrimSpace(text) != text || strings.HasSuffix(text, ".") {
				t.Errorf("%s in %s is empty, too long, padded or ends with a full stop: %q", s.where, tag, text)
			}
			if other := byText[text]; other != "" {
				t.Errorf("%s says the same in %s and %s: %q", s.where, other, tag, text)
			}
			byText[text] = tag
			if seen[tag] == nil {
				seen[tag] = map[string]string{}
			}
			if other := seen[tag][text]; other != "" {
				t.Errorf("in %s, %s and %s are described alike: %q", tag, other, s.where, text)
			}
			seen[tag][text] = s.where
		}
	}
}

// Words that only one of the languages has: a text that landed on the wrong line
// is likely to show one.
func TestHintsAreInTheirLanguage(t *testing.T) {
	only := map[string]*regexp.Regexp{
		"en":    regexp.MustCompile(`(?i)\b(the|your|you|and|what)\b`),
		"de":    regexp.MustCompile(`(?i)\b(der|die|das|eigene|eigenen|und|was)\b|ß`),
		"fr":    regexp.MustCompile(`(?i)\b(le|les|votre|vos|et|au)\b|è`),
		"es":    regexp.MustCompile(`(?i)\b(el|las|tu|tus|y)\b|ñ`),
		"pt-BR": regexp.MustCompile(`(?i)\b(seu|sua|suas|em|deste)\b|ã|õ`),
	}
	for _, s := range texts() {
		for tag, text := range s.others {
			for other, words := range only {
				if found := words.FindString(text); found != "" && other != tag {
					t.Errorf("%s in %s has %q, which is %s: %q", s.where, tag, found, other, text)
				}
			}
		}
	}
}

func TestCommandsCanBeRegistered(t *testing.T) {
	name := regexp.MustCompile(`^[a-z][a-z-]{0,31}$`)
	seen := map[string]bool{}
	owners := false
	for _, c := range command.List() {
		if err := chat.Do(c.Name).Check(); err != nil || !name.MatchString(c.Name) || seen[c.Name] {
			t.Errorf("command %q is odd or there twice: %v", c.Name, err)
		}
		seen[c.Name] = true
		if owners && !c.Owner {
			t.Errorf("%s stands after the owners' commands", c.Name)
		}
		owners = c.Owner
		for _, a := range c.Args {
			if !name.MatchString(a.Name) {
				t.Errorf("argument %q of %s", a.Name, c.Name)
			}
		}
	}
	if len(seen) > chat.MaxOptions {
		t.Errorf("%d commands, and a platform lists at most %d under one name", len(seen), chat.MaxOptions)
	}
}
