package schedule

import (
	_ "embed" // the names of the zones
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// zoneNames are the names of the IANA time zone database (public domain), one a
// line, for suggestions only: a name that is not listed may still be valid.
//
//go:embed zones.txt
var zoneNames string

// ErrZone is wrapped by every error of Zone.
var ErrZone = errors.New("I do not know that time zone")

// maxSuggestions is how many close names Zone offers.
const maxSuggestions = 3

// Zone loads an IANA time zone such as "Europe/Berlin". The error is a sentence
// for the person who typed the name; it suggests close names and does not repeat
// what was typed. "Local" and the empty name are refused: they mean the server's
// zone and UTC, and neither is what somebody meant.
func Zone(name string) (*time.Location, error) {
	switch {
	case name == "", name == "Local", len(name) > 64,
		// Copies of the database under other rules, one of them with leap seconds.
		strings.HasPrefix(name, "right/"), strings.HasPrefix(name, "posix/"):
		return nil, unknownZone(name)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, unknownZone(name)
	}
	return loc, nil
}

// Named is the name of the zone that somebody typed: its own, in any case, or its
// city, where only one zone has that city. Errors are Zone's.
func Named(typed string) (string, error) {
	typed = strings.TrimSpace(typed)
	_, err := Zone(typed)
	if err == nil {
		return typed, nil
	}
	var meant []string
	if plain := plainZone(typed); len(plain) <= 64 {
		for name := range strings.Lines(zoneNames) {
			name = strings.TrimSpace(name)
			whole := plainZone(name)
			switch plain {
			case whole:
				return name, nil
			case whole[strings.LastIndex(whole, "/")+1:]:
				meant = append(meant, name)
			}
		}
	}
	if len(meant) != 1 {
		return "", err
	}
	return meant[0], nil
}

// Zones are names to choose from: first some of all continents, in which many
// people live, then the others in order.
func Zones() []string {
	names := []string{
		"Europe/London", "Europe/Paris", "Europe/Berlin", "Europe/Madrid", "Europe/Istanbul",
		"America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
		"America/Mexico_City", "America/Bogota", "America/Sao_Paulo",
		"Africa/Lagos", "Africa/Cairo", "Africa/Johannesburg",
		"Asia/Dubai", "Asia/Karachi", "Asia/Kolkata", "Asia/Jakarta", "Asia/Shanghai", "Asia/Tokyo",
		"Australia/Sydney", "UTC",
	}
	often := len(names)
	for name := range strings.Lines(zoneNames) {
		if name = strings.TrimSpace(name); !slices.Contains(names[:often], name) {
			names = append(names, name)
		}
	}
	return names
}

// unknownZone says what a zone is called, with the names that are closest.
func unknownZone(name string) error {
	close := closeZones(name)
	if len(close) == 0 {
		return fmt.Errorf("%w; write a region and a city, such as Europe/Berlin or America/New_York", ErrZone)
	}
	last := len(close) - 1
	list := close[last]
	if last > 0 {
		list = strings.Join(close[:last], ", ") + " or " + list
	}
	return fmt.Errorf("%w; did you mean %s?", ErrZone, list)
}

// closeZones are the names most like the typed one, best first.
func closeZones(typed string) []string {
	typed = plainZone(typed)
	if len(typed) < 3 || len(typed) > 64 {
		return nil
	}
	type candidate struct {
		name  string
		score int
	}
	var found []candidate
	for name := range strings.Lines(zoneNames) {
		name = strings.TrimSpace(name)
		whole := plainZone(name)
		city := whole[strings.LastIndex(whole, "/")+1:]
		score := -1
		switch {
		case whole == typed:
			score = 0
		case city == typed:
			score = 1
		case strings.HasPrefix(city, typed) || strings.HasPrefix(typed, city+","):
			score = 2
		default:
			// One slip for every four letters, over the city or the whole name.
			own := typed[strings.LastIndex(typed, "/")+1:]
			slips := min(distance(city, own), distance(whole, typed))
			if slips <= max(1, len(own)/4) {
				score = 2 + slips
			}
		}
		if score >= 0 {
			found = append(found, candidate{name, score})
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int {
		if a.score != b.score {
			return a.score - b.score
		}
		// Between equals, region and city before the database's short old names.
		return strings.Count(b.name, "/")*10 - strings.Count(a.name, "/")*10
	})
	var names []string
	for _, c := range found[:min(len(found), maxSuggestions)] {
		names = append(names, c.name)
	}
	return names
}

// plainZone takes away what people vary: case, spaces, dashes.
func plainZone(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	return strings.NewReplacer(" ", "_", "-", "_", "\\", "/").Replace(s)
}

// distance is the number of letters to add, drop or change to make b of a
// (Levenshtein 1966).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
