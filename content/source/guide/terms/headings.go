package terms

import (
	"strings"
	"unicode"
)

// Section is what a main part of a guide is about.
type Section int

// The main parts; Unknown is none of them.
const (
	Unknown Section = iota
	Contents
	Objectives
	Matrix
	Themes
	Checklists
	Assessment
	Levels
	Plans
	Preparation
	Resources
	Support
	Recognition
	Questions
)

// headingWords are the words by which a main part is known, folded as by Fold, in
// English, German and French; "*" ends a beginning of a word. The first that
// occurs decides, so what is special stands before what is general.
func headingWords() []struct {
	section Section
	words   string
} {
	return []struct {
		section Section
		words   string
	}{
		{Contents, "table of contents, inhaltsverzeichnis, table des matieres, sommaire"},
		{Levels, "interpretation, interpreting, score band*, score range*, scoring, your score*, your result*, your total, levels, auswertung, deine punkte, stufen, niveaux, bareme, votre score, resultats"},
		{Matrix, "matrix, syllabus, curriculum, at a glance, topic list, matrice, themenubersicht, ubersicht, vue d'ensemble, overview"},
		{Plans, "plan, plans, lernplan, lernplane, wochenplan, roadmap"},
		{Questions, "review questions, open questions, questions to think about, wiederholungsfragen, questions de revision"},
		{Assessment, "self-assessment, self assessment, self-evaluation, self-rating, rate yourself, knowledge assessment, assessment, selbsteinschatzung, selbstbewertung, auto-evaluation, autoevaluation"},
		{Checklists, "checklist*, check list*, checkliste*, liste de controle, listes de controle, hands-on, to build"},
		{Preparation, "preparation, prepare, preparing, getting ready, what comes next, vorbereitung, se preparer"},
		{Objectives, "objective*, goals, aims, lernziele, ziele, objectif*, outcomes, what you will learn"},
		{Themes, "detailed, in detail, deep dive*, topic review, chapters, themes, im detail, en detail, kapitel, chapitres"},
		{Support, "support, help, hilfe, unterstutzung, aide, soutien"},
		{Resources, "resource*, reading, bibliography, literatur, ressource*, materialien, lectures, references, learn more, links"},
		{Recognition, "recognition, congratulation*, achievement*, completion, certificate, gluckwunsch, abschluss, felicitations, bravo, well done"},
		{Matrix, "topics, themen, sujets, themes du cours, schedule, programme, content, inhalt"},
	}
}

// Classify says which main part a heading opens.
func Classify(heading string) Section {
	h := " " + strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '\'' || r == '-' {
			return r
		}
		return ' '
	}, Fold(heading)) + " "
	h = " " + Squeeze(h) + " "
	for _, known := range headingWords() {
		for _, w := range strings.Split(known.words, ", ") {
			beginning, open := strings.CutSuffix(w, "*")
			if !open {
				beginning += " "
			}
			if strings.Contains(h, " "+beginning) {
				return known.section
			}
		}
	}
	return Unknown
}
