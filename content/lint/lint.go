package lint

import (
	"fmt"
	"regexp"

	"studybot/bot/study"
	"studybot/content"
)

// Finding is one thing to say about a place in a pack.
type Finding struct {
	content.Place
	// Rule is nil for an error: then the pack cannot be used.
	Rule *Rule
	// Text says what is found; of an error also what is allowed and what to do.
	Text string
}

// Rule is a kind of advice.
type Rule struct {
	// ID is short and stable, such as "longest".
	ID string
	// Title is a heading for findings of this kind.
	Title string
	// Why says in a sentence why it matters, and Do what to do.
	Why, Do string
}

// Errors are findings that keep a pack from being used.
func Errors(errs content.Errors) []Finding {
	found := make([]Finding, len(errs))
	for i, e := range errs {
		found[i] = Finding{Place: e.Place, Text: e.Text}
	}
	return found
}

// Advice looks at a sound pack and gives advice, rule by rule in the order of Rules,
// and in the order of the pack. The places may be nil: then findings have none.
func Advice(p *study.Pack, at *content.Places) []Finding {
	l := &look{pack: p, at: at, found: map[string][]Finding{}, above: ofTheAbove(), figures: figures()}
	for i := range p.Questions {
		l.question(&p.Questions[i])
	}
	l.keys()
	l.alike()
	l.course()
	rules := Rules()
	var all []Finding
	for i := range rules {
		for _, f := range l.found[rules[i].ID] {
			f.Rule = &rules[i]
			all = append(all, f)
		}
	}
	return all
}

// look is one pass over a pack.
type look struct {
	pack  *study.Pack
	at    *content.Places
	found map[string][]Finding // by rule

	above, figures *regexp.Regexp // compiled once a pass
}

// say notes a finding about a question at the part that path leads to; mark is
// the piece of its text that is meant.
func (l *look) say(rule string, q *study.Question, path, mark, format string, args ...any) {
	l.note(rule, l.at.Question(q.ID, path, mark), format, args...)
}

func (l *look) note(rule string, at content.Place, format string, args ...any) {
	l.found[rule] = append(l.found[rule], Finding{Place: at, Text: fmt.Sprintf(format, args...)})
}

// Rules are all rules, in the order in which they are shown: what makes a question
// wrong or easy to guess first, then what a question lacks, then the course.
func Rules() []Rule {
	return []Rule{
		{
			"longest", "The right option stands out by its length",
			"Who does not know the answer picks the option that looks different.", "Bring the options to a similar length: shorten the long ones, or say as much in the short ones.",
		},
		{
			"position", "The right option often stands at the same place",
			"Members notice the pattern and stop reading.", "Move the right option of some questions to other places.",
		},
		{
			"above", "An option speaks of the other options",
			"\"All of the above\" is right as soon as two others look right, and it makes no sense when the order changes.", "Write a real option instead, or leave it out; two options are enough.",
		},
		{
			"options-alike", "Two options of a question say the same",
			"Neither can be the only right one, so both are ruled out without knowing anything.", "Make one of them a different mistake, or leave it out.",
		},
		{
			"prompt-twice", "Two questions ask nearly the same",
			"A member who has seen one of them gets the other as a present.", "Keep the better one, make the other a variant of it, or let it ask about something else.",
		},
		{
			"negation", "A question denies twice",
			"People who know the answer get it wrong because they lose count.", "Ask for what is the case: turn one of the two around.",
		},
		{
			"two-questions", "A prompt asks more than one question",
			"One rating cannot stand for two answers.", "Keep the question that matters and make the other one a question of its own, or a key point.",
		},
		{
			"no-question", "A prompt asks nothing",
			"Members cannot tell what a good answer would be.", "End with one question, or begin with what to do: explain, compare, estimate.",
		},
		{
			"prompt-length", "A prompt is very long or very short",
			"A question is read between two other things: about 5 to 90 words are read to the end and understood.", "Leave out what the answer does not need; say in a short prompt what the case is.",
		},
		{
			"key-points", "The key points do not say what counts",
			"Members rate themselves against the key points, so some must be essential and others nice to have.", "List 3 to 6 points that can be answered with yes or no, and write essential: true under those that an answer must have.",
		},
		{
			"answer-short", "An answer is missing or short",
			"The answer is what members learn from when they were wrong; under 40 words it seldom says why.", "Explain how one gets there: the reason, the steps, a case where it matters.",
		},
		{
			"answer-misses", "An answer does not say what its key says",
			"Members compare their answer with both, and wonder which one is right.", "Say every essential key point, and the right option or number, in the answer too.",
		},
		{
			"option-why", "Options have no reasons",
			"Whoever picks an option wants to read why it is right or wrong.", "Write a sentence under why: for each option.",
		},
		{
			"misconception-why", "A misconception has no reason",
			"A wrong belief goes away only when it is clear what is wrong with it.", "Say under why: what makes it tempting and where it fails.",
		},
		{
			"numeric", "A number to find lacks its unit, its tolerance or its working",
			"Without them a good answer counts as wrong, and nobody sees where they went astray.", "Write unit: (what is counted will do), tolerance: (0 when it must be exact) and working: under numeric.",
		},
		{
			"source", "A question has no source",
			"Members want to read on, and you will want to check it one day.", "Write source: with the heading in your course, or a reference to a book or a page.",
		},
		{
			"minutes", "The minutes do not fit the question",
			"The bot plans a day by the minutes.", "Write how long somebody needs who has learned it: mostly 1 to 5 minutes.",
		},
		{
			"prerequisite", "Something is needed before it is taught",
			"A day that comes later cannot be known yet, so the question waits or the plan is upside down.", "Name only earlier days, or move the topic or the question.",
		},
		{
			"topic-empty", "A topic has no questions",
			"It is never asked about, so nobody notices that it was forgotten.", "Write questions for it, or make drafts of it active.",
		},
		{
			"area-thin", "An area has few questions, or of one kind only",
			"What members know there is told from few answers, all easy or all hard.", "Write at least 3 questions for the area, of difficulty 1, 2 and 3.",
		},
		{
			"formats", "The questions are all of one sort",
			"Questions with a key (mc, numeric) show members whether they rate themselves well; open ones make them find the words themselves.", "Add some of the other sort, about a third with a key.",
		},
		{
			"draft", "A question is a draft",
			"Drafts are never asked.", "Complete it and leave out status: draft, or set status: retired.",
		},
		{
			"retired", "A retired question has a successor, but no old name points to it",
			"What members did with the old question would not count for the new one.", "If it still asks the same, remove the old question and write its id in aliases.yaml under questions:, as old-id: new-id.",
		},
	}
}
