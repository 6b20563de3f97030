package diff

import (
	"fmt"
	"slices"
	"strings"

	"studybot/bot/study"
)

// Report is what changes, in groups, those that lose something first.
type Report struct {
	// From and To are "ml-systems 1.0".
	From, To string
	Groups   []Group
}

// Group is one kind of change.
type Group struct {
	// Title is what the group holds, such as "New questions".
	Title string
	// Lost says that members would lose something that they did; each entry says
	// what to do about it.
	Lost bool
	// Entries are a sentence each.
	Entries []string
}

// Lost counts what members would lose.
func (r Report) Lost() int {
	n := 0
	for _, g := range r.Groups {
		if g.Lost {
			n += len(g.Entries)
		}
	}
	return n
}

// String is the report in words, counts first.
func (r Report) String() string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s -> %s\n", r.From, r.To)
	if len(r.Groups) == 0 {
		s.WriteString("Nothing changes for members.\n")
		return s.String()
	}
	var counts []string
	for _, g := range r.Groups {
		counts = append(counts, fmt.Sprintf("%s: %d", g.Title, len(g.Entries)))
	}
	s.WriteString(strings.Join(counts, "; ") + ".\n")
	if r.Lost() == 0 {
		s.WriteString("Members keep everything they did.\n")
	}
	for _, g := range r.Groups {
		fmt.Fprintf(&s, "\n%s (%d)\n", g.Title, len(g.Entries))
		for _, e := range g.Entries {
			fmt.Fprintf(&s, "  - %s\n", e)
		}
	}
	return s.String()
}

// change compares two packs group by group.
type change struct {
	old, now *study.Pack
	groups   []Group
}

// Between says what members would notice when now takes the place of old.
func Between(old, now *study.Pack) Report {
	c := &change{old: old, now: now}
	c.pack()
	c.questions()
	c.areas()
	c.levels()
	c.plans()
	c.topics()
	c.lists()
	c.forgotten()
	slices.SortStableFunc(c.groups, func(a, b Group) int { return weight(a) - weight(b) })
	return Report{From: old.ID + " " + old.Version, To: now.ID + " " + now.Version, Groups: c.groups}
}

func weight(g Group) int {
	if g.Lost {
		return 0
	}
	return 1
}

// say adds an entry to a group.
func (c *change) say(title, format string, args ...any) { c.add(title, false, format, args...) }

// lost is the group of what members would lose.
const lost = "To mend first"

// lose adds something that members would lose, with what to do.
func (c *change) lose(format string, args ...any) { c.add(lost, true, format, args...) }

func (c *change) add(title string, losing bool, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	i := slices.IndexFunc(c.groups, func(g Group) bool { return g.Title == title })
	if i < 0 {
		i = len(c.groups)
		c.groups = append(c.groups, Group{Title: title, Lost: losing})
	}
	c.groups[i].Entries = append(c.groups[i].Entries, text)
}

func (c *change) pack() {
	if c.old.ID != c.now.ID {
		c.lose("the pack's id %s became %s: everything that members did is stored under the old one; keep the id", c.old.ID, c.now.ID)
	}
	const title = "The pack"
	if c.old.Name != c.now.Name {
		c.say(title, "it is called %q instead of %q", c.now.Name, c.old.Name)
	}
	if !slices.Equal(c.old.Scale, c.now.Scale) {
		c.say(title, "the ratings 1 to 5 are described otherwise: ratings given so far stay as they are")
	}
}

// forgotten are old names of the earlier version that the new one no longer knows.
func (c *change) forgotten() {
	a, b := c.old.Aliases, c.now.Aliases
	for _, old := range sorted(a.Questions) {
		if _, ok := c.now.Question(old); !ok {
			c.lose("the old name %s of question %s is no longer known: what was done under it would no longer count; put it back into aliases.yaml", old, a.Questions[old])
		}
	}
	for _, old := range sorted(a.Areas) {
		if c.now.AreaIDs(old) == nil {
			c.lose("the old name %s of area %s is no longer known: ratings given under it would no longer count; put it back into aliases.yaml", old, strings.Join(a.Areas[old], ", "))
		}
	}
	for _, old := range sorted(a.Checklists) {
		if _, ok := c.now.Checklist(old); !ok {
			c.lose("the old name %s of checklist %s is no longer known: its ticks would no longer count; put it back into aliases.yaml", old, a.Checklists[old])
		}
	}
	for _, old := range sorted(a.Items) {
		if _, ok := b.Items[old]; !ok && !has(c.now, old) {
			c.lose("the old name %s of item %s is no longer known: its tick would no longer count; put it back into aliases.yaml", old, a.Items[old])
		}
	}
}

// has says whether a pack has an item, written list/item.
func has(p *study.Pack, name string) bool {
	list, item, _ := strings.Cut(name, "/")
	for _, l := range p.Checklists {
		if l.ID == list {
			for _, g := range l.Groups {
				if slices.ContainsFunc(g.Items, func(it study.Item) bool { return it.ID == item }) {
					return true
				}
			}
		}
	}
	return false
}

func sorted[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// shown is the beginning of a text, in quotes.
func shown(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	const most = 60
	if r := []rune(s); len(r) > most {
		s = strings.TrimSpace(string(r[:most-1])) + "…"
	}
	return "\"" + s + "\""
}
