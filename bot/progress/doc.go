// Package progress is what a member works through and has done of it: the weeks of
// their plan, the checklists, the ticks on both, and the recognition once all is done.
// Its Desk answers the verbs; bot/routes.go names them.
//
// It must not know how an assessment is made or scored, any platform, any store or
// the time of day other than through its Desk.
package progress
