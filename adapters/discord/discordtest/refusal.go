package discordtest

import (
	"fmt"
	"net/http"
	"strings"
)

// refusal is Discord's answer to a request that it does not take.
// https://discord.com/developers/docs/reference#error-messages
type refusal struct {
	status, code int
	message      string
	breaches     []breach
}

// breach is one rule that a body breaks, at a path such as "components.0.label".
type breach struct{ path, code, message string }

func (b breach) String() string { return fmt.Sprintf("%s: %s (%s)", b.path, b.message, b.code) }

func unknown(code int, message string) *refusal {
	return &refusal{status: http.StatusNotFound, code: code, message: message}
}

func forbidden(code int, message string) *refusal {
	return &refusal{status: http.StatusForbidden, code: code, message: message}
}

func bad(code int, message string) *refusal {
	return &refusal{status: http.StatusBadRequest, code: code, message: message}
}

func badForm(list ...breach) *refusal {
	if len(list) == 0 {
		return nil
	}
	return &refusal{status: http.StatusBadRequest, code: 50035, message: "Invalid Form Body", breaches: list}
}

func (r *refusal) json() object {
	o := object{"code": r.code, "message": r.message}
	if len(r.breaches) == 0 {
		return o
	}
	root := object{}
	for _, b := range r.breaches {
		at := root
		for part := range strings.SplitSeq(b.path, ".") {
			if part == "" {
				continue
			}
			next, ok := at[part].(object)
			if !ok {
				next = object{}
				at[part] = next
			}
			at = next
		}
		list, _ := at["_errors"].([]object)
		at["_errors"] = append(list, object{"code": b.code, "message": b.message})
	}
	o["errors"] = root
	return o
}

func (r *refusal) String() string {
	out := fmt.Sprintf("%d %s", r.code, r.message)
	for _, b := range r.breaches {
		out += "; " + b.String()
	}
	return out
}
