package edge

import (
	"fmt"
	"os"
	"strings"
)

// Setting reads the environment variable name, or the file that name_FILE names,
// without the white space around it; "" when neither is set. An error says which
// variable to mend and never repeats a value.
func Setting(getenv func(string) string, name string) (string, error) {
	value, file := strings.TrimSpace(getenv(name)), strings.TrimSpace(getenv(name+"_FILE"))
	switch {
	case value != "" && file != "":
		return "", fmt.Errorf("%s and %s_FILE are both set: keep one of them", name, name)
	case file == "":
		return value, nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("read the file that %s_FILE names: %w", name, err)
	}
	if value = strings.TrimSpace(string(data)); value == "" {
		return "", fmt.Errorf("the file that %s_FILE names is empty", name)
	}
	return value, nil
}
