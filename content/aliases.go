package content

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"studybot/bot/study"
	"studybot/content/mistake"
)

const maxAliases = 2000 // of one kind

// aliases reads the old names, follows chains of them, and refuses those that lead
// nowhere or stand in the way of a name that is in use.
func (l *loader) aliases() {
	o, ok := l.sheet("aliases.yaml", optional, "questions", "areas", "topics", "checklists", "items")
	if !ok {
		return
	}
	if len(o.fields) == 0 {
		o.wrong("the file holds no old name; add one or remove the file")
		return
	}
	p := &l.pack
	var a study.Aliases
	one := func(kind, what string, current []string, complete bool, limit int) map[string]string {
		to := l.oldNames(o, oldNames{
			field: kind, what: what, current: current, complete: complete,
			is: func(n node, s string) bool { return n.isID(what, s, limit, false) },
		})
		return single(to)
	}
	var questions, lists, items []string
	for _, q := range p.Questions {
		questions = append(questions, q.ID)
	}
	a.Questions = one("questions", "question", questions, l.named("questions/"), maxQuestion)
	l.aliasKeys(o, a.Questions)
	a.Areas = l.oldNames(o, oldNames{
		field: "areas", what: "area", current: l.areas, complete: l.named("areas.yaml"), several: true,
		is: func(n node, s string) bool { return n.isID("area", s, maxAreaID, true) },
	})
	for _, c := range p.Checklists {
		lists = append(lists, c.ID)
		for _, g := range c.Groups {
			for _, it := range g.Items {
				items = append(items, c.ID+"/"+it.ID)
			}
		}
	}
	a.Checklists = one("checklists", "checklist", lists, l.named("checklists.yaml"), maxItemID)
	a.Items = single(l.oldNames(o, oldNames{field: "items", what: "item", current: items, complete: l.named("checklists.yaml"), is: isItem}))
	var days []string
	for _, d := range l.days {
		days = append(days, strconv.Itoa(d))
	}
	for old, now := range single(l.oldNames(o, oldNames{field: "topics", what: "topic", current: days, complete: l.named("topics.yaml"), is: isDay})) {
		from, _ := strconv.Atoi(old) // isDay has looked at both
		to, _ := strconv.Atoi(now)
		if a.Topics == nil {
			a.Topics = map[int]int{}
		}
		a.Topics[from] = to
	}
	p.Aliases = a
}

// named says that all names which the files beginning so define are known: what is
// wrong in them, if anything, is inside something that has its id.
func (l *loader) named(file string) bool {
	return !slices.ContainsFunc(l.report.errs, func(e Error) bool {
		at := strings.LastIndexByte(e.Path, '.')
		last := e.Path[at+1:]
		return strings.HasPrefix(e.File, file) &&
			(at < 0 || strings.HasSuffix(last, "]") || slices.Contains([]string{"id", "day", "groups", "items"}, last))
	})
}

// sound says that nothing is wrong so far in the files whose names begin so: then
// what they define is all there is.
func (l *loader) sound(file string) bool {
	return !slices.ContainsFunc(l.report.errs, func(e Error) bool { return strings.HasPrefix(e.File, file) })
}

// oldNames says how the old names of one field are read.
type oldNames struct {
	field, what string
	current     []string
	complete    bool // current can be relied on: its file was read
	several     bool // a name may have become several
	is          func(n node, s string) bool
}

// oldNames reads a field of old names and returns what each means now.
func (l *loader) oldNames(o object, how oldNames) map[string][]string {
	field, ok := o.field(how.field, optional)
	if !ok {
		return nil
	}
	before := len(l.report.errs)
	at, to := map[string]node{}, map[string][]string{}
	for _, pair := range field.pairs(maxAliases) {
		old := pair.key
		key := pair.node
		key.yaml = nil // what is said is about the old name
		if !how.is(key, old) {
			continue
		}
		at[old] = pair.node
		for _, n := range targetsOf(pair.node, how.several) {
			now, ok := n.idText()
			switch {
			case !ok || !how.is(n, now):
			case slices.Contains(to[old], now):
				n.wrong("%s %s is there twice; keep one", how.what, shown(now))
			default:
				to[old] = append(to[old], now)
			}
		}
		if how.complete && slices.Contains(how.current, old) {
			pair.wrongKey("%s %s is still in the pack, so it cannot stand for another; remove this line or rename the %s", how.what, shown(old), how.what)
		}
	}
	if len(l.report.errs) > before || !how.complete {
		return nil
	}
	follow := chains{names: how, at: at, to: to, now: map[string][]string{}}
	for _, old := range slices.Sorted(maps.Keys(to)) {
		follow.end(old, nil)
	}
	return follow.now
}

// chains follows old names to current ones.
type chains struct {
	names oldNames
	at    map[string]node
	to    map[string][]string
	now   map[string][]string
}

func (c chains) end(old string, trail []string) []string {
	if ends, known := c.now[old]; known {
		return ends
	}
	trail = append(trail, old)
	var ends []string
	for _, next := range c.to[old] {
		further := []string{next}
		if !slices.Contains(c.names.current, next) {
			switch _, known := c.to[next]; {
			case slices.Contains(trail, next):
				c.at[old].wrong("the old names go in a circle: %s stands for %s; remove one line", strings.Join(trail, " stands for "), next)
				further = nil
			case !known:
				c.at[old].wrong("%s %s stands for %s, which does not exist; %s%s", c.names.what, shown(old), shown(next), allowed(c.names.current), mistake.Meant(next, c.names.current))
				further = nil
			case len(trail) > 50:
				c.at[old].wrong("more than 50 old names lead to one another here; let %s stand for its present name", shown(trail[0]))
				further = nil
			default:
				further = c.end(next, trail)
			}
		}
		for _, f := range further {
			if !slices.Contains(ends, f) {
				ends = append(ends, f)
			}
		}
	}
	c.now[old] = ends
	return ends
}

// aliasKeys refuses old question ids whose ratings could not be told from those of
// another question.
func (l *loader) aliasKeys(o object, aliases map[string]string) {
	keys := map[study.Key]string{}
	for _, q := range l.pack.Questions {
		keys[study.KeyOf(q.ID)] = q.ID
	}
	for _, old := range slices.Sorted(maps.Keys(aliases)) {
		key := study.KeyOf(old)
		if other, taken := keys[key]; taken {
			o.fields["questions"].wrong("old question id %q has the same 32-bit key as %q, so it cannot be kept; remove its line", old, other)
			continue
		}
		keys[key] = old
	}
}

// targetsOf are what an old name became: one value, or a list where that is allowed.
func targetsOf(pair node, several bool) []node {
	if several && pair.kind() == "a list" {
		return pair.list(1, 40)
	}
	return []node{pair}
}

func single(to map[string][]string) map[string]string {
	var one map[string]string
	for old, now := range to {
		if len(now) == 1 {
			if one == nil {
				one = map[string]string{}
			}
			one[old] = now[0]
		}
	}
	return one
}

// isDay says whether a word is a day of a course.
func isDay(n node, s string) bool {
	if d, err := strconv.Atoi(s); err == nil && d >= 1 && d <= maxDay && strconv.Itoa(d) == s {
		return true
	}
	n.wrong("%s is no day; allowed are 1 to %d", shown(s), maxDay)
	return false
}

// isItem says whether a word is "list/item".
func isItem(n node, s string) bool {
	list, item, ok := strings.Cut(s, "/")
	if !ok {
		n.wrong("%s is no item of a list; write the list's id, a slash and the item's id", shown(s))
		return false
	}
	return n.isID("checklist", list, maxItemID, false) && n.isID("item", item, maxItemID, false)
}

// pair is a field whose name is free.
type pair struct {
	node
	key string
}

// pairs reads a group of fields whose names are free.
func (n node) pairs(most int) []pair {
	names := n.keys()
	if names == nil {
		n.wrong("%q must be lines of \"old: new\" but is %s", n.name(), n.kind())
		return nil
	}
	if len(names) == 0 || len(names) > most {
		n.wrong("%q has %d entries; allowed are 1 to %d", n.name(), len(names), most)
		return nil
	}
	o, _ := n.object(names...)
	var all []pair
	for _, name := range slices.Compact(slices.Sorted(slices.Values(names))) {
		all = append(all, pair{o.fields[name], name})
	}
	return all
}

// idText reads an id: a text, or a day.
func (n node) idText() (string, bool) {
	if n.kind() == "a number" {
		before := len(n.report.errs)
		d := n.integer(1, maxDay)
		return fmt.Sprint(d), len(n.report.errs) == before
	}
	before := len(n.report.errs)
	s := n.text(maxText)
	return s, len(n.report.errs) == before
}
