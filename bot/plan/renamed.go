package plan

import (
	"studybot/bot/plan/name"
	"studybot/bot/study"
)

// ItemsNow are the ids that an item of an older plan has now that topics or areas
// of the pack have other names; an item of an area that was split became several.
// An id that names nothing old is its own.
func ItemsNow(pack *study.Pack, id string) []string {
	return name.Now(pack, []string{string(Study), string(Practice), string(Retest), string(Template)}, id)
}
