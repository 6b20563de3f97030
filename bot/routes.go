package bot

// allRoutes lists every verb, as commands and as controls, by the file of its flow,
// with its room when it has one of its own.
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
		// material/desk.go
		"import":         b.material.Import,
		"import-publish": b.material.Publish,
		"import-drop":    b.material.Drop,
		// status.go, weekly.go
		"status": b.status,
		"pause":  b.pause,
		"resume": b.resume,
		"report": b.report,
		// asking/question.go, asking/more.go
		"question": b.asking.Question,
		"more":     b.asking.More,
		// asking/rate.go, asking/keyed.go, asking/note.go
		"answer":   b.asking.Answer,
		"answered": b.asking.Answered,
		"see":      b.asking.See,
		"rate":     b.asking.Rate,
		"note":     b.asking.Note,
		"noted":    b.asking.Noted,
		// asking/history.go, asking/missed.go
		"history": b.asking.History,
		"missed":  b.asking.Missed,
		"open":    b.asking.Open,
		// asking/own.go, own.go
		"own":      b.asking.Own,
		"own-skip": b.asking.OwnSkip,
		"ask":      b.asking.Ask,
		"own-off":  b.ownOff,
		"own-on":   b.ownOn,
		// settings.go
		"settings":      b.settings,
		"settings-form": b.settingsForm,
		"settings-save": b.settingsSave,
		"study-form":    b.studyForm,
		"study-save":    b.studySave,
		"digest":        b.digest,
		"away":          b.away,
		"away-form":     b.awayForm,
		"away-save":     b.awaySave,
		// export.go, forget.go
		"export":      b.export,
		"forget":      b.forget,
		"forget-form": b.forgetForm,
		"forget-sure": b.forgetSure,
		// standing/assess.go, standing/result.go
		"assess":      b.standing.Assess,
		"assess-form": b.standing.AssessForm,
		"assess-save": b.standing.AssessSave,
		"assess-more": b.standing.AssessMore,
		"assess-over": b.standing.AssessOver,
		"assess-end":  b.standing.AssessEnd,
		// standing/score.go, standing/level.go
		"score": b.standing.Score,
		"share": b.standing.Share,
		"areas": b.standing.Areas,
		"level": b.standing.Level,
		// evidence/sureness.go, evidence/why.go
		"sureness": b.evidence.Sureness,
		"why":      b.evidence.Why,
		// progress/plan.go
		"plan":  b.progress.Plan,
		"week":  b.progress.Week,
		"line":  b.progress.Line,
		"later": b.progress.Later,
		// progress/behind.go, progress/minutes.go
		"behind":       b.progress.Behind,
		"spread":       b.progress.Spread,
		"minutes":      b.progress.Minutes,
		"minutes-save": b.progress.MinutesSave,
		// progress/checklist.go, progress/recognition.go
		"checklist":   b.progress.Checklist,
		"list":        b.progress.List,
		"part":        b.progress.Part,
		"recognition": b.progress.Recognition,
		// progress/tick.go, progress/several.go
		"did":          b.progress.Did,
		"tick":         b.progress.Tick,
		"tick-several": b.progress.TickSeveral,
		// topics.go, resources.go
		"topics":    b.topics,
		"topiclist": b.topicList,
		"topic":     b.topic,
		"resources": b.resources,
		"shelf":     b.shelf,
	}
}
