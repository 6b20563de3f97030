// Package evidence is what answers say, in words for people without statistics: beside
// a member's self-assessment, area by area, how well they know what they know, and why
// the bot asks, scores and plans as it does. All of it is told to that member alone;
// Group is the one part that is for everybody, and it keeps silent about small groups.
// Its Desk answers the verbs; bot/routes.go names them.
//
// It must not know how an assessment is made or shared, how a plan is made, how answers
// are turned into numbers, any platform, any store or the time of day other than through
// its Desk.
package evidence
