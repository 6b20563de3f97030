package discordtest

import (
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Component types.
// https://discord.com/developers/docs/components/reference#component-object-component-types
const (
	typeRow         = 1
	typeButton      = 2
	typeMenu        = 3
	typeInput       = 4
	typeUsers       = 5
	typeRoles       = 6
	typeMentionable = 7
	typeChannels    = 8
	typeSection     = 9
	typeText        = 10
	typeThumbnail   = 11
	typeGallery     = 12
	typeFile        = 13
	typeSeparator   = 14
	typeContainer   = 17
	typeLabel       = 18
)

// Limits of components.
// https://discord.com/developers/docs/components/reference
const (
	maxComponents = 40   // in a message, nested ones included
	maxText       = 4000 // over all text displays
	maxCustomID   = 100
	maxLabel      = 80
	maxURL        = 512
	maxOptions    = 25
	maxOption     = 100
	maxHolder     = 150
	maxAlt        = 1024
	maxGallery    = 10
	maxID         = 1<<31 - 1
)

// validator holds components to the reference. Characters are code points, as the
// API counts them.
type validator struct {
	modal    bool
	breaches []breach
	soft     []string // what Discord would take but means a mistake
	ids      map[int]bool
	customs  map[string]bool
	used     map[string]bool // attachments that are shown
	file     func(name string) bool
	count    int
	text     int
}

func newValidator(file func(string) bool) *validator {
	return &validator{ids: map[int]bool{}, customs: map[string]bool{}, used: map[string]bool{}, file: file}
}

func (v *validator) fail(path, code, format string, args ...any) {
	v.breaches = append(v.breaches, breach{path, code, fmt.Sprintf(format, args...)})
}

// keys notes what Discord does not know: it ignores a field that it does not know,
// so a misspelt one is silently lost.
func (v *validator) keys(path string, o object, allowed ...string) {
	for k := range o {
		if !slices.Contains(allowed, k) {
			v.soft = append(v.soft, "unknown field "+join(path, k))
		}
	}
}

func join(path string, parts ...any) string {
	for _, p := range parts {
		if path != "" {
			path += "."
		}
		path += fmt.Sprint(p)
	}
	return path
}

// str reads a string of least to most characters; least 0 lets it be left out.
func (v *validator) str(path string, o object, key string, least, most int) string {
	x, there := o[key]
	if !there || x == nil {
		if least > 0 {
			v.fail(join(path, key), "BASE_TYPE_REQUIRED", "This field is required")
		}
		return ""
	}
	s, ok := x.(string)
	if !ok {
		v.fail(join(path, key), "STRING_TYPE_CONVERT", "Could not interpret %q as string.", fmt.Sprint(x))
		return ""
	}
	if n := utf8.RuneCountInString(s); n < least || n > most {
		v.fail(join(path, key), "BASE_TYPE_BAD_LENGTH", "Must be between %d and %d in length.", least, most)
	} else if least > 0 && strings.TrimSpace(s) == "" {
		v.fail(join(path, key), "BASE_TYPE_REQUIRED", "This field is required")
	}
	return s
}

// num reads a whole number; what is left out is def.
func (v *validator) num(path string, o object, key string, def, least, most int) int {
	x, there := o[key]
	if !there || x == nil {
		return def
	}
	f, ok := x.(float64)
	if !ok || f != math.Trunc(f) {
		v.fail(join(path, key), "NUMBER_TYPE_COERCE", "Value %q is not int.", fmt.Sprint(x))
		return def
	}
	if f < float64(least) || f > float64(most) {
		v.fail(join(path, key), "NUMBER_TYPE_RANGE", "int value should be between %d and %d.", least, most)
		return def
	}
	return int(f)
}

func (v *validator) flag(path string, o object, key string) bool {
	x, there := o[key]
	b, ok := x.(bool)
	if there && x != nil && !ok {
		v.fail(join(path, key), "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
	}
	return b
}

// list reads a list of least to most objects.
func (v *validator) list(path string, o object, key string, least, most int) []object {
	x, there := o[key]
	if !there || x == nil {
		if least > 0 {
			v.fail(join(path, key), "BASE_TYPE_REQUIRED", "This field is required")
		}
		return nil
	}
	raw, ok := x.([]any)
	if !ok {
		v.fail(join(path, key), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
		return nil
	}
	if len(raw) < least || len(raw) > most {
		v.fail(join(path, key), "BASE_TYPE_BAD_LENGTH", "Must be between %d and %d in length.", least, most)
	}
	out := []object{}
	for i, x := range raw {
		one, ok := x.(object)
		if !ok {
			v.fail(join(path, key, i), "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
			one = object{}
		}
		out = append(out, one)
	}
	return out
}

// id checks a component's number: unique, positive, 32 bits; 0 is as good as none.
// https://discord.com/developers/docs/components/reference#anatomy-of-a-component
func (v *validator) id(path string, o object) {
	n := v.num(path, o, "id", 0, 0, maxID)
	if n == 0 {
		return
	}
	if v.ids[n] {
		v.fail(join(path, "id"), "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated")
	}
	v.ids[n] = true
}

func (v *validator) customID(path string, o object) {
	id := v.str(path, o, "custom_id", 1, maxCustomID)
	if id != "" && v.customs[id] {
		v.fail(join(path, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
	}
	v.customs[id] = true
}

func kindOf(o object) int {
	f, ok := o["type"].(float64)
	if !ok {
		return 0
	}
	return int(f)
}

// link checks an address that is opened.
func (v *validator) link(path string, o object, key string, most int) {
	raw := v.str(path, o, key, 1, most)
	u, err := url.Parse(raw)
	if raw != "" && (err != nil || u.Host == "" && u.Scheme != "discord" || !slices.Contains([]string{"http", "https", "discord"}, u.Scheme)) {
		v.fail(join(path, key), "URL_TYPE_INVALID_SCHEME", "Scheme must be one of ('http', 'https', 'discord').")
	}
}

// among checks the type against those that fit here.
func (v *validator) among(path string, o object, allowed ...int) bool {
	if slices.Contains(allowed, kindOf(o)) {
		return true
	}
	words := make([]string, 0, len(allowed))
	for _, a := range allowed {
		words = append(words, strconv.Itoa(a))
	}
	v.fail(join(path, "type"), "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (%s).", strings.Join(words, ", "))
	return false
}

// assignIDs numbers the components that have no id, in reading order, with numbers
// that no other has.
func assignIDs(list []object) {
	taken := map[int]bool{}
	eachComponent(list, func(o object) {
		if n, ok := o["id"].(float64); ok {
			taken[int(n)] = true
		}
	})
	next := 1
	eachComponent(list, func(o object) {
		if n, ok := o["id"].(float64); ok && n > 0 {
			return
		}
		for taken[next] {
			next++
		}
		taken[next] = true
		o["id"] = float64(next)
	})
}

// eachComponent visits components in reading order, nested ones after their parent.
func eachComponent(list []object, visit func(object)) {
	for _, o := range list {
		visit(o)
		eachComponent(objects(o["components"]), visit)
		for _, key := range []string{"accessory", "component"} {
			if one, ok := o[key].(object); ok {
				eachComponent([]object{one}, visit)
			}
		}
	}
}

func objects(x any) []object {
	switch x := x.(type) {
	case []object:
		return x
	case []any:
		out := make([]object, 0, len(x))
		for _, one := range x {
			if o, ok := one.(object); ok {
				out = append(out, o)
			}
		}
		return out
	}
	return nil
}

func str(x any) string {
	s, _ := x.(string)
	return s
}

// copyOf is a copy that shares nothing.
func copyOf(list []object) []object {
	data, err := json.Marshal(list)
	if err != nil {
		panic(err) // it was JSON before
	}
	var out []object
	if err := json.Unmarshal(data, &out); err != nil {
		panic(err)
	}
	return out
}
