package bot

// allRoutes lists every verb, as commands and as controls, by the file of its flow.
func (b *Bot) allRoutes() map[string]route {
	return map[string]route{
		// help.go
		"help": b.help,
		"home": b.home,
		// setup.go, status.go
		"setup":  b.setup,
		"status": b.status,
		// member flows: assess.go score.go plan.go checklist.go topics.go resources.go
	}
}
