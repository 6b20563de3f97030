// Package standing is where a member stands: the self-assessment and its forms, what
// its result means, the score in words and pictures, what the course says of a level.
// Its Desk answers the verbs; bot/routes.go names them.
//
// It must not know what a member works through to get further, how pictures are
// drawn, any platform, any store or the time of day other than through its Desk.
package standing
