// Package deploy_test checks what operators copy: that it can be read, keeps
// the promises of docs/operations.md, and names every setting of the program.
//
// It must not know how the bot works.
package deploy_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

type service struct {
	Image       string
	Command     []string
	Environment map[string]string
	EnvFile     string `yaml:"env_file"`
	Volumes     []string
	Ports       []string
	Restart     string
	ReadOnly    bool `yaml:"read_only"`
	Healthcheck struct{ Test []string }
}

func TestComposeKeepsWhatItIsGiven(t *testing.T) {
	var file struct {
		Services map[string]service
		Volumes  map[string]any
	}
	if err := yaml.Unmarshal(read(t, "compose.yaml"), &file); err != nil {
		t.Fatalf("compose.yaml: %v", err)
	}
	redis, bot := file.Services["redis"], file.Services["bot"]
	for _, want := range [][2]string{
		{"--appendonly", "yes"}, {"--appendfsync", "everysec"}, {"--maxmemory-policy", "noeviction"},
	} {
		at := slices.Index(redis.Command, want[0])
		if at < 0 || at+1 >= len(redis.Command) || redis.Command[at+1] != want[1] {
			t.Errorf("compose.yaml starts Redis without %s %s: ratings could be lost in silence", want[0], want[1])
		}
	}
	if volume, path, _ := strings.Cut(strings.Join(redis.Volumes, ""), ":"); path != "/data" || !hasKey(file.Volumes, volume) {
		t.Errorf("compose.yaml keeps Redis's /data in no named volume: %q", redis.Volumes)
	}
	if !regexp.MustCompile(`^redis:\d+\.\d+`).MatchString(redis.Image) {
		t.Errorf("compose.yaml runs %q: name a version, at least redis:7.0", redis.Image)
	}
	if len(redis.Ports) > 0 {
		t.Errorf("compose.yaml publishes Redis on %v, without a password", redis.Ports)
	}
	if bot.Environment["REDIS_URL"] == "" || bot.EnvFile != "studybot.env" || bot.Restart == "" || !bot.ReadOnly {
		t.Errorf("compose.yaml runs the bot without its Redis, its settings, a restart or a read-only root: %+v", bot)
	}
	for name, s := range file.Services {
		if len(s.Healthcheck.Test) == 0 {
			t.Errorf("compose.yaml: %s has no health check", name)
		}
	}
}

func TestImageIsSmallAndWithoutRights(t *testing.T) {
	stages := strings.Split("\n"+string(read(t, "Dockerfile")), "\nFROM ")
	build, image := stages[1], stages[len(stages)-1]
	for _, want := range []string{"CGO_ENABLED=0", "-trimpath", "main.version="} {
		if !strings.Contains(build, want) {
			t.Errorf("Dockerfile builds without %s", want)
		}
	}
	user := regexp.MustCompile(`(?m)^USER (\d+):(\d+)$`).FindStringSubmatch(image)
	if user == nil || user[1] == "0" || user[2] == "0" {
		t.Errorf("Dockerfile: the image needs a numeric user who is not root")
	}
	for _, want := range []string{"scratch\n", "ca-certificates.crt", `ENTRYPOINT ["/studybot"]`} {
		if !strings.Contains(image, want) {
			t.Errorf("Dockerfile: the last stage lacks %q", want)
		}
	}
	golang := regexp.MustCompile(`^golang:(\d+\.\d+)`).FindStringSubmatch(build)
	if golang == nil || !strings.Contains(string(read(t, "../go.mod")), "\ngo "+golang[1]) {
		t.Errorf("Dockerfile builds with another Go than go.mod: %v", golang)
	}
}

// The linker ignores a -X for a variable that does not exist, without a word.
func TestProgramHasTheVersionThatBuildsSet(t *testing.T) {
	files, err := filepath.Glob("../cmd/studybot/*.go")
	if err != nil {
		t.Fatalf("find the program: %v", err)
	}
	version := regexp.MustCompile(`(?m)^var version\b`)
	if !slices.ContainsFunc(files, func(name string) bool { return version.Match(read(t, name)) }) {
		t.Error(`Makefile and Dockerfile set main.version, which cmd/studybot does not have: add var version = "dev"`)
	}
}

func TestEveryYAMLFileCanBeRead(t *testing.T) {
	files, err := filepath.Glob("*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no YAML files here: %v", err)
	}
	for _, name := range files {
		var anything map[string]any
		if err := yaml.UnmarshalWithOptions(read(t, name), &anything, yaml.Strict()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A setting is a string of this form in the program's code; the example has each
// of them, with a line above that explains it.
func TestEverySettingIsExplained(t *testing.T) {
	name := regexp.MustCompile(`"((?:SLACK|DISCORD|STUDYBOT|REDIS)_[A-Z_]+)[",]`)
	inCode := map[string]bool{}
	for _, root := range []string{"../adapters", "../cmd"} {
		err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "test/") {
				return err
			}
			for _, found := range name.FindAllStringSubmatch(string(read(t, path)), -1) {
				inCode[strings.TrimSuffix(found[1], "_FILE")] = true
			}
			return nil
		})
		if err != nil {
			t.Errorf("read the code: %v", err)
		}
	}
	inExample := map[string]bool{}
	setting := regexp.MustCompile(`^#?([A-Z_]+)=`)
	above := ""
	for line := range strings.Lines(string(read(t, "studybot.env.example"))) {
		if found := setting.FindStringSubmatch(line); found != nil {
			inExample[found[1]] = true
			if !strings.HasPrefix(above, "# ") {
				t.Errorf("studybot.env.example does not explain %s in the line above it", found[1])
			}
		}
		above = line
	}
	for s := range inCode {
		if !inExample[s] {
			t.Errorf("studybot.env.example does not have %s, which the program reads: add it with a line that explains it", s)
		}
	}
	for s := range inExample {
		if !inCode[s] {
			t.Errorf("studybot.env.example has %s, which nothing reads", s)
		}
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("read %s: %v", path, err)
	}
	return text
}

func hasKey(m map[string]any, key string) bool {
	_, ok := m[key]
	return ok
}
