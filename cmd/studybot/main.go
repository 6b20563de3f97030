// Command studybot is the study bot: the demo, the service, and its tools.
//
// This is the only place where the bot, the platforms and the store meet; it
// wires them and does nothing else.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // zones must not depend on what the machine has installed

	"github.com/alecthomas/kong"
)

// version is set by the build: -ldflags "-X main.version=v1.2.3".
var version = "dev"

// commands is the command line.
type commands struct {
	Demo   demoCommand   `cmd:"" help:"Try everything in a browser: no account, no Redis, and a clock that you can move."`
	Serve  serveCommand  `cmd:"" help:"Run the bot for your team. Settings come from the environment; see docs/operations.md."`
	Doctor doctorCommand `cmd:"" help:"Check settings, tokens, Redis and packs, and say what to do about each."`
	Import importCommand `cmd:"" help:"Turn quizzes, guides, tables and cards that you have into a pack."`
	Pack   packCommand   `cmd:"" help:"Check study packs."`
	Lab    labCommand    `cmd:"" help:"Measure the learning core: JSON lines on standard input, answers on standard output."`

	Version kong.VersionFlag `help:"Print the version."`

	Verbose bool `short:"v" help:"Log more."`
}

// streams are the program's outputs; logs go to err.
type streams struct {
	out, err io.Writer
	log      *slog.Logger
}

// errUnwell ends a command whose findings were printed already.
var errUnwell = errors.New("not everything is well")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is main with everything passed in, so that tests can start the real program.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var c commands
	exit := -1
	parser, err := kong.New(&c,
		kong.Name("studybot"),
		kong.Description("A bot for team study channels: a question a day, private ratings, a score that explains itself, a plan."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { exit = code }),
		kong.Vars{"version": version},
		kong.UsageOnError(),
	)
	if err != nil {
		fmt.Fprintln(stderr, "studybot:", err)
		return 2
	}
	parsed, err := parser.Parse(args)
	if exit >= 0 { // --help was answered
		return exit
	}
	if err != nil {
		fmt.Fprintf(stderr, "studybot: %v\nTry: studybot --help\n", err)
		return 2
	}
	level := slog.LevelInfo
	if c.Verbose {
		level = slog.LevelDebug
	}
	s := &streams{out: stdout, err: stderr, log: slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: level}))}
	parsed.BindTo(ctx, (*context.Context)(nil))
	err = parsed.Run(s)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errUnwell):
		return 1
	default:
		fmt.Fprintln(stderr, "studybot:", err)
		return 1
	}
}
