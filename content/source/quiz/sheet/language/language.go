// Package language knows what the labels of a quiz are called in other languages:
// "Respuesta correcta:", "Frage 3", "【答案】". It puts the English word in the place
// of such a label at the front of a line, so that whoever reads the line needs to
// know one language; all behind the label stays as it was written.
//
// It must not know what a label means for a question.
package language

import (
	"regexp"
	"slices"
	"strings"
)

// Labels puts English labels in the place of others. One serves any number of
// files; its expressions run in linear time.
type Labels struct {
	english  map[string]string // by label in lower case
	above    map[string]string // by title in lower case
	labeled  *regexp.Regexp    // "label:" or "**label** text"
	numbered *regexp.Regexp    // "question 3"
	ordinal  *regexp.Regexp    // "第3题"
	option   *regexp.Regexp    // "option B"
	framed   *regexp.Regexp    // "【label】"
	title    *regexp.Regexp    // a whole line
	sentence *regexp.Regexp    // "the right answer is B"
}

// New compiles the labels.
func New() *Labels {
	l := &Labels{english: map[string]string{}, above: map[string]string{}}
	for _, t := range labels() {
		for word := range strings.SplitSeq(t.others, "|") {
			l.english[word] = t.english
		}
	}
	for _, t := range titles() {
		for word := range strings.SplitSeq(t.others, "|") {
			l.above[word] = t.english
		}
	}
	const front = `^((?:[-+•]\s+|\*\s+)?[*_>\s\p{So}\p{Sk}\x{FE0F}(]*)`
	re := regexp.MustCompile
	l.labeled = re(`(?i)` + front + `(` + alternatives(labels(), "") + `)((?:\s*\([^()]{0,40}\))?\s*[*_]*\s*[:：=]|\s+[-–—]\s)`)
	l.numbered = re(`(?i)` + front + `(` + alternatives(labels(), "Question") + `|` + exercises + `)(\s*(?:n[.°º]?\s*|no\.?\s*|nr\.?\s*)?#?)(\d{1,4})`)
	l.ordinal = re(front + `第\s*(\d{1,4})\s*[题題道问問]题?(?:\s*（\s*）)?`)
	l.option = re(`(?i)` + front + `(feedback\s+)?(opción|opcion|alternativa|opção|opcao|option|choix|opzione|选项|選項)\s*([A-J])([*_]*\s*[:：)])`)
	l.framed = re(`^([*_\s]*)【\s*(` + alternatives(labels(), "") + `)\s*】[:：]?`)
	l.title = re(`(?i)^([*_\s\p{So}\x{FE0F}]*)(` + alternatives(titles(), "") + `|` + alternatives(labels(), "") + `)([*_:：\s]*)$`)
	l.sentence = re(`(?i)` + front + `(?:la (?:respuesta|opción) correcta es(?: la)?|la (?:bonne|réponse correcte) (?:réponse )?est(?: la)?|die richtige antwort (?:ist|lautet)|a (?:resposta|alternativa) correta é(?: a)?|la risposta (?:corretta|giusta) è(?: la)?|正确答案是|正確答案是)\s*`)
	return l
}

// exercises are questions when a number follows.
const exercises = `ejercicio|exercice|exercício|exercicio|übung|esercizio|练习|练习题|习题`

// meaning is an English label and what others write for it, separated by "|", in
// lower case.
type meaning struct{ english, others string }

// labels stand in front of a text.
func labels() []meaning {
	return []meaning{
		{"Answer", "answer|respuesta|resp|solución|solucion|antwort|lösung|réponse|reponse|solution attendue|resposta|gabarito|solução|risposta|soluzione|答案|答|解答|jawaban|ответ|odpowiedź|antwoord"},
		{"Correct answer", "correct answer|respuesta correcta|respuestas correctas|opción correcta|respuesta esperada|alternativa correcta|la respuesta correcta|richtige antwort|richtige antworten|korrekte antwort|richtig ist|musterlösung|" +
			"bonne réponse|bonnes réponses|réponse correcte|réponses correctes|la bonne réponse|réponse attendue|resposta correta|resposta certa|alternativa correta|opção correta|resposta esperada|risposta corretta|risposta esatta|risposte corrette|" +
			"正确答案|正確答案|参考答案|參考答案|标准答案|正解|jawaban benar|kunci jawaban|jawaban yang benar|правильный ответ|верный ответ|poprawna odpowiedź|juiste antwoord"},
		{"Explanation", "explanation|explicación|explicacion|justificación|justificacion|retroalimentación|fundamento|razón|por qué|erklärung|begründung|erläuterung|explication|explications|justification|pourquoi|explicação|explicacao|justificativa|comentário|porquê|" +
			"spiegazione|motivazione|perché|解析|解释|解釋|说明|答案解析|分析|pembahasan|penjelasan|объяснение|пояснение|wyjaśnienie|uitleg"},
		{"Question", "pregunta|enunciado|reactivo|frage|aufgabe|question|questão|questao|pergunta|domanda|quesito|问题|題目|题目|问|题|soal|pertanyaan|вопрос|pytanie|vraag"},
		{"Options", "opciones|alternativas|opciones de respuesta|antwortmöglichkeiten|antworten|optionen|choix|propositions|choix de réponses|options de réponse|opções|opcoes|opzioni|选项|選項|pilihan|pilihan jawaban|варианты ответа|варианты|opcje"},
		{"Difficulty", "dificultad|nivel|schwierigkeit|schwierigkeitsgrad|difficulté|niveau|dificuldade|nível|difficoltà|难度|難度"},
		{"Topic", "tema|thema|thème|sujet|tópico|assunto|argomento|知识点|主题"},
		{"Points", "puntos|puntaje|punkte|barème|pontos|punti|分值"},
	}
}

// titles stand alone above the answers of many questions, or above the questions.
func titles() []meaning {
	return []meaning{
		{"Answers", "respuestas|soluciones|solucionario|clave de respuestas|claves de respuestas|hoja de respuestas|antworten|lösungen|lösungsschlüssel|antwortschlüssel|réponses|corrigé|corrigés|correction|corrections|solutions|" +
			"respostas|gabaritos|gabarito oficial|soluções|risposte|soluzioni|答案|参考答案|參考答案|答案与解析|答案和解析|答案及解析|kunci jawaban|ответы|odpowiedzi"},
		{"Questions", "preguntas|fragen|perguntas|questões|domande|题目|問題|soal"},
	}
}

// alternatives are the labels of one English word, or of all, the longest first, so that "答案解析" is
// not read as "答案".
func alternatives(all []meaning, english string) string {
	var words []string
	for _, t := range all {
		if english == "" || t.english == english {
			for word := range strings.SplitSeq(t.others, "|") {
				words = append(words, regexp.QuoteMeta(word))
			}
		}
	}
	sortLongest(words)
	return strings.Join(words, "|")
}

func sortLongest(words []string) {
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
}

// English is the line with an English label, or the line itself. heading says that
// it is a title.
func (l *Labels) English(line string, heading bool) string {
	if len(line) < 120 {
		if g := l.title.FindStringSubmatch(line); g != nil {
			return l.alone(line, heading, g)
		}
	}
	if strings.Contains(line, "【") {
		if g := l.framed.FindStringSubmatch(line); g != nil {
			return g[1] + l.of(g[2]) + ": " + line[len(g[0]):]
		}
	}
	if strings.ContainsAny(line, "0123456789") {
		if g := l.numbered.FindStringSubmatch(line); g != nil {
			return g[1] + "Question " + g[4] + narrow(line[len(g[0]):])
		}
		if g := l.ordinal.FindStringSubmatch(line); g != nil {
			return g[1] + "Question " + g[2] + narrow(line[len(g[0]):])
		}
	}
	if strings.ContainsAny(line, ":：=-–—)") {
		if english, ok := l.labelOf(line); ok {
			return english
		}
	}
	if g := l.sentence.FindStringSubmatch(line); g != nil {
		return g[1] + "The correct answer is " + line[len(g[0]):]
	}
	return line
}

// labelOf reads "label: text" and "option B: text".
func (l *Labels) labelOf(line string) (string, bool) {
	if g := l.option.FindStringSubmatch(line); g != nil {
		return g[1] + g[2] + "Option " + g[4] + g[5] + line[len(g[0]):], true
	}
	if g := l.labeled.FindStringSubmatch(line); g != nil {
		return g[1] + l.of(g[2]) + strings.ReplaceAll(g[3], "：", ":") + line[len(g[0]):], true
	}
	return "", false
}

// narrow puts a usual colon in the place of a wide one that closes a number.
func narrow(rest string) string {
	bare := strings.TrimLeft(rest, "*_ ")
	if after, ok := strings.CutPrefix(bare, "："); ok {
		return rest[:len(rest)-len(bare)] + ": " + after
	}
	return rest
}

// alone is a label that fills its line: a title, or a label in bold whose text follows below.
func (l *Labels) alone(line string, heading bool, g []string) string {
	title, label := l.above[strings.ToLower(g[2])], l.of(g[2])
	switch {
	case heading && title != "":
		return g[1] + title + g[3]
	case heading && label != "":
		return g[1] + label + g[3]
	case strings.Contains(g[3], ":") || strings.Contains(g[3], "：") || strings.Contains(g[1], "**"):
		if label == "" {
			label = title
		}
		return g[1] + label + ":" + strings.NewReplacer(":", "", "：", "").Replace(g[3])
	}
	return line
}

func (l *Labels) of(word string) string { return l.english[strings.ToLower(word)] }
