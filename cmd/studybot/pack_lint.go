package main

import (
	"io"
	"os"
	"path/filepath"

	"studybot/content"
	"studybot/content/lint"
)

type packLintCommand struct {
	Folder string `arg:"" optional:"" help:"A pack, or a folder with one folder for each pack; the built-in packs when left out."`
	All    bool   `help:"Show all advice, not only the first 20 of a kind."`
	Strict bool   `help:"End with code 1 for advice too."`
	Format string `enum:"text,json" default:"text" help:"text for people, or json: one finding a line, for editors and build servers."`
}

// Run prints what is wrong and what is weak.
func (c *packLintCommand) Run(s *streams) error {
	read, err := content.ReadBuiltin()
	if c.Folder != "" {
		read, err = content.ReadFolder(c.Folder)
	}
	if err != nil {
		return err
	}
	report := lint.Look(filepath.ToSlash(c.Folder), read)
	if c.Format == "json" {
		err = report.JSON(s.out)
	} else {
		style := lint.Style{Colour: coloured(s.out), Most: 20}
		if c.All {
			style.Most = 0
		}
		err = report.Text(s.out, style)
	}
	if err != nil {
		return err
	}
	if wrong, _ := report.Errors(); wrong > 0 || c.Strict && report.Weak() > 0 {
		return errUnwell
	}
	return nil
}

// coloured says whether w is a terminal whose owner wants colour: no-color.org.
func coloured(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
