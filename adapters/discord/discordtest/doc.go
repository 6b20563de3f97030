// Package discordtest is a stand-in for Discord: the REST API v10, the gateway and
// the sender of signed HTTP interactions, strict about every documented limit, with
// people who type, press and look. It is used by tests and benchmarks only.
//
//	s := discordtest.New(discordtest.Options{})        // over the gateway
//	defer s.Close()
//	// start the bot with DISCORD_API_URL=s.APIURL() and s.Tokens(); then
//	err := s.SlashCommand(discordtest.Ann, discordtest.Channel, "score")
//	m, err := s.AwaitPrivate(discordtest.Ann, discordtest.Saying("your score"))
//	err = s.Click(discordtest.Ann, m, "Show the plan")
//
// Over signed HTTP call SendTo when the bot's address is known. The bot may run in
// another process: everything goes over a local port.
//
// Faults (FailNext, Slow, SendTwice, DropSockets, HalfOpen, AskReconnect,
// Invalidate, DeadResumeURL and so on) act out what Discord does on a bad day;
// Counts says what the bot did about it; Problems lists every payload that Discord
// would have refused, and what it would take but a careful bot does not send.
//
// It must not know the bot or the adapter.
package discordtest
