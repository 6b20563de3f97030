// Package name makes the short names of a plan's items, and finds them again when
// a pack has renamed its topics and areas.
//
// It must not know what items are or where they stand.
package name

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"

	"studybot/bot/study"
)

// Most keeps ticks and the paths of buttons short: the most bytes of a name.
const Most = 40

// Of joins the parts with hyphens; what is too long is cut and told apart by a hash.
func Of(parts ...any) string {
	name := fmt.Sprint(parts[0])
	for _, p := range parts[1:] {
		name += fmt.Sprintf("-%v", p)
	}
	if len(name) <= Most {
		return name
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(name)) // never fails
	head := name[:Most-9]
	for len(head) > 0 && !isStart(name[len(head)]) {
		head = head[:len(head)-1]
	}
	return fmt.Sprintf("%s-%08x", head, h.Sum32())
}

// Week is the part of a name that says in which week its item stands, from 1.
type Week int

// String writes it as "w3".
func (w Week) String() string { return "w" + strconv.Itoa(int(w)) }

// isStart says whether b starts a character of UTF-8.
func isStart(b byte) bool { return b&0xc0 != 0x80 }

// Now are the names that an older one has now that topics or areas of the pack are
// called otherwise; with an area that was split it became several. A name is the
// kind, perhaps the week, the day, and perhaps the area: "practice-w2-36-C3". One
// of another kind, or that says nothing old, is its own.
func Now(pack *study.Pack, kinds []string, name string) []string {
	for _, kind := range kinds {
		rest, ok := strings.CutPrefix(name, kind+"-")
		if !ok {
			continue
		}
		head := kind
		if week, after, ok := strings.Cut(rest, "-"); ok && strings.HasPrefix(week, "w") {
			head, rest = head+"-"+week, after
		}
		dayText, area, hasArea := strings.Cut(rest, "-")
		day, err := strconv.Atoi(dayText)
		if err != nil {
			return []string{name}
		}
		if now, old := pack.Aliases.Topics[day]; old {
			day = now
		}
		head = fmt.Sprintf("%s-%d", head, day)
		if !hasArea {
			return []string{head}
		}
		parts := pack.AreaIDs(area)
		if len(parts) == 0 {
			parts = []string{area}
		}
		var names []string
		for _, part := range parts {
			names = append(names, head+"-"+part)
		}
		return names
	}
	return []string{name}
}
