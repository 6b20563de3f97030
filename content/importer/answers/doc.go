// Package answers knows which files hold only answers, and to which quiz each of them
// goes by names and titles: "quiz-3-answers.md" to "quiz-3.md", "answers.md" to the
// only quiz of its folder, its part "Module 3" to "module-03-quiz.md".
//
// It must not know how a quiz is read, nor whether answers fit its questions: that is
// asked of the caller.
package answers
