package chat

// Finding is one result of looking at how well something works, for whoever runs it.
type Finding struct {
	// Name says in a few words what was looked at.
	Name string
	OK   bool
	// Text says what was found; it holds no secret.
	Text string
	// Do says what to do about it; empty when OK.
	Do string
}
