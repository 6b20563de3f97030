package discordtest

import "unicode/utf8"

// modalForm checks the data of a modal.
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-modal
func modalForm(data object) *validator {
	v := newValidator(func(string) bool { return false })
	v.modal = true
	v.keys("data", data, "custom_id", "title", "components")
	v.str("data", data, "custom_id", 1, maxCustomID)
	v.str("data", data, "title", 1, 45)
	inputs := 0
	for i, o := range v.list("data", data, "components", 1, 5) {
		path := join("data.components", i)
		if !v.among(path, o, typeLabel, typeText) {
			continue // a row around a text input is deprecated; a careful bot does not send it
		}
		v.id(path, o)
		if kindOf(o) == typeText {
			v.keys(path, o, "type", "id", "content")
			v.text += utf8.RuneCountInString(v.str(path, o, "content", 1, maxText))
			continue
		}
		inputs++
		v.label(path, o)
	}
	if v.text > maxText {
		v.fail("data.components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", "The total displayable text size for all components is %d, at most %d", v.text, maxText)
	}
	if inputs == 0 {
		v.soft = append(v.soft, "a form without an input")
	}
	return v
}

// https://discord.com/developers/docs/components/reference#label
func (v *validator) label(path string, o object) {
	v.keys(path, o, "type", "id", "label", "description", "component")
	v.str(path, o, "label", 1, 45)
	if o["description"] != nil {
		v.str(path, o, "description", 1, 100)
	}
	c, _ := o["component"].(object)
	at := join(path, "component")
	if !v.among(at, c, typeMenu, typeInput, typeUsers, typeRoles, typeMentionable, typeChannels) {
		return
	}
	v.id(at, c)
	if kindOf(c) != typeInput {
		v.menu(at, c)
		return
	}
	v.input(at, c)
}

// https://discord.com/developers/docs/components/reference#text-input
func (v *validator) input(path string, o object) {
	v.keys(path, o, "type", "id", "custom_id", "style", "min_length", "max_length", "required", "value", "placeholder")
	v.customID(path, o)
	if o["style"] == nil {
		v.fail(join(path, "style"), "BASE_TYPE_REQUIRED", "This field is required")
	}
	style := v.num(path, o, "style", 1, 1, 2)
	least := v.num(path, o, "min_length", 0, 0, 4000)
	most := v.num(path, o, "max_length", 4000, 1, 4000)
	if least > most {
		v.fail(join(path, "min_length"), "NUMBER_TYPE_MAX", "int value should be less than or equal to %d.", most)
	}
	v.flag(path, o, "required")
	v.str(path, o, "placeholder", 0, 100)
	value := v.str(path, o, "value", 0, 4000)
	if n := utf8.RuneCountInString(value); value != "" && (n < least || n > most) {
		v.fail(join(path, "value"), "BASE_TYPE_BAD_LENGTH", "Must be between %d and %d in length.", least, most)
	}
	if style == 1 && hasBreak(value) {
		v.soft = append(v.soft, join(path, "value")+": a line break in an input of one line")
	}
}

func hasBreak(s string) bool {
	for _, r := range s {
		if r == '\n' || r == '\r' {
			return true
		}
	}
	return false
}
