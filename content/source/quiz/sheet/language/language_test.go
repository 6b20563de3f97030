package language

import "testing"

func TestEnglish(t *testing.T) {
	l := New()
	tests := map[string]struct {
		line, want string
		heading    bool
	}{
		"spanish key":            {line: "**Respuesta correcta:** b) Agua", want: "**Correct answer:** b) Agua"},
		"spanish number":         {line: "Pregunta 3: ¿Qué es?", want: "Question 3: ¿Qué es?"},
		"spanish option":         {line: "**Opción B:** Agua", want: "**Option B:** Agua"},
		"spanish remark":         {line: "Feedback Opción B: sí", want: "Feedback Option B: sí"},
		"spanish sentence":       {line: "La respuesta correcta es la **b)**", want: "The correct answer is **b)**"},
		"german key":             {line: "Lösung: b", want: "Answer: b"},
		"german list":            {line: "**Antwortmöglichkeiten:**", want: "**Options:**"},
		"german title":           {line: "Lösungen", want: "Answers", heading: true},
		"german word in a text":  {line: "Lösungen gibt es viele", want: "Lösungen gibt es viele"},
		"french key":             {line: "✅ **Réponse : b)**", want: "✅ **Answer : b)**"},
		"french title":           {line: "Corrigé", want: "Answers", heading: true},
		"french title in a text": {line: "Corrigé", want: "Corrigé"},
		"portuguese key":         {line: "> **Gabarito:** C", want: "> **Answer:** C"},
		"chinese key":            {line: "答案：B", want: "Answer:B"},
		"chinese frame":          {line: "【正确答案】B", want: "Correct answer: B"},
		"chinese number":         {line: "**第 4 题**：哪个？", want: "**Question 4**: 哪个？"},
		"longest label first":    {line: "答案解析：因为", want: "Explanation:因为"},
		"label above its text":   {line: "**Justificación**", want: "**Explanation:**"},
		"english stays":          {line: "**Answer:** B", want: "**Answer:** B"},
		"plain text stays":       {line: "La respuesta de Ana gustó", want: "La respuesta de Ana gustó"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := l.English(tt.line, tt.heading); got != tt.want {
				t.Errorf("English(%q) = %q, want %q", tt.line, got, tt.want)
			}
		})
	}
}
