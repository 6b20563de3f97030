# The few things that one does here; the rest is go's own commands.

VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
FUZZTIME ?= 30s

# The tools have a module of their own, so that the bot's stays small.
GOFUMPT := go tool -modfile=tools/go.mod gofumpt
LINT    := go tool -modfile=tools/go.mod golangci-lint

.NOTPARALLEL:
.PHONY: help test lint bench sim demo build fuzz needs

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s  %s\n", $$1, $$2 }' Makefile

# Under the race detector tests take five times as long, so it watches where goroutines
# meet. CALM rooms start none: house_test.go holds them to that. Of the program's walks it
# watches those of both platforms at once and in trouble.
CALM := ./content/... ./bot/learn/... ./bot/plan/...

test: needs lint ## everything: linters, all tests and fuzz seeds, with the race detector where goroutines meet
	go test -timeout 8m . ./cmd/studybot $(CALM)
	go test -race -timeout 8m -run 'AtOnce|InTrouble|LeavesTheOther' ./cmd/studybot
	go test -race -timeout 8m $$(go list ./... | grep -vxF -e "$$(go list . ./cmd/studybot $(CALM))")

lint: ## formatting, go vet and the linters of .golangci.yml
	@files="$$($(GOFUMPT) -l .)"; test -z "$$files" || \
		{ printf '%s\n' "$$files" "These are not formatted. Run: $(GOFUMPT) -w ." >&2; exit 1; }
	go vet ./...
	$(LINT) run

bench: needs ## measure on a real redis-server and print the table of README.md
	go run ./cmd/bench

sim: ## simulated teams study with different ways to choose questions (docs/simulation.md)
	go run ./cmd/sim

demo: ## the playground: a study channel in the browser, no account needed
	go run ./cmd/studybot demo

build: ## dist/studybot, one static file
	CGO_ENABLED=0 go build -trimpath \
		-ldflags '-s -w -X main.version=$(VERSION)' -o dist/studybot ./cmd/studybot

fuzz: ## every fuzz target for FUZZTIME (30s)
	@grep -rEo --include='*_test.go' '^func Fuzz[A-Za-z0-9_]+' . | while IFS=: read -r file name; do \
		go test -run '^$$' -fuzz "^$${name#func }$$" -fuzztime $(FUZZTIME) "$$(dirname "$$file")" || exit 1; \
	done

needs:
	@sh tools/needs.sh
