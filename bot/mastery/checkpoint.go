package mastery

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"studybot/bot/learn"
)

// Checkpoints keeps one checkpoint a team and pack. They may be lost at any time.
type Checkpoints interface {
	// Checkpoint is the newest; nil when there is none.
	Checkpoint(ctx context.Context, team, pack string) ([]byte, error)
	// SaveCheckpoint replaces it; members are those whose answers are in it. When one of
	// them was forgotten meanwhile, nothing is saved.
	SaveCheckpoint(ctx context.Context, team, pack string, members []string, data []byte) error
}

// checkpoint is a settled past: a line of JSON, then the model's own bytes.
type checkpoint struct {
	Zone string `json:"zone"`
	// Day is the last study day that is in it, and Digests the events by member.
	Day     int               `json:"day"`
	Digests map[string]digest `json:"digests"`

	model *learn.Model
}

var (
	errHead  = errors.New("the checkpoint has no head")
	errOther = errors.New("the checkpoint is of another zone or a later day")
)

func readCheckpoint(bank *learn.Bank, data []byte) (checkpoint, error) {
	var c checkpoint
	head, body, ok := bytes.Cut(data, []byte("\n"))
	if !ok || json.Unmarshal(head, &c) != nil || c.Digests == nil {
		return c, errHead
	}
	var err error
	if c.model, err = learn.Restore(bank, body); err != nil {
		return c, fmt.Errorf("read the model: %w", err)
	}
	return c, nil
}

// save stores the settled past. That it fails costs time later and nothing else.
func (k *Keeper) save(ctx context.Context, g *group, team string) {
	head, err := json.Marshal(checkpoint{Zone: g.zone, Day: g.settledDay, Digests: g.digests})
	if err == nil {
		members := slices.Collect(maps.Keys(g.digests))
		err = k.checkpoints.SaveCheckpoint(ctx, team, g.bank.Pack().ID, members, append(append(head, '\n'), g.settled.Checkpoint()...))
	}
	if err != nil {
		k.log.Warn("a checkpoint was not saved", "team", team, "pack", g.bank.Pack().ID, "error", err)
	}
}
