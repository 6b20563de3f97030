// Package classroom is the world in which policies choose questions: a course, a
// team with its habits, the days one after another, the rules, and what was
// gained on the day of the exam. The rules are checked here for every policy
// alike; a breach ends the run.
//
// It must not know how any policy chooses, nor how memories work inside.
package classroom
