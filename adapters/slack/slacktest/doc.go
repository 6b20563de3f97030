// Package slacktest is a stand-in for Slack: the Web API, Socket Mode and the
// sender of signed HTTP events, strict about every documented limit, with people
// who type, press and look. It is used by tests and benchmarks only.
//
//	s := slacktest.New(slacktest.Options{})            // Socket Mode
//	defer s.Close()
//	// start the bot with SLACK_API_URL=s.APIURL() and s.Tokens(); then
//	err := s.SlashCommand("U0ANN", "C0STUDY", "score")
//	m, err := s.AwaitPrivate("U0ANN", slacktest.Saying("your score"))
//	err = s.Click("U0ANN", m, "Show the plan")
//
// Over signed HTTP give Options.EventsURL, or call SendTo when the bot's address is
// known. The bot may run in another process: everything goes over a local port.
//
// Faults (Faults, FailNext, Limit, DropSockets, RefreshSockets, Repeat) act out what
// Slack does on a bad day; Counts says what the bot did about it; Problems lists
// every payload that Slack would have rejected, with the reason.
//
// It must not know the bot or the adapter.
package slacktest
