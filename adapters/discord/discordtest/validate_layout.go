package discordtest

import (
	"slices"
	"strings"
)

// components checks those of a message. Without Components V2 only rows are known.
func (v *validator) components(list []object, v2 bool) {
	for i, o := range list {
		path := join("components", i)
		if !v2 {
			if v.among(path, o, typeRow) {
				v.component(path, o)
			}
			continue
		}
		if v.among(path, o, typeRow, typeSection, typeText, typeGallery, typeFile, typeSeparator, typeContainer) {
			v.component(path, o)
		}
	}
	if !v2 && len(list) > 5 {
		v.fail("components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
	}
	if v.count > maxComponents {
		v.fail("components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", "The maximum number of total components is %d, there are %d", maxComponents, v.count)
	}
	if v.text > maxText {
		v.fail("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", "The total displayable text size for all components is %d, at most %d", v.text, maxText)
	}
}

// component checks one whose type fits its place.
func (v *validator) component(path string, o object) {
	v.count++
	v.id(path, o)
	switch kindOf(o) {
	case typeRow:
		v.row(path, o)
	case typeButton:
		v.button(path, o)
	case typeMenu, typeUsers, typeRoles, typeMentionable, typeChannels:
		v.menu(path, o)
	case typeSection:
		v.keys(path, o, "type", "id", "components", "accessory")
		for i, c := range v.list(path, o, "components", 1, 3) {
			if at := join(path, "components", i); v.among(at, c, typeText) {
				v.component(at, c)
			}
		}
		accessory, _ := o["accessory"].(object)
		if at := join(path, "accessory"); v.among(at, accessory, typeButton, typeThumbnail) {
			v.component(at, accessory)
		}
	case typeText:
		v.keys(path, o, "type", "id", "content")
		v.text += len([]rune(v.str(path, o, "content", 1, maxText)))
	case typeThumbnail:
		v.keys(path, o, "type", "id", "media", "description", "spoiler")
		v.picture(path, o)
	case typeGallery:
		v.keys(path, o, "type", "id", "items")
		for i, item := range v.list(path, o, "items", 1, maxGallery) {
			at := join(path, "items", i)
			v.keys(at, item, "media", "description", "spoiler")
			v.picture(at, item)
		}
	case typeFile:
		v.keys(path, o, "type", "id", "file", "spoiler")
		v.flag(path, o, "spoiler")
		v.media(path, o, "file", true)
	case typeSeparator:
		v.keys(path, o, "type", "id", "divider", "spacing")
		v.flag(path, o, "divider")
		v.num(path, o, "spacing", 1, 1, 2)
	case typeContainer:
		v.keys(path, o, "type", "id", "components", "accent_color", "spoiler")
		v.num(path, o, "accent_color", 0, 0, 0xFFFFFF)
		v.flag(path, o, "spoiler")
		for i, c := range v.list(path, o, "components", 1, maxComponents) {
			if at := join(path, "components", i); v.among(at, c, typeRow, typeSection, typeText, typeGallery, typeFile, typeSeparator) {
				v.component(at, c)
			}
		}
	}
}

func (v *validator) row(path string, o object) {
	v.keys(path, o, "type", "id", "components")
	list := v.list(path, o, "components", 1, 5)
	for i, c := range list {
		at := join(path, "components", i)
		if !v.among(at, c, typeButton, typeMenu, typeUsers, typeRoles, typeMentionable, typeChannels) {
			continue
		}
		if kindOf(c) != typeButton && len(list) > 1 {
			v.fail(path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width")
		}
		v.component(at, c)
	}
}

// https://discord.com/developers/docs/components/reference#button
func (v *validator) button(path string, o object) {
	v.keys(path, o, "type", "id", "style", "label", "emoji", "custom_id", "url", "disabled", "sku_id")
	v.flag(path, o, "disabled")
	if o["label"] != nil || o["emoji"] == nil {
		v.str(path, o, "label", 1, maxLabel)
	}
	if o["style"] == nil {
		v.fail(join(path, "style"), "BASE_TYPE_REQUIRED", "This field is required")
		return
	}
	if o["sku_id"] != nil {
		v.fail(join(path, "sku_id"), "BUTTON_COMPONENT_INVALID_SKU_ID", "A sku id may only be specified for premium buttons")
	}
	if v.num(path, o, "style", 1, 1, 5) == 5 {
		v.link(path, o, "url", maxURL)
		if o["custom_id"] != nil {
			v.fail(path, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified")
		}
		return
	}
	v.customID(path, o)
	if o["url"] != nil {
		v.fail(path, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified")
	}
}

// https://discord.com/developers/docs/components/reference#string-select
func (v *validator) menu(path string, o object) {
	allowed := []string{"type", "id", "custom_id", "placeholder", "min_values", "max_values", "disabled", "required"}
	v.customID(path, o)
	v.str(path, o, "placeholder", 0, maxHolder)
	disabled := v.flag(path, o, "disabled")
	required := v.modal && (o["required"] == nil || v.flag(path, o, "required"))
	if v.modal && disabled {
		v.fail(join(path, "disabled"), "MODAL_COMPONENT_DISABLED", "Components in a modal cannot be disabled")
	}
	if !v.modal && o["required"] != nil {
		v.soft = append(v.soft, join(path, "required")+" means nothing in a message")
	}
	least := v.num(path, o, "min_values", 1, 0, maxOptions)
	most := v.num(path, o, "max_values", 1, 1, maxOptions)
	if least > most {
		v.fail(join(path, "min_values"), "SELECT_COMPONENT_MIN_VALUES_EXCEEDS_MAX", "min_values must not be over max_values")
	}
	if required && o["min_values"] != nil && least == 0 {
		v.fail(join(path, "min_values"), "SELECT_COMPONENT_REQUIRED_MIN_VALUES", "min_values must be at least 1 when required")
	}
	if kindOf(o) != typeMenu {
		if kindOf(o) == typeChannels {
			allowed = append(allowed, "channel_types")
		}
		v.keys(path, o, append(allowed, "default_values")...)
		v.defaults(path, o, least, most)
		return
	}
	v.keys(path, o, append(allowed, "options")...)
	options := v.list(path, o, "options", 1, maxOptions)
	if o["max_values"] != nil && most > len(options) {
		v.fail(join(path, "max_values"), "NUMBER_TYPE_MAX", "int value should be less than or equal to %d.", len(options))
	}
	if o["min_values"] != nil && least > len(options) {
		v.fail(join(path, "min_values"), "NUMBER_TYPE_MAX", "int value should be less than or equal to %d.", len(options))
	}
	v.options(path, options, most)
}

func (v *validator) options(path string, options []object, most int) {
	var seen []string
	chosen := 0
	for i, opt := range options {
		at := join(path, "options", i)
		v.keys(at, opt, "label", "value", "description", "emoji", "default")
		v.str(at, opt, "label", 1, maxOption)
		value := v.str(at, opt, "value", 1, maxOption)
		if opt["description"] != nil { // discordgo sends "" for none, and Discord takes it
			v.str(at, opt, "description", 0, maxOption)
		}
		if slices.Contains(seen, value) {
			v.fail(join(at, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used")
		}
		seen = append(seen, value)
		if v.flag(at, opt, "default") {
			chosen++
		}
	}
	if chosen > most {
		v.fail(join(path, "options"), "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", "The number of default options exceeds max_values")
	}
}

// https://discord.com/developers/docs/components/reference#user-select-select-default-value-structure
func (v *validator) defaults(path string, o object, least, most int) {
	list := v.list(path, o, "default_values", 0, maxOptions)
	if n := len(list); n > 0 && (n < least || n > most) {
		v.fail(join(path, "default_values"), "BASE_TYPE_BAD_LENGTH", "Must be between %d and %d in length.", least, most)
	}
	want := map[int][]string{typeUsers: {"user"}, typeRoles: {"role"}, typeChannels: {"channel"}, typeMentionable: {"user", "role"}}[kindOf(o)]
	for i, d := range list {
		at := join(path, "default_values", i)
		v.keys(at, d, "id", "type")
		if !isSnowflake(str(d["id"])) {
			v.fail(join(at, "id"), "NUMBER_TYPE_COERCE", "Value is not snowflake.")
		}
		if !slices.Contains(want, str(d["type"])) {
			v.fail(join(at, "type"), "BASE_TYPE_CHOICES", "Value must be one of %q.", want)
		}
	}
}

func (v *validator) picture(path string, o object) {
	v.flag(path, o, "spoiler")
	v.str(path, o, "description", 0, maxAlt)
	if str(o["description"]) == "" {
		v.soft = append(v.soft, join(path, "description")+": a picture without words")
	}
	v.media(path, o, "media", false)
}

// media checks a picture's or file's address.
// https://discord.com/developers/docs/components/reference#unfurled-media-item
func (v *validator) media(path string, o object, key string, attachedOnly bool) {
	m, ok := o[key].(object)
	if !ok {
		v.fail(join(path, key), "BASE_TYPE_REQUIRED", "This field is required")
		return
	}
	at := join(path, key)
	v.keys(at, m, "url")
	address := v.str(at, m, "url", 1, 2048)
	name, attached := strings.CutPrefix(address, "attachment://")
	switch {
	case attached && !v.file(name):
		v.fail(join(at, "url"), "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", "The referenced attachment could not be found")
	case attached:
		v.used[name] = true
	case attachedOnly:
		v.fail(join(at, "url"), "FILE_COMPONENT_INVALID_URL", "A file must be an attachment:// reference")
	default:
		v.link(at, m, "url", 2048)
	}
}
