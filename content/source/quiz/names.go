package quiz

import (
	"strconv"
	"strings"
)

// romans are the numbers of options in lists that count so.
const romans = " i ii iii iv v vi vii viii ix x "

// isNumberName says whether an option's name is a number, in digits or roman.
func isNumberName(name string) bool {
	return name != "" && (strings.Trim(name, "0123456789") == "" || strings.Contains(romans, " "+strings.ToLower(name)+" "))
}

// nameLike is the name of item i of a list, counted from 0, whose names are like the example.
func nameLike(example string, i int) string {
	switch {
	case strings.Trim(example, "0123456789") == "":
		return strconv.Itoa(i + 1)
	case isNumberName(example):
		if all := strings.Fields(romans); i < len(all) {
			return all[i]
		}
		return ""
	}
	return string(rune('A' + i%26))
}
