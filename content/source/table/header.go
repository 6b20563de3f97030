package table

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"studybot/content/source/cells"
)

// field is what a column holds.
type field string

const (
	prompt      field = "question"
	answer      field = "answer"
	options     field = "options" // all in one cell
	correct     field = "correct"
	explanation field = "explanation"
	day         field = "day"
	section     field = "topic"
	area        field = "area"
	difficulty  field = "difficulty"
	tags        field = "tags"
	id          field = "id"
	minutes     field = "minutes"
	format      field = "type"
	value       field = "value"
	tolerance   field = "tolerance"
	unit        field = "unit"
	points      field = "key points"
	heading     field = "heading"
	reference   field = "reference"
	option      field = "option" // with its place
	wrong       field = "wrong"  // an option that is known to be wrong
)

// column is one column of the header.
type column struct {
	name  string // as written
	field field
	// at is the place of an option, from 0; -1 when its column does not say.
	at int
}

type header struct {
	columns []column
	// none is true when the file has no header.
	none bool
}

type synonyms struct {
	field field
	names string // separated by commas
}

// words are the headers that are understood, lower case, without punctuation.
func words() []synonyms {
	return []synonyms{
		{prompt, "question,prompt,front,question text,question title,question stem,stem,term,q,frage,fragetext,vorderseite,pregunta,enunciado,anverso,question en,énoncé,recto,domanda,fronte,pergunta,frente,vraag,voorkant,вопрос,问题,題目,题目,質問,問題,질문,text"},
		{answer, "answer,back,definition,response,model answer,a,antwort,rückseite,lösung,loesung,solution,musterlösung,respuesta,reverso,réponse,reponse,verso,risposta,retro,resposta,verso da carta,antwoord,achterkant,ответ,答案,回答,答え,답"},
		{options, "options,choices,answers,answer options,answer choices,antworten,antwortmöglichkeiten,optionen,auswahl,opciones,respuestas,choix,réponses,opzioni,opções,opties,варианты,选项"},
		{correct, "correct,correct answer,correct answers,correct option,correct options,correct choice,correct index,correct idx,correct answer index,correct option index,answer index,correct letter,answer letter,right,right answer,right option,key,answer key,richtig,richtige antwort,richtige option,korrekt,korrekte antwort,lösungsbuchstabe,correcta,respuesta correcta,opción correcta,bonne réponse,réponse correcte,réponse juste,risposta corretta,corretta,resposta correta,correta,goed,juiste antwoord,goede antwoord,правильный ответ,верный ответ,正确答案,正解,정답"},
		{explanation, "explanation,explanations,explain,rationale,why,reason,reasoning,feedback,general feedback,comment,comments,notes,erklärung,erläuterung,begründung,kommentar,explicación,retroalimentación,explication,justification,commentaire,spiegazione,explicação,uitleg,toelichting,объяснение,пояснение,解析,解説,해설"},
		{day, "day,day no,day number,course day,kurstag,tag nr,día,dia,jour,giorno,dag"},
		{section, "topic,topics,subject,category,chapter,section,module,lesson,theme,deck,skill,thema,kategorie,kapitel,abschnitt,lektion,modul,tema,categoría,capítulo,módulo,lección,sujet,thème,catégorie,chapitre,leçon,argomento,categoria,capitolo,onderwerp,hoofdstuk,тема,раздел,主题,章节,subtopic,sub topic,subcategory"},
		{area, "area,bereich,área,domaine,competency,kompetenz"},
		{difficulty, "difficulty,level,difficulty level,schwierigkeit,schwierigkeitsgrad,niveau,dificultad,nivel,difficulté,difficoltà,livello,dificuldade,nível,moeilijkheid,сложность,难度"},
		{tags, "tags,tag,labels,label,keywords,schlagwörter,stichwörter,schlagworte,etiquetas,étiquettes,etichette,trefwoorden,метки,теги,标签"},
		{id, "id,guid,uid,uuid,question id,key id,external id,identifier,kennung,identificador,identifiant"},
		{minutes, "minutes,minuten,minutos,time in minutes,estimated minutes"},
		{format, "type,format,question type,kind,fragetyp,typ,tipo,tipo de pregunta,type de question,soort,тип,题型"},
		{value, "value,number,numeric value,numeric answer,wert,zahl,valor,valeur,valore"},
		{tolerance, "tolerance,error margin,margin,toleranz,tolerancia,tolérance,tolleranza"},
		{unit, "unit,units,einheit,unidad,unité,unità,eenheid"},
		{points, "key points,keypoints,key point,rubric,expected points,kernpunkte,puntos clave,points clés"},
		{heading, "heading,title,titel,título,titre,titolo,überschrift"},
		{reference, "reference,source,quelle,fuente,référence,fonte,bron,link,url"},
	}
}

// optionWords begin the header of an option, wrongWords that of a wrong one.
const (
	optionWords = "option,opt,choice,answer,ans,response,alternative,antwort,antwortmöglichkeit,auswahl,opción,opcion,respuesta,réponse,reponse,proposition,choix,opzione,risposta,opção,resposta,optie,antwoord,вариант,вариант ответа,ответ,选项,選択肢,answer option,answer choice"
	wrongWords  = "distractor,wrong,wrong answer,wrong option,incorrect,incorrect answer,incorrect option,falsche antwort,falsch,distraktor,respuesta incorrecta,mauvaise réponse,risposta errata,resposta errada,fout antwoord,неправильный ответ"
)

// maxColumns is the most columns of a header; a row with more is none.
const maxColumns = 100

// normal is a header in lower case, with its words apart and without punctuation:
// "correctAnswer (1-4):" becomes "correct answer".
func normal(name string) string {
	var b strings.Builder
	depth := 0
	var before rune
	for _, r := range name {
		switch {
		case r == '(' || r == '[':
			depth++
		case (r == ')' || r == ']') && depth > 0:
			depth--
		case depth > 0:
		case unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r):
			apart := unicode.IsUpper(r) && unicode.IsLower(before) || unicode.IsDigit(r) != unicode.IsDigit(before)
			if apart && (unicode.IsLetter(before) || unicode.IsDigit(before)) {
				b.WriteByte(' ')
			}
			b.WriteRune(unicode.ToLower(r))
		default:
			b.WriteByte(' ')
		}
		before = r
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// has says whether a list that is separated by commas holds the word.
func has(list, word string) bool {
	return word != "" && strings.Contains(","+list+",", ","+word+",")
}

// place reads a letter from a to j or a number from 1 to 10 as a place from 0.
func place(label string) (at int, ok bool) {
	if len(label) == 1 && label[0] >= 'a' && label[0] <= 'j' {
		return int(label[0] - 'a'), true
	}
	if n, err := strconv.Atoi(label); err == nil && n >= 1 && n <= 10 {
		return n - 1, true
	}
	return 0, false
}

// understand says what a column named so holds.
func understand(name string) (f field, at int) {
	n := normal(name)
	for _, w := range words() {
		if has(w.names, n) {
			return w.field, -1
		}
	}
	if has(wrongWords, n) {
		return wrong, -1
	}
	if has(optionWords, n) {
		return option, -1
	}
	cut := strings.LastIndexByte(n, ' ')
	if cut < 0 {
		if at, ok := place(n); ok && n[0] >= 'a' {
			return option, at
		}
		return "", -1
	}
	at, ok := place(n[cut+1:])
	switch {
	case !ok:
	case has(optionWords, n[:cut]):
		return option, at
	case has(wrongWords, n[:cut]):
		return wrong, at
	case n[:cut] == "correct answer" || n[:cut] == "correct":
		return correct, -1
	}
	return "", -1
}

// readHeader reads a row as a header; ok is false when it is none: when it names no
// question column, or nothing beside it. Columns are what a person said.
func readHeader(row []string, columns map[string]string) (h header, ok bool) {
	if len(row) > maxColumns {
		return header{}, false
	}
	lettered := false // "a", "b" or "option a"
	repeated := 0     // "answer", "answer", "answer"
	for _, name := range row {
		c := column{name: strings.TrimSpace(name)}
		c.field, c.at = understand(name)
		h.columns = append(h.columns, c)
		if n := normal(name); c.field == option && (len(n) == 1 || strings.HasPrefix(n, "opt") || strings.HasPrefix(n, "choice")) {
			lettered = true
		} else if c.field == answer && n != "a" {
			repeated++
		}
	}
	h.letters(lettered, repeated)
	for name, where := range columns {
		f, at, known := mapField(name)
		if !known {
			continue // mapped says so
		}
		for i := range h.columns {
			c := &h.columns[i]
			if strings.EqualFold(c.name, strings.TrimSpace(where)) {
				c.field, c.at = f, at
			} else if c.field == f && c.at == at && f != option && f != wrong {
				c.field = "" // the person's word wins
			}
		}
	}
	named, beside := false, 0
	for _, c := range h.columns {
		switch c.field {
		case prompt:
			named = true
		case answer, option, options, correct, wrong, value, explanation:
			beside++
		}
	}
	if len(columns) > 0 {
		// A person named the columns, so a header has them all.
		return h, h.mapped(columns) == nil && named
	}
	return h, named && beside > 0
}

// letters settles what depends on the other columns: whether "a" is an answer or an
// option, and whether "answer 1" is an option or names the right one.
func (h *header) letters(lettered bool, repeated int) {
	b := slices.ContainsFunc(h.columns, func(c column) bool { return normal(c.name) == "b" })
	prompts := 0
	for i := range h.columns {
		c := &h.columns[i]
		n := normal(c.name)
		switch {
		case n == "a" && b:
			c.field, c.at = option, 0
			lettered = true
		case c.field == option && len(n) == 1 && !b:
			c.field = "" // a lone letter is no option
		case c.field == answer && repeated > 1:
			c.field, c.at = option, -1
		case c.field == prompt:
			// "Question" beside "Text" is the question.
			if prompts++; prompts > 1 {
				c.field = ""
			}
		}
	}
	for i := range h.columns {
		c := &h.columns[i]
		if n := normal(c.name); lettered && c.field == option && (n == "answer 1" || n == "answer 2" || n == "answer 3") {
			c.field, c.at = correct, -1
		}
	}
}

// known says whether a header is plainly one of questions, so that a text file with
// it is a table.
func (h header) known() bool {
	n := 0
	for _, c := range h.columns {
		if c.field != "" {
			n++
		}
	}
	return n >= 2 && n*2 >= len(h.columns)
}

// mapField reads a field as a person writes it in a mapping.
func mapField(name string) (f field, at int, known bool) {
	f, at = understand(name)
	if n := normal(name); f == "" && n == "prompt" {
		f = prompt
	}
	return f, at, f != ""
}

// mapped says what is wrong with a mapping, if anything.
func (h header) mapped(columns map[string]string) error {
	for name, where := range columns {
		if _, _, known := mapField(name); !known {
			return fmt.Errorf("the mapping names the field %q, which does not exist; fields are %s", name, strings.Join(Fields(), ", "))
		}
		found := slices.ContainsFunc(h.columns, func(c column) bool { return strings.EqualFold(c.name, strings.TrimSpace(where)) })
		if !found && !h.none {
			names := make([]string, len(h.columns))
			for i, c := range h.columns {
				names[i] = fmt.Sprintf("%q", c.name)
			}
			return fmt.Errorf("the mapping names the column %q, which does not exist; columns are %s", where, strings.Join(names, ", "))
		}
	}
	return nil
}

// countedHeader is the header of a file without one whose columns a person counted
// from 1; ok is false when a column is no number.
func countedHeader(columns map[string]string) (h header, ok bool) {
	h.none = true
	for name, where := range columns {
		n, err := strconv.Atoi(strings.TrimSpace(where))
		if err != nil || n < 1 || n > maxColumns {
			return header{}, false
		}
		for len(h.columns) < n {
			h.columns = append(h.columns, column{at: -1})
		}
		f, at, _ := mapField(name)
		h.columns[n-1] = column{field: f, at: at}
	}
	return h, true
}

// numbering is how keys count options.
type numbering int

const (
	fromOne numbering = iota
	fromZero
	unknown
)

// countsFrom finds out how the keys of a file count: a 0 tells, and so does the
// number of the last option. A column called an index that has neither stays unknown.
func (h header) countsFrom(rows []cells.Record) numbering {
	index := false
	for _, c := range h.columns {
		if n := normal(c.name); c.field == correct && (strings.HasSuffix(n, "index") || strings.HasSuffix(n, "idx")) {
			index = true
		}
	}
	zero, last, numbers := false, false, false
	for _, row := range rows {
		choices := h.choices(row.Cells)
		for i, c := range h.columns {
			if i >= len(row.Cells) || (c.field != correct && c.field != answer) || len(choices) == 0 {
				continue
			}
			n, err := strconv.Atoi(strings.TrimSpace(row.Cells[i]))
			if err != nil || slices.ContainsFunc(choices, func(o choice) bool { return o.text == strings.TrimSpace(row.Cells[i]) }) {
				continue
			}
			numbers = true
			zero = zero || n == 0
			last = last || n >= len(choices)
		}
	}
	switch {
	case zero && !last:
		return fromZero
	case zero || index && numbers && !last:
		return unknown
	}
	return fromOne
}
