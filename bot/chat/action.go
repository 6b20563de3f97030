package chat

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"
)

// MaxPath is the longest action path in bytes: the name of a control on the
// tightest platform. docs/limits.md has the source.
const MaxPath = 100

// MaxArgs is the most arguments that a path or a typed command is read with.
const MaxArgs = 12

// ErrPath is wrapped by every error of ParsePath.
var ErrPath = errors.New("not an action of this bot")

// Action is what a member asks for: a verb and its arguments. A button press, a
// sent form and a typed command all arrive as one.
type Action struct {
	Verb string
	Args []string
}

// Do makes an action.
func Do(verb string, args ...string) Action { return Action{Verb: verb, Args: args} }

// Arg is the argument at place i, counted from 0, or "" when there is none.
func (a Action) Arg(i int) string {
	if i < 0 || i >= len(a.Args) {
		return ""
	}
	return a.Args[i]
}

// Path writes the action as "verb/arg/arg", each argument percent-encoded. The
// result fits MaxPath for every action that passed Check.
func (a Action) Path() string {
	parts := make([]string, 0, 1+len(a.Args))
	parts = append(parts, a.Verb)
	for _, arg := range a.Args {
		parts = append(parts, url.PathEscape(arg))
	}
	return strings.Join(parts, "/")
}

// Check says whether the action can travel: a plain verb, few arguments, a path
// of at most MaxPath bytes.
func (a Action) Check() error {
	if !isVerb(a.Verb) {
		return fmt.Errorf("%w: a verb of %d bytes that is none", ErrPath, len(a.Verb))
	}
	if len(a.Args) > MaxArgs {
		return fmt.Errorf("%w: %d arguments, at most %d", ErrPath, len(a.Args), MaxArgs)
	}
	for _, arg := range a.Args {
		if !utf8.ValidString(arg) {
			return fmt.Errorf("%w: an argument is not UTF-8", ErrPath)
		}
	}
	if n := len(a.Path()); n > MaxPath {
		return fmt.Errorf("%w: path of %d bytes, at most %d", ErrPath, n, MaxPath)
	}
	return nil
}

// ParsePath reads what Path wrote. Anything else is an error that wraps ErrPath
// and does not repeat the text, which may be a stranger's.
func ParsePath(path string) (Action, error) {
	if path == "" || len(path) > MaxPath {
		return Action{}, fmt.Errorf("%w: path of %d bytes", ErrPath, len(path))
	}
	parts := strings.Split(path, "/")
	a := Action{Verb: parts[0]}
	for _, p := range parts[1:] {
		arg, err := url.PathUnescape(p)
		if err != nil {
			return Action{}, fmt.Errorf("%w: bad escape", ErrPath)
		}
		a.Args = append(a.Args, arg)
	}
	if err := a.Check(); err != nil {
		return Action{}, err
	}
	return a, nil
}

// isVerb accepts 1 to 24 lower-case letters, digits and dashes, a letter first.
func isVerb(s string) bool {
	if s == "" || len(s) > 24 || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for _, c := range s {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}
