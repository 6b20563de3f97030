package bot

// allRoutes lists every verb, as commands and as controls, by the file of its flow.
func (b *Bot) allRoutes() map[string]route {
	return map[string]route{
		// help.go, complete.go
		"help":     b.help,
		"home":     b.home,
		"complete": b.complete,
		// setup.go
		"setup":         b.setup,
		"setup-channel": b.setupChannel,
		"setup-chosen":  b.setupChosen,
		"setup-times":   b.setupTimes,
		"setup-timed":   b.setupTimed,
		"setup-days":    b.setupDays,
		"setup-dayed":   b.setupDayed,
		"setup-preview": b.setupPreview,
		"setup-publish": b.publish,
		// material
		"import":         b.desk.Import,
		"import-publish": b.desk.Publish,
		"import-drop":    b.desk.Drop,
		// status.go, weekly.go
		"status": b.status,
		"pause":  b.pause,
		"resume": b.resume,
		"report": b.report,
		// question.go
		"question": b.question,
		"more":     b.more,
		// rate.go
		"answer":   b.answer,
		"answered": b.answered,
		"see":      b.see,
		"rate":     b.rate,
		"note":     b.note,
		"noted":    b.noted,
		// history.go
		"history": b.history,
		"missed":  b.missed,
		"open":    b.open,
		// settings.go
		"settings":      b.settings,
		"settings-form": b.settingsForm,
		"settings-save": b.settingsSave,
		"digest":        b.digest,
		"away":          b.away,
		"away-form":     b.awayForm,
		"away-save":     b.awaySave,
		// export.go, forget.go
		"export":      b.export,
		"forget":      b.forget,
		"forget-form": b.forgetForm,
		"forget-sure": b.forgetSure,
		// assess.go, result.go
		"assess":      b.assess,
		"assess-form": b.assessForm,
		"assess-save": b.assessSave,
		"assess-more": b.assessMore,
		"assess-over": b.assessOver,
		"assess-end":  b.assessEnd,
		// score.go, level.go
		"score": b.score,
		"share": b.share,
		"areas": b.areas,
		"level": b.level,
		// plan.go
		"plan":  b.plan,
		"week":  b.planWeek,
		"line":  b.line,
		"later": b.later,
		// checklist.go, recognition.go
		"checklist":   b.checklist,
		"list":        b.list,
		"part":        b.part,
		"recognition": b.recognition,
		// tick.go
		"did":  b.planDone,
		"tick": b.tick,
		// topics.go, resources.go
		"topics":    b.topics,
		"topiclist": b.topicList,
		"topic":     b.topic,
		"resources": b.resources,
		"shelf":     b.shelf,
	}
}
