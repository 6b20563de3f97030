package slacktest

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
)

// surface is where blocks are shown; each allows other blocks.
type surface int

const (
	inMessage surface = iota
	inModal
	inHome
)

// validator holds blocks to the limits of the Block Kit reference
// (https://docs.slack.dev/reference/block-kit/). Text is counted in UTF-16 units,
// the stricter of the two possible readings of "characters".
type validator struct {
	where   surface
	file    func(id string) bool // whether an image block may show the file
	errs    []string
	blocks  map[string]bool
	actions map[string]bool
	inputs  int
}

type object = map[string]any

func (v *validator) fail(path, format string, args ...any) {
	v.errs = append(v.errs, fmt.Sprintf(format, args...)+" [json-pointer:"+path+"]")
}

// keys refuses what Slack does not know: it answers invalid_blocks to an extra key.
func (v *validator) keys(path string, o object, allowed ...string) {
	for k := range o {
		if !slices.Contains(allowed, k) {
			v.fail(path+"/"+k, "invalid additional property: %s", k)
		}
	}
}

func length(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

func (v *validator) str(path string, o object, key string, least, most int) string {
	x, there := o[key]
	if !there {
		if least > 0 {
			v.fail(path, "missing required field: %s", key)
		}
		return ""
	}
	s, ok := x.(string)
	if !ok {
		v.fail(path+"/"+key, "must be a string")
		return ""
	}
	if n := length(s); n < least || n > most {
		v.fail(path+"/"+key, "must be %d to %d characters, is %d", least, most, n)
	}
	return s
}

func (v *validator) text(path string, x any, most int, plainOnly bool) {
	o, ok := x.(object)
	if !ok {
		v.fail(path, "must be a text object")
		return
	}
	switch o["type"] {
	case "plain_text":
		v.keys(path, o, "type", "text", "emoji")
	case "mrkdwn":
		v.keys(path, o, "type", "text", "verbatim")
		if plainOnly {
			v.fail(path, "must be plain_text")
		}
	default:
		v.fail(path, "unsupported type: %v", o["type"])
	}
	v.str(path, o, "text", 1, most)
}

func (v *validator) list(path string, o object, key string, least, most int) []object {
	items, ok := o[key].([]any)
	if !ok {
		v.fail(path, "missing list: %s", key)
		return nil
	}
	if len(items) < least || len(items) > most {
		v.fail(path+"/"+key, "must have %d to %d items, has %d", least, most, len(items))
	}
	var out []object
	for i, it := range items {
		if m, ok := it.(object); ok {
			out = append(out, m)
		} else {
			v.fail(fmt.Sprintf("%s/%s/%d", path, key, i), "must be an object")
		}
	}
	return out
}

// all checks the blocks of a message or view.
func (v *validator) all(blocks []object) {
	most := 50
	if v.where != inMessage {
		most = 100
	}
	if len(blocks) > most {
		v.fail("/blocks", "no more than %d items allowed, has %d", most, len(blocks))
	}
	v.blocks, v.actions = map[string]bool{}, map[string]bool{}
	for i, b := range blocks {
		v.block(fmt.Sprintf("/blocks/%d", i), b)
	}
}

func (v *validator) block(path string, b object) {
	if id := v.str(path, b, "block_id", 0, 255); id != "" {
		if v.blocks[id] {
			v.fail(path, "block_id is not unique")
		}
		v.blocks[id] = true
	}
	switch b["type"] {
	case "divider":
		v.keys(path, b, "type", "block_id")
	case "header":
		v.keys(path, b, "type", "block_id", "text", "level")
		v.text(path+"/text", b["text"], 150, true)
	case "section":
		v.keys(path, b, "type", "block_id", "text", "fields", "accessory", "expand")
		if b["text"] == nil && b["fields"] == nil {
			v.fail(path, "missing required field: text or fields")
		}
		if b["text"] != nil {
			v.text(path+"/text", b["text"], 3000, false)
		}
		if b["fields"] != nil {
			for i, f := range v.list(path, b, "fields", 1, 10) {
				v.text(fmt.Sprintf("%s/fields/%d", path, i), f, 2000, false)
			}
		}
		if a, ok := b["accessory"].(object); ok {
			v.element(path+"/accessory", a)
		}
	case "context":
		v.keys(path, b, "type", "block_id", "elements")
		for i, e := range v.list(path, b, "elements", 1, 10) {
			v.text(fmt.Sprintf("%s/elements/%d", path, i), e, 2000, false)
		}
	case "actions":
		v.keys(path, b, "type", "block_id", "elements")
		for i, e := range v.list(path, b, "elements", 1, 25) {
			v.element(fmt.Sprintf("%s/elements/%d", path, i), e)
		}
	case "image":
		v.image(path, b)
	case "rich_text":
		v.keys(path, b, "type", "block_id", "elements")
		for i, e := range v.list(path, b, "elements", 1, 100) {
			v.rich(fmt.Sprintf("%s/elements/%d", path, i), e, true)
		}
	case "input":
		if v.where == inMessage {
			v.fail(path, "unsupported type: input")
		}
		v.inputs++
		v.keys(path, b, "type", "block_id", "label", "element", "hint", "optional", "dispatch_action")
		v.text(path+"/label", b["label"], 2000, true)
		if b["hint"] != nil {
			v.text(path+"/hint", b["hint"], 2000, true)
		}
		if e, ok := b["element"].(object); ok {
			v.element(path+"/element", e)
		} else {
			v.fail(path, "missing required field: element")
		}
	default:
		v.fail(path, "unsupported type: %v", b["type"])
	}
}

func (v *validator) image(path string, b object) {
	v.keys(path, b, "type", "block_id", "alt_text", "title", "image_url", "slack_file")
	v.str(path, b, "alt_text", 1, 2000)
	if b["title"] != nil {
		v.text(path+"/title", b["title"], 2000, true)
	}
	f, isFile := b["slack_file"].(object)
	if isFile == (b["image_url"] != nil) {
		v.fail(path, "needs exactly one of image_url and slack_file")
	}
	if isFile {
		v.keys(path+"/slack_file", f, "id", "url")
		if id, _ := f["id"].(string); !v.file(id) {
			v.fail(path+"/slack_file", "invalid slack file")
		}
	}
	if b["image_url"] != nil {
		v.str(path, b, "image_url", 1, 3000)
	}
}

// rich checks a rich text element; top says that it stands directly in the block.
func (v *validator) rich(path string, e object, top bool) {
	kind, _ := e["type"].(string)
	switch kind {
	case "rich_text_list":
		v.keys(path, e, "type", "elements", "style", "indent", "border", "offset")
		if s := e["style"]; s != "bullet" && s != "ordered" {
			v.fail(path+"/style", "must be bullet or ordered")
		}
		if n, _ := e["indent"].(float64); n < 0 || n > 8 {
			v.fail(path+"/indent", "must be 0 to 8")
		}
		for i, s := range v.list(path, e, "elements", 1, 1000) {
			v.rich(fmt.Sprintf("%s/elements/%d", path, i), s, false)
		}
	case "rich_text_section", "rich_text_quote", "rich_text_preformatted":
		if !top && kind != "rich_text_section" {
			v.fail(path, "unsupported type in a list: %s", kind)
		}
		v.keys(path, e, "type", "elements", "border", "language")
		for i, s := range v.list(path, e, "elements", 1, 1000) {
			v.richText(fmt.Sprintf("%s/elements/%d", path, i), s)
		}
	default:
		v.fail(path, "unsupported type: %v", e["type"])
	}
}

func (v *validator) richText(path string, e object) {
	switch e["type"] {
	case "text":
		v.keys(path, e, "type", "text", "style")
		v.str(path, e, "text", 1, 3000)
	case "date":
		v.keys(path, e, "type", "timestamp", "format", "timezone", "url", "fallback", "style")
		if n, ok := e["timestamp"].(float64); !ok || n != float64(int64(n)) {
			v.fail(path+"/timestamp", "must provide an integer")
		}
		v.str(path, e, "format", 1, 500)
	case "link":
		v.str(path, e, "url", 1, 3000)
	case "user", "usergroup", "broadcast", "channel", "emoji":
	default:
		v.fail(path, "unsupported type: %v", e["type"])
	}
	if style, ok := e["style"].(object); ok {
		v.keys(path+"/style", style, "bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
	}
}

func (v *validator) element(path string, e object) {
	if id := v.str(path, e, "action_id", 0, 255); id != "" && v.where == inMessage {
		if v.actions[id] {
			v.fail(path, "action_id is not unique")
		}
		v.actions[id] = true
	}
	if e["placeholder"] != nil {
		v.text(path+"/placeholder", e["placeholder"], 150, true)
	}
	common := []string{"type", "action_id", "placeholder", "focus_on_load", "confirm"}
	switch e["type"] {
	case "button":
		v.keys(path, e, "type", "action_id", "text", "url", "value", "style", "confirm", "accessibility_label")
		v.text(path+"/text", e["text"], 75, true)
		v.str(path, e, "value", 0, 2000)
		v.str(path, e, "url", 0, 3000)
		if s, there := e["style"]; there && s != "primary" && s != "danger" {
			v.fail(path+"/style", "must be primary or danger")
		}
	case "static_select":
		v.keys(path, e, append(common, "options", "option_groups", "initial_option")...)
		v.choices(path, e, 100)
	case "multi_static_select":
		v.keys(path, e, append(common, "options", "option_groups", "initial_options", "max_selected_items")...)
		v.choices(path, e, 100)
	case "radio_buttons":
		v.keys(path, e, "type", "action_id", "options", "initial_option", "confirm", "focus_on_load")
		v.choices(path, e, 10)
	case "checkboxes":
		v.keys(path, e, "type", "action_id", "options", "initial_options", "confirm", "focus_on_load")
		v.choices(path, e, 10)
	case "conversations_select":
		v.keys(path, e, append(common, "initial_conversation", "default_to_current_conversation", "filter", "response_url_enabled")...)
		v.ids(path, "initial_conversation", e["initial_conversation"])
	case "channels_select":
		v.keys(path, e, append(common, "initial_channel", "response_url_enabled")...)
		v.ids(path, "initial_channel", e["initial_channel"])
	case "multi_users_select":
		v.keys(path, e, append(common, "initial_users", "max_selected_items")...)
		if list, ok := e["initial_users"].([]any); ok {
			v.ids(path, "initial_users", list...)
		}
	case "plain_text_input":
		v.keys(path, e, append(common, "initial_value", "multiline", "min_length", "max_length", "dispatch_action_config")...)
		most := 3000.0
		if n, there := e["max_length"]; there {
			f, ok := n.(float64)
			if !ok || f < 1 || f > 3000 {
				v.fail(path+"/max_length", "must be 1 to 3000")
			}
			most = f
		}
		v.str(path, e, "initial_value", 0, int(most))
	default:
		v.fail(path, "unsupported type: %v", e["type"])
	}
}

var idPattern = regexp.MustCompile(`^[A-Z][A-Z0-9]+$`)

func (v *validator) ids(path, key string, ids ...any) {
	for _, id := range ids {
		if s, ok := id.(string); id != nil && (!ok || !idPattern.MatchString(s)) {
			v.fail(path+"/"+key, "is no id: %v", id)
		}
	}
}

func (v *validator) choices(path string, e object, most int) {
	list := v.list(path, e, "options", 1, most)
	for i, o := range list {
		at := fmt.Sprintf("%s/options/%d", path, i)
		v.keys(at, o, "text", "value", "description", "url")
		v.text(at+"/text", o["text"], 75, false)
		v.str(at, o, "value", 1, 150)
		if o["description"] != nil {
			v.text(at+"/description", o["description"], 75, false)
		}
	}
	initial, _ := e["initial_options"].([]any)
	if e["initial_option"] != nil {
		initial = append(initial, e["initial_option"])
	}
	for _, want := range initial {
		if !slices.ContainsFunc(list, func(o object) bool { return reflect.DeepEqual(any(o), want) }) {
			v.fail(path, "an initial option is not one of the options")
		}
	}
	if list, there := e["initial_options"].([]any); there && len(list) == 0 {
		v.fail(path+"/initial_options", "must not be empty")
	}
}
