package main

import (
	"errors"
	"fmt"

	"studybot/bot/study"
	"studybot/cmd/studybot/arrivals"
	"studybot/content"
)

// loadPacks reads the packs of a folder before the built-in ones; a folder's pack
// replaces a built-in one with the same id. A broken pack does not keep the others
// from being used: they come together with the content.Errors.
func loadPacks(folder string) ([]*study.Pack, error) {
	builtin, err := content.Builtin()
	if err != nil {
		return nil, fmt.Errorf("read the built-in packs: %w", err)
	}
	if folder == "" || arrivals.IsEmpty(folder) {
		return builtin, nil
	}
	packs, err := content.LoadFolder(folder)
	var broken content.Errors
	if err != nil && !errors.As(err, &broken) {
		return nil, fmt.Errorf("read the packs in STUDYBOT_PACKS: %w", err)
	}
	own := map[string]bool{}
	for _, p := range packs {
		own[p.ID] = true
	}
	for _, p := range builtin {
		if !own[p.ID] {
			packs = append(packs, p)
		}
	}
	return packs, err
}

// packCommand groups the tools for packs.
type packCommand struct {
	Lint   packLintCommand   `cmd:"" help:"List every error in packs at once, and what could be better."`
	Show   packShowCommand   `cmd:"" help:"A pack at a glance, or one question as a member reads it."`
	Diff   packDiffCommand   `cmd:"" help:"What changes for members before a pack is updated."`
	Export packExportCommand `cmd:"" help:"Write the questions for other programs."`
	New    packNewCommand    `cmd:"" help:"Make a commented example pack to begin with."`
	Schema packSchemaCommand `cmd:"" help:"The JSON Schemas that let editors complete and check packs."`
}
