package marks

import (
	"regexp"
	"strings"

	"studybot/content/source/quiz/sheet/language"
	"studybot/content/source/quiz/sheet/page"
)

// pattern is an expression that can only match a text with one of the characters
// in needs: most lines are done with by that look.
type pattern struct {
	*regexp.Regexp
	needs string
}

// FindStringSubmatch is nil where the expression does not match.
func (p pattern) FindStringSubmatch(s string) []string {
	if !strings.ContainsAny(s, p.needs) {
		return nil
	}
	return p.Regexp.FindStringSubmatch(s)
}

// MatchString says whether the expression matches.
func (p pattern) MatchString(s string) bool {
	return strings.ContainsAny(s, p.needs) && p.Regexp.MatchString(s)
}

// Marks are the patterns of what a line can begin with. They are compiled once
// for each file; all run in linear time.
type Marks struct {
	Page     *page.Expressions
	Language *language.Labels
	// worded is "Question 3:", bare "3.", both with their rest.
	Worded, bare pattern
	option, box  pattern
	key, said    pattern // "Answer: B", "The correct answer is B"
	loud         pattern // "ANS B"
	Tick         pattern
	Why, Verdict pattern
	Meta, Label  pattern
	PlainMeta    pattern        // metadata without emphasis
	Kind         pattern        // "Type: multiple choice"
	About        pattern        // what is said of one option
	Answers      *regexp.Regexp // a title above the keys of many questions
	Aside        *regexp.Regexp // a title above what is no question
	Hint         *regexp.Regexp
	Shown        *regexp.Regexp // "Show"
	Revealed     *regexp.Regexp // "Show answer", before a key in the same title
	PairList     pattern
	Pair         *regexp.Regexp // "1. b, 2. c"
	Named        *regexp.Regexp // "2) text", "ii. text", "A text" of a cell
	Ticked       *regexp.Regexp // a sign of right or wrong before an option
	Crossed      *regexp.Regexp
	Several      *regexp.Regexp // a prompt that asks for several options
	Counts       *regexp.Regexp // or for a number
	LoneName     *regexp.Regexp // an answer that is only an option's name
	LoneNumber   *regexp.Regexp
	Pairs        *regexp.Regexp // "1-b, "
	Letters      *regexp.Regexp // "A, C" at the front of a key
	More         *regexp.Regexp // "and C)" further on
	Truth        *regexp.Regexp
	TrueFalse    *regexp.Regexp
	Asks         *regexp.Regexp // text that wants an answer
	Right, Wrong *regexp.Regexp // signs beside an option
	Tail, Stated pattern        // an answer at the end of a prompt
	Closing      pattern        // the letter of one behind options
	Counted      pattern        // "A3."
	Reply        pattern
	Part         *regexp.Regexp
	Cell         *regexp.Regexp // a number in a table
	Day          *regexp.Regexp
	Serial       *regexp.Regexp // "1. text 2. text"
	Inline       *regexp.Regexp // the letters of options in one line
}

// New compiles the patterns; one set serves any number of files.
func New() *Marks {
	// What may stand before any mark: emphasis, emoji, a bullet.
	const front = `^(?:[-+•]\s+|\*\s+)?[*_\s\p{So}\p{Sk}\x{FE0F}\x{200D}\x{20E3}]*`
	const letter = `[A-Ja-j]`
	const truth = `true|false|t|f`
	re := regexp.MustCompile
	with := func(needs, expression string) pattern { return pattern{re(expression), needs} }
	const digits = "0123456789"
	return &Marks{
		Page:       page.NewExpressions(),
		Language:   language.New(),
		Worded:     with(digits, `(?i)`+front+`(?:practice |quiz |review |sample )?(questions?|ques|qn|q|a|exercise|problem|item|scenario|mcq|answer|solution)\s*[#№._-]?\s*(\d{1,4}(?:\.\d{1,3})*)((?:\s*[*_]*[([][^)\]]{0,80}[)\]])?\s*[*_]*\s*(?:[.):|\]]|[-–—]|$)?[*_]*)\s*(.*)$`),
		bare:       with(digits, `^[*_\s\p{So}\x{FE0F}]*#?(\d{1,4}(?:\.\d{1,3})*)([*_]*\\?(?:[.):]|\s[-–—])[*_]*)(?:\s+(.*)|)$`),
		option:     with(").:]、-–—", `^(?:[-+•·]\s+|\*\s+)?[*_✅✔✓☑❌\s\x{FE0F}]{0,6}(?:\[([ xX✓✔])\]\s*)?[*_]{0,3}(?:[Oo]ption\s+)?(\(|\[)?(`+letter+`)([*_]{0,3})(?:\\?[)\]][.:]?[*_]{0,3}\s*(.*)|[.:、][*_]{0,3}(?:\s+(.*)|)|\s+[-–—]\s+(.*))$`),
		box:        with("])☐☑☒○◯", `^(?:(?:[-+*•]\s+|\d{1,2}[.)]\s+)?[\[(]\s*([xX✓✔]?|[-~/?!])\s*[\])]|(?:[-+*•]\s+)?([☐☑☒○◯]))\s+(\S.*)$`),
		key:        with(":=-–—", `(?i)`+front+`\(?(?:result\s*:\s*)?(?:the\s+)?(?:(?:correct|right|model|sample|suggested|expected|best|official|reference|short|quick|full)\s+(?:answers?|options?|choices?|responses?|solutions?|key)|answers?(?:\s+key)?|ans\.?|solutions?|correct|expected|key points(?:\s+to\s+cover)?)(?:\s+is)?[*_]*\s*(?:[:=]|\s[-–—]\s)[*_]*\s*(.*)$`),
		said:       with("anAN", `(?i)`+front+`(?:(?:so|thus|hence|therefore),?\s+)?(?:(?:the\s+)?(?:(?:correct|right|best)\s+)?(?:answer|option|choice)\s+(?:is|was)[*_]*:?\s+(.+)|(?:correct\s+)?(?:answer|ans\.?)\s+([([*_]*`+letter+`(?:[)\]*_.]*|[)\]][*_.:]*\s.*)))$`),
		loud:       with("A", `^[*_]{0,2}(?:ANS\.?|Ans\.)[*_]{0,2}\s+(\S.*)$`),
		Tick:       with("✅✔✓☑👉", `^(?:[-+*•]\s+)?[*_]*[✅✔✓☑👉]\x{FE0F}?\s*(`+`[*_(]*`+letter+`[*_]*(?:[).:*_\s].*|))$`),
		Why:        with(":", `(?i)`+front+`(?:detailed\s+|brief\s+|short\s+)?(explanations?|expl?\.?|ex\.?|why|why\s+(?:it\s+is\s+)?(?:correct|right)|rationale|reason(?:ing)?|justification|feedback|because|discussion|commentary|(?:distractor )?analysis)[*_]*\s*:[*_]*\s*(.*)$`),
		Verdict:    with("iwaIWA", `(?i)`+front+`(?:why\s+)?(?:option\s+)?\(?(`+letter+`)\)?[*_]*\s+(?:is|are|was)\s+(incorrect|wrong|false|not\s+correct|not\s+right|correct|right)\b[*_]*\s*[:.,;–—-]*[*_]*\s*(.*)$`),
		Meta:       with(":", `(?i)^(?:[-*+]\s+)?[*_]+(difficulty|points?|marks?|topics?|types?|bloom(?:'s)?(?:\s+(?:level|taxonomy))?|id|time|level|tags?|category|domain|weight|score|concepts?(?:\s+tested)?)[*_]*\s*:[*_]*\s*(.{1,80})$`),
		PlainMeta:  with(":", `(?i)^(difficulty|points|marks|topic|bloom(?:'s)?\s+level|tags?|category)\s*:\s*(.{1,80})$`),
		Kind:       with(":", `(?i)^(?:[-*+]\s+)?((?:question\s+)?type)\s*:\s*((?:multiple|single|true|short|long|free|open|mcq|msq|select|fill)\b.{0,160})$`),
		About:      with(":", `(?i)`+front+`(?:feedback|explanation|why)\s+(?:for\s+|on\s+)?(?:option\s+)?\(?(`+letter+`)\)?[*_]*\s*:[*_]*\s*(.+)$`),
		Label:      with(":", `(?i)^(?:[-+]\s+|\*\s+)?[*_]*(questions?|q|prompt|question\s+text|options|choices|answer\s+(?:choices|options)|opciones)[*_]*\s*:[*_]*\s*(.*)$`),
		Answers:    re(`(?i)^[*_\s\p{So}\x{FE0F}(]*(?:(?:quiz|test|exam|correct|show|reveal|view|see|check|click|to|here|for|the|all|your|expand|and|model|self-check|unit|section|part|module|chapter|mcq|[a-z]|[\w.]*\d[\w.]*)[\s:–—-]+){0,6}(answers?\s*(?:key|sheet|explanation)s?|answers|solutions|solution\s+key|marking\s+(?:scheme|guide)|key)(?:\s+(?:and|&|with|to|for|\()\s*[^?]{0,80})?[*_\s]*[:.]?[*_)\s]*(.*)$`),
		Aside:      re(`(?i)\b(instructions?|directions|scoring|score|grading|grade|rubric|key takeaways?|takeaways|next steps?|further reading|resources?|references|learning (?:objectives|outcomes|goals)|objectives|time limit|passing|how to use|table of contents|contents|prerequisites|about this|overview|summary|study tips|tips|performance|results?|congratulations|metadata|reflection|feedback form|recommendations?|interpret\w*)\b`),
		Shown:      re(`(?i)^[*_\s\p{So}\x{FE0F}]*(?:(?:show|reveal|view|see|click|here|for|the|to)\s+){0,5}`),
		Revealed:   re(`(?i)^[*_\s\p{So}\x{FE0F}]*(?:(?:show|reveal|view|see|click|here|for|the|to)\s+){0,5}(?:(?:answers?|solutions?)[*_]*\s+[*_]*)?`),
		Hint:       re(`(?i)^[*_(\s\p{So}\x{FE0F}]*(hints?|tips?|clues?|nudge)\b`),
		PairList:   with(digits, `(?i)^(?:(?:.{0,60}?:|[^\d,;|:]{1,40}\s)[*_]*\s*)??((?:[*_(]*(?:q(?:uestion)?\s*\.?)?#?\d{1,4}(?:\.\d{1,3})*[*_]*\s*[.):=–—-]*>?\s*[*_(]*(?:`+letter+`(?:\s*[,&+/]\s*`+letter+`\b)*|`+truth+`)\b[*_)]*[\s,;.|·•]*)+)$`),
		Pair:       re(`(?i)(\d{1,4}(?:\.\d{1,3})*)[*_]*\s*[.):=–—-]*>?\s*[*_(]*(` + letter + `(?:\s*[,&+/]\s*` + letter + `\b)*|` + truth + `)\b`),
		Letters:    re("(?i)^[*_`\"“\\s\\p{So}\\x{FE0F}]*(?:options?\\s+|both\\s+|letters?\\s+|choices?\\s+)?([(\\[]?" + letter + "\\b[)\\]]?(?:[*_`]*\\s*(?:,|，|、|;|&|\\+|/|\\band\\b)\\s*(?:and\\s+)?[*_`]*[(\\[]?" + letter + "\\b[)\\]]?)*)([*_`\"”]*)(.*)$"),
		Named:      re(`(?i)^[*_]*[(\[]?(\d{1,2}|[ivx]{1,4}|` + letter + `)(?:[*_]*[.):\]][*_]*\s+|[*_]*\s+)(.*)$`),
		Ticked:     re(`(?i)^(?:[✅✔✓☑]\x{FE0F}?|\(?(?:correct|right)\)?$|yes$)\s*`),
		Crossed:    re(`^[❌✗✘⬜]\x{FE0F}?\s*`),
		Several:    re(`(?i)\b(?:select|choose|check|mark|pick|tick)\s+(?:all|two|three|[23])\b|all that apply|seleccion[ae] todas|marque todas|wähle alle|alle zutreffenden|plusieurs réponses|多选`),
		Counts:     re(`(?i)\bhow (?:many|much)\b|\bnumber of\b|\border\b|\bsequence\b|\bcu[aá]nt[oa]s\b|\bwie viele\b|\bcombien\b|\bquant[oa]s\b|多少|几个`),
		LoneName:   re(`(?i)^(?:options?\s+|choices?\s+)?(?:[(\[]?[A-J][)\]]?(?:\s*(?:,|&|/|and)\s*[(\[]?[A-J]\b[)\]]?)*\.?|[A-J]\)\s.*|options?\s+\d{1,2}\b.*|\(?(?:ii|iii|iv|vi|vii|viii)[).]?)$`),
		Pairs:      re(`(?i)(?:^|[\s,;(])\d{1,2}\s*(?:[-–—=→:]|->)\s*\(?` + letter + `\)?(?:[\s,;.]|$)`),
		LoneNumber: re(`(?i)^[(\[]?(\d{1,2}|[ivx]{1,4})[)\].]?$`),
		More:       re(`(?i)(?:[,;&+/]|\band\b)\s*[*_(\[]*(` + letter + `)[*_]*[).:\]]`),
		Truth:      re(`(?i)^[*_\s"“\p{So}\x{FE0F}]*(` + truth + `)\b[*_"”]*(?:$|[\s]*[.:,;!(–—-]+|\s+because\b)[*_]*\s*(.*)$`),
		TrueFalse:  re(`(?i)\btrue\s*(?:/|or|\|)\s*false\b|\bT\s*/\s*F\b`),
		Asks:       re(`(?i)\?|？|（\s*）|_{3,}|\.{4,}|…|^(?:explain|describe|compare|contrast|list|define|name|discuss|why|what|how|which|when|where|who|give|state|identify|outline|write|implement|design|calculate|compute|complete|fill|choose|select|match|true or false|show|prove|explore|sketch|draw|convert|find|determine|evaluate|analy[sz]e|summari[sz]e|propose|suggest)\b`),
		Right:      re(`(?i)\s*(?:[✅✔✓☑]\x{FE0F}?|(?:<--|<-|←|⬅\x{FE0F}?|\()\s*(?:this is )?(?:the )?(?:correct|right)(?: answer| option)?\)?|[*_]*\(\s*(?:correct|right|richtig|correct[ao]|correta|certa|juste|vrai|正确|正确答案|✅|✔)(?: answer)?\s*\)[*_]*)\s*$`),
		Wrong:      re(`\s*[❌✗✘]\x{FE0F}?\s*$`),
		Day:        re(`(?i)\bday[\s_#-]*0*(\d{1,4})\b`),
		Tail:       with("(-–—→", `(?i)^(.*\S)\s*[*_]*(?:\(\s*(?:correct\s+)?(?:answer|ans\.?|key)\s*[:=]\s*(.+?)\s*\)|\s(?:—|–|-+|→)\s+[*_]*(?:correct\s+)?(?:answer|ans\.?)\s*[:=]\s*(.{1,200}))[*_]*\.?$`),
		Counted:    with(digits, `(?i)^[*_\s\p{So}\x{FE0F}]*(?:A|(?:answer|ans\.?|solution)\s*#?)\d{1,4}(?:\.\d{1,3})*[*_]*\s*[.):]`),
		Closing:    with(":=", `(?i)^(.*\S)\s+[*_(\[]*(?:correct(?:\s+(?:answer|option))?|right answer|answer|ans\.?|key)\s*[:=]\s*[*_(]*(`+letter+`)[*_)\].]*$`),
		Stated:     with("-–—→", `(?i)^((?:[*_]*true\s*(?:or|/)\s*false|[*_]*T\s*/\s*F)\b.*\S)\s+(?:—|–|-+|→|->)\s+([*_]*(?:true|false)\b.*)$`),
		Reply:      with(":.", `(?i)^(?:[-+]\s+|\*\s+)?[*_]*A[*_]*[:.][*_]*\s+(.*)$`),
		Part:       re(`(?i)\b(section|part|chapter|module|unit|quiz|test|exam|multiple[ -]choice|mcqs?|true|short answers?|essays?|scenarios?|questions?|easy|medium|hard|beginner|intermediate|advanced|level|basic)\b`),
		Cell:       re(`(?i)^[*_]*(?:q(?:uestion)?\s*\.?\s*)?#?(\d{1,4}(?:\.\d{1,3})*)[.):]?[*_]*$`),
		Inline:     re(`(?:^|[\s|;,])[*_]{0,2}\(?(` + letter + `)[).:][*_]{0,2}\s`),
		Serial:     re(`(?:^|\s)\(?(\d{1,3})[.)]\s`),
	}
}

// Numbered is what stands before a question or a key: "### Question 3 (Hard):".
type Numbered struct {
	Number string
	Worded bool   // with a word such as "Question"
	Answer bool   // the word is "Answer" or "Solution"
	Bold   bool   // written in bold
	Plain  bool   // "3." or "3)", as of a list
	Sign   string // of a plain one: ".", ")"
	Rest   string // the text behind it
	Paren  string // a remark in brackets between
}

// Number reads the number at the front of a line. inHeading makes the sign behind
// a number with a word optional, and refuses nothing else.
func (m *Marks) Number(text string, inHeading bool) (Numbered, bool) {
	bold := strings.HasPrefix(text, "**") || strings.HasPrefix(text, "__")
	if g := m.Worded.FindStringSubmatch(text); g != nil {
		sign := strings.Trim(g[3], "*_ ")
		closed := inHeading || bold || g[4] == "" || sign != ""
		if len(g[1]) > 1 && strings.EqualFold(g[1], "questions") {
			closed = false // "Questions 1-20:" is a group
		}
		if closed {
			word := strings.ToLower(g[1])
			return Numbered{
				Number: Unpadded(g[2]), Worded: true, Bold: bold, Rest: Balance(g[4]), Paren: strings.Trim(sign, "()[]:.-–— *_"),
				Answer: word == "answer" || word == "solution" || word == "a",
			}, true
		}
	}
	if g := m.bare.FindStringSubmatch(text); g != nil && !m.boxed(g[3]) {
		return Numbered{Number: Unpadded(g[1]), Bold: bold, Plain: !bold, Sign: strings.Trim(g[2], "*_\\ "), Rest: Balance(g[3])}, true
	}
	return Numbered{}, false
}

// boxed says whether a text begins with a box to tick: "3. [x] text" is an option.
func (m *Marks) boxed(text string) bool {
	return strings.HasPrefix(text, "[") && m.box.MatchString(text)
}

// Unpadded is a number without zeros in front, so that "Q01" has the key "1".
func Unpadded(number string) string {
	if bare := strings.TrimLeft(number, "0"); bare != "" && bare[0] != '.' {
		return bare
	}
	return number
}

// Key is what stands behind "Answer:" and what begins "The correct answer is".
func (m *Marks) Key(line string) (rest string, ok bool) {
	if g := m.key.FindStringSubmatch(line); g != nil {
		return Inside(line, g[1]), true
	}
	if g := m.loud.FindStringSubmatch(line); g != nil {
		return Inside(line, g[1]), true
	}
	if g := m.said.FindStringSubmatch(line); g != nil {
		return Inside(line, g[1]+g[2]), true
	}
	return "", false
}

// IsKey says whether a line begins with a label such as "Answer:".
func (m *Marks) IsKey(line string) bool { return m.key.MatchString(line) || m.loud.MatchString(line) }

// NamesLetter says whether a key begins with the letter of an option.
func (m *Marks) NamesLetter(key string) bool {
	g := m.Letters.FindStringSubmatch(key)
	return g != nil && Follows(g[1], g[2], g[3])
}

// Lettered is an option's mark: "- [x] B) text".
type Lettered struct {
	Letter  string // upper case; "" for a box without a letter
	Style   string // options of one question share it
	Checked bool
	Odd     bool // its box holds a sign that says neither yes nor no
	Boxed   bool
	Text    string
}

// OptionMark reads the mark of an option at the front of a line.
func (m *Marks) OptionMark(text string) (Lettered, bool) {
	if g := m.option.FindStringSubmatch(text); g != nil {
		bullet := ""
		if strings.ContainsAny(text[:1], "-+*•·") && !strings.HasPrefix(text, "**") {
			bullet = "-"
		}
		at := g[5] + g[6] + g[7]
		kind := "a"
		if g[3] == strings.ToUpper(g[3]) {
			kind = "A"
		}
		o := Lettered{
			Letter: strings.ToUpper(g[3]), Style: bullet + kind, Text: at,
			Checked: g[1] != "" && g[1] != " ", Boxed: g[1] != "",
		}
		head := text[:len(text)-len(at)]
		if strings.ContainsAny(head, "✅✔✓☑") {
			o.Checked = true
		}
		if strings.Count(head, "**")%2 == 1 { // **B) text**: wholly bold, which may be the key
			o.Text = "**" + at
		}
		return o, true
	}
	if g := m.box.FindStringSubmatch(text); g != nil && (g[2] != "" || !strings.HasPrefix(text, "()")) {
		odd := g[1] != "" && strings.Contains("-~/?!", g[1])
		return Lettered{Style: "box", Boxed: true, Checked: g[1] != "" && !odd || g[2] == "☑" || g[2] == "☒", Odd: odd, Text: g[3]}, true
	}
	return Lettered{}, false
}

// Inside is what follows a label, without the sign that closes the emphasis which
// opened before the label: "*Answer: B*".
func Inside(line, rest string) string {
	line = strings.TrimLeft(line, "-+ ")
	rest = strings.TrimSpace(Balance(rest))
	for _, sign := range []string{"_", "*"} {
		if strings.HasPrefix(line, sign) && !strings.HasPrefix(line, sign+sign) && strings.HasSuffix(page.Emphasis(rest), sign) {
			return strings.TrimSuffix(rest, sign)
		}
	}
	return rest
}

// Balance takes a closing "**" away whose opening stood before the text.
func Balance(s string) string {
	if strings.Count(s, "**")%2 == 0 {
		return s
	}
	first := true
	return strings.TrimSpace(page.OutsideCode(s, func(part string) string {
		if !first || !strings.Contains(part, "**") {
			return part
		}
		first = false
		return strings.Replace(part, "**", "", 1)
	}))
}

// Follows says whether what stands behind letters shows that they are a key: "B",
// "B)", "B - why", but not "A container". marks is the emphasis behind the letters.
func Follows(letters, marks, rest string) bool {
	bare := strings.TrimLeft(rest, " ")
	if bare == "" || strings.HasSuffix(letters, ")") || strings.HasSuffix(letters, "]") || strings.HasSuffix(marks, "*") || strings.HasSuffix(marks, "`") {
		return true
	}
	if strings.IndexFunc(bare, page.IsWord) < 0 && !strings.ContainsAny(bare, "+#") {
		return true // an emoji
	}
	switch r := []rune(bare)[0]; r {
	case ')', ']', ':', ';', '(', '–', '—', '.', ',', '=', '→', '\\', '。', '，', '：', '；', '）', '、':
		return r != '.' || len(bare) == 1 || bare[1] == ' ' || bare[1] == '*'
	case '-':
		return strings.HasPrefix(bare, "- ") || strings.HasPrefix(bare, "--")
	}
	return false
}
