package main

import (
	"context"
	"os"

	"studybot/bot/lab"
	"studybot/bot/study"
)

// labCommand groups the learning core's tools on standard input and output.
type labCommand struct {
	FSRS   labFSRSCommand   `cmd:"" name:"fsrs" help:"Follow memories: one sequence of grades a line in, stability, difficulty and due days out."`
	Choose labChooseCommand `cmd:"" help:"Choose questions for a group that studies day by day, and predict what it recalls."`
	Plan   labPlanCommand   `cmd:"" help:"Make plans: one JSON object with ratings a line in, one plan a line out."`
}

// labPack chooses the pack that a tool works on.
type labPack struct {
	Pack string `default:"ml-systems" help:"The pack's folder, or the id of a built-in pack."`
}

// serve runs a tool on the chosen pack; logs stay on the standard error.
func (l labPack) serve(ctx context.Context, s *streams, tool func(*study.Pack) lab.Tool) error {
	pack, err := onePack(l.Pack)
	if err != nil {
		return err
	}
	return lab.Serve(ctx, os.Stdin, s.out, tool(pack))
}

type labPlanCommand struct{ labPack }

// Run makes plans until the standard input ends.
func (c *labPlanCommand) Run(ctx context.Context, s *streams) error {
	return c.serve(ctx, s, lab.Plan)
}

type labFSRSCommand struct{}

// Run follows memories until the standard input ends.
func (labFSRSCommand) Run(ctx context.Context, s *streams) error {
	return lab.Serve(ctx, os.Stdin, s.out, lab.FSRS)
}

type labChooseCommand struct{}

// Run chooses until the standard input ends.
func (labChooseCommand) Run(ctx context.Context, s *streams) error {
	return lab.Serve(ctx, os.Stdin, s.out, lab.NewChooser())
}
