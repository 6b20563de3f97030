package plan

import (
	"fmt"
	"strconv"
	"strings"

	"studybot/bot/study"
)

// ItemsNow are the ids that an item of an older plan has now that topics or areas
// of the pack have other names; an item of an area that was split became several.
// An id that names nothing old is its own.
func ItemsNow(pack *study.Pack, id string) []string {
	for _, kind := range []Kind{Study, Practice, Retest, Template} {
		rest, ok := strings.CutPrefix(id, string(kind)+"-")
		if !ok {
			continue
		}
		head := string(kind)
		if week, after, ok := strings.Cut(rest, "-"); ok && strings.HasPrefix(week, "w") {
			head, rest = head+"-"+week, after
		}
		dayText, area, hasArea := strings.Cut(rest, "-")
		day, err := strconv.Atoi(dayText)
		if err != nil {
			return []string{id}
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
		var ids []string
		for _, part := range parts {
			ids = append(ids, head+"-"+part)
		}
		return ids
	}
	return []string{id}
}
