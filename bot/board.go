package bot

// board redraws the tallies on posted questions.
type board struct{ bot *Bot }

func newBoard(b *Bot) *board { return &board{bot: b} }
