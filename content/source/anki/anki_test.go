package anki

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io/fs"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
	"studybot/bot/study"
	"studybot/content/source"
	"studybot/content/source/sourcetest"
)

func file(name, text string) source.File { return source.File{Path: name, Data: []byte(text)} }

func TestGolden(t *testing.T) { sourcetest.Golden(t, Reader{}) }

func TestGoldenPackages(t *testing.T) {
	sourcetest.GoldenFile(t, Reader{}, source.File{Path: "new.apkg", Data: newPackage(t, madeNotes())})
	sourcetest.GoldenFile(t, Reader{}, source.File{Path: "old.apkg", Data: oldPackage(t, "collection.anki2", madeNotes())})
	sourcetest.GoldenFile(t, Reader{}, source.File{Path: "old.colpkg", Data: oldPackage(t, "collection.anki21", madeNotes())})
}

func TestGenerationsReadAlike(t *testing.T) {
	var all []source.Found
	for _, data := range [][]byte{newPackage(t, madeNotes()), oldPackage(t, "collection.anki2", madeNotes()), oldPackage(t, "collection.anki21", madeNotes())} {
		found, err := Reader{}.Read(source.File{Path: "a.apkg", Data: data})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found)
	}
	for _, found := range all[1:] {
		if !reflect.DeepEqual(found, all[0]) {
			t.Errorf("the generations differ:\n%+v\n%+v", all[0], found)
		}
	}
}

func TestReads(t *testing.T) {
	tests := map[string]struct {
		file source.File
		want bool
	}{
		"package":      {file("a.APKG", "x"), true},
		"collection":   {file("a.colpkg", ""), true},
		"headers":      {file("a.txt", "\ufeff#separator:tab\r\na\tb"), true},
		"deck column":  {file("a.csv", "#deck column:1\na,b"), true},
		"cloze":        {file("a.txt", "It is {{c1::so}}"), true},
		"two columns":  {file("a.tsv", "a\tb"), false},
		"a comment":    {file("a.txt", "# Title: a\tb"), false},
		"markdown":     {file("a.md", "#separator:tab"), false},
		"a zip":        {file("a.zip", "PK"), false},
		"binary":       {file("a.txt", "#separator:tab\n\x00"), false},
		"GIFT":         {file("a.txt", "$CATEGORY: x\n\nQ {=a ~b}"), false},
		"quoted cloze": {file("a.csv", "\"{{c2::a}} {{c1::b}}\",x"), true},
	}
	for name, test := range tests {
		if got := (Reader{}).Reads(test.file); got != test.want {
			t.Errorf("%s: Reads is %v", name, got)
		}
	}
}

func TestCloze(t *testing.T) {
	tests := map[string]struct {
		text   string
		number int
		asked  string
		hidden string
	}{
		"one":          {"a {{c1::b}} c", 1, "a […] c", "b"},
		"hint":         {"a {{c1::b::h}} c", 1, "a [h] c", "b"},
		"two, first":   {"{{c1::a}} {{c2::b}}", 1, "[…] b", "a"},
		"two, second":  {"{{c1::a}} {{c2::b}}", 2, "a […]", "b"},
		"same number":  {"{{c1::a}} {{c1::b}} {{c1::a}}", 1, "[…] […] […]", "a; b"},
		"nested outer": {"{{c1::a {{c2::b}} c}}", 1, "[…]", "a b c"},
		"nested inner": {"{{c1::a {{c2::b}} c}}", 2, "a […] c", "b"},
		"nested hint":  {"{{c1::a {{c2::b::h}} c::g}}", 2, "a [h] c", "b"},
		"two numbers":  {"{{c1,3::a}} b", 3, "[…] b", "a"},
		"not closed":   {"{{c1::a}} {{c2::b", 1, "[…] {{c2::b", "a"},
		"braces":       {"{{c1::{a}}} b", 1, "[…]} b", "{a"},
		"no number":    {"{{c1::a}} {{cx::b}} {{c::d}}", 1, "[…] {{cx::b}} {{c::d}}", "a"},
	}
	for name, test := range tests {
		pieces := parseCloze(test.text)
		var b strings.Builder
		asked(&b, pieces, test.number)
		if got := strings.Join(hidden(pieces, test.number), "; "); b.String() != test.asked || got != test.hidden {
			t.Errorf("%s: asks %q, hides %q; want %q and %q", name, b.String(), got, test.asked, test.hidden)
		}
	}
}

func TestLetterKeys(t *testing.T) {
	options := []string{"Link", "Network"}
	for s, want := range map[string]string{
		"B": "1 true", "b)": "1 true", "(A)": "0 true", "Answer: B": "1 true", "B) Network": "1 true", "B. Network. It routes.": "1 true", "B - Network": "1 true",
		"A) Network": "0 false", "C": "0 false", "Both": "0 false", "": "0 false", "A link": "0 false",
	} {
		at, _, ok := letterKey(s, options)
		if got := fmt.Sprint(at, ok); got != want {
			t.Errorf("%q: %s, want %s", s, got, want)
		}
	}
}

func TestRefusedPackages(t *testing.T) {
	collection := oldCollection(t, madeNotes())
	broken := bytes.Clone(collection)
	for i := 100; i < len(broken); i += 7 {
		broken[i] ^= 0x5a
	}
	hostile := func(statements ...string) []byte {
		return zipOf(t, madeEntry{"collection.anki2", sqliteOf(t, func(exec func(string, ...any)) {
			for _, s := range statements {
				exec(s)
			}
		})})
	}
	link := func() []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		h := &zip.FileHeader{Name: "collection.anki2"}
		h.SetMode(fs.ModeSymlink | 0o777)
		w, err := z.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte("/etc/hostname")); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	// What a header promises is refused before anything is unpacked.
	promised := func() []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.CreateRaw(&zip.FileHeader{Name: "collection.anki2", Method: zip.Deflate, CompressedSize64: 4, UncompressedSize64: maxCollection + 1})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte("abcd")); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	many := make([]madeEntry, maxEntries+1)
	for i := range many {
		many[i].name = fmt.Sprint(i)
	}
	const col = "CREATE TABLE col (id, models, decks)"
	tests := map[string]struct {
		data []byte
		says string
	}{
		"empty":                 {nil, "no zip"},
		"no zip":                {[]byte("Hello, this is no package"), "no zip"},
		"half a zip":            {newPackage(t, madeNotes())[:3000], "no zip"},
		"no collection":         {zipOf(t, madeEntry{"media", []byte("{}")}), "no collection"},
		"a path":                {zipOf(t, madeEntry{"../../collection.anki2", collection}), "path"},
		"a folder":              {zipOf(t, madeEntry{"x/collection.anki2", collection}), "path"},
		"an absolute path":      {zipOf(t, madeEntry{"/collection.anki2", collection}), "path"},
		"a path of Windows":     {zipOf(t, madeEntry{`C:\collection.anki2`, collection}), "path"},
		"a link":                {link(), "link"},
		"twice":                 {zipOf(t, madeEntry{"collection.anki2", collection}, madeEntry{"collection.anki2", collection}), "twice"},
		"many entries":          {zipOf(t, many...), "entries"},
		"a bomb":                {zipOf(t, madeEntry{"collection.anki2", make([]byte, 2*freeOfRate)}), "times its size"},
		"a larger bomb":         {promised(), "more than"},
		"a bomb of zstd":        {zipOf(t, madeEntry{"collection.anki21b", packed(t, make([]byte, 2*freeOfRate))}), "times its size"},
		"zstd that is none":     {zipOf(t, madeEntry{"collection.anki21b", collection}), "zstd"},
		"half of zstd":          {zipOf(t, madeEntry{"collection.anki21b", packed(t, collection)[:2000]}), "damaged"},
		"no SQLite":             {zipOf(t, madeEntry{"collection.anki2", []byte("SQLite format 2")}), "no SQLite"},
		"broken SQLite":         {zipOf(t, madeEntry{"collection.anki2", broken}), "damaged"},
		"cut SQLite":            {zipOf(t, madeEntry{"collection.anki2", collection[:5000]}), "damaged"},
		"another database":      {hostile("CREATE TABLE users (id, name)"), "none of Anki"},
		"notes are a view":      {hostile(col, "CREATE VIEW notes AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n AS id, n AS guid, n AS mid, n AS tags, n AS flds FROM r"), "none of Anki"},
		"notes are made":        {hostile(col, "INSERT INTO col VALUES (1, '{}', '{}')", "CREATE TABLE notes (id, guid, mid, tags, flds AS (hex(zeroblob(20000000))))", "INSERT INTO notes (id) VALUES (1)"), "damaged"},
		"columns are missing":   {hostile(col, "CREATE TABLE notes (id, guid)"), "damaged"},
		"types are no JSON":     {hostile(col, "INSERT INTO col VALUES (1, 'x', 'y')", "CREATE TABLE notes (id, guid, mid, tags, flds)"), "types of notes"},
		"only the placeholder":  {zipOf(t, madeEntry{"collection.anki2", oldCollection(t, placeholder())}), "newer versions only"},
		"notes are virtual":     {hostile(col, "CREATE VIRTUAL TABLE notes USING fts5(id, guid, mid, tags, flds)"), "none of Anki"},
		"a package of 65 MB":    {make([]byte, MaxPackage+1), "at most"},
		"a schema without ends": {hostile(append([]string{col}, tables(maxTables)...)...), "damaged"},
	}
	for name, test := range tests {
		_, err := Reader{}.Read(source.File{Path: "deck.apkg", Data: test.data})
		if err == nil || !strings.HasPrefix(err.Error(), "deck.apkg is not read: ") || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v; it should say %q", name, err, test.says)
		}
	}
}

func tables(n int) []string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("CREATE TABLE t%d (a)", i))
	}
	return all
}

// A journal that would want a file beside the database is none here.
func TestAWriteAheadLogIsNoObstacle(t *testing.T) {
	collection := oldCollection(t, madeNotes())
	collection[18], collection[19] = 2, 2
	found, err := Reader{}.Read(source.File{Path: "a.apkg", Data: zipOf(t, madeEntry{"collection.anki21", collection})})
	if err != nil || len(found.Questions) == 0 {
		t.Errorf("%d questions, %v", len(found.Questions), err)
	}
}

func TestTooManyNotes(t *testing.T) {
	var notes []madeNote
	for i := range source.MaxQuestions + 3 {
		notes = append(notes, madeNote{fmt.Sprint("g", i), "Basic", "D", "", []string{fmt.Sprint("q", i), "a"}})
	}
	found, err := Reader{}.Read(source.File{Path: "a.apkg", Data: oldPackage(t, "collection.anki2", notes)})
	if err != nil {
		t.Fatal(err)
	}
	if n := found.Notes[0]; len(found.Questions) != source.MaxQuestions || n.Kind != source.Skipped || !strings.Contains(n.Text, "more than 5000") {
		t.Errorf("%d questions, %v", len(found.Questions), found.Notes)
	}
}

func TestTextWithoutNotes(t *testing.T) {
	for name, text := range map[string]string{"headers only": "#separator:tab\n#html:true\n", "comments": "#separator:tab\n# x\n"} {
		if _, err := (Reader{}).Read(file("a.txt", text)); err == nil || !strings.Contains(err.Error(), "a.txt holds no notes") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

var words = rapid.Custom(func(t *rapid.T) string {
	s := rapid.StringOfN(rapid.RuneFrom([]rune("abcXYZ 0129.,;|\"'?!#=~<>&{}\täß世→\n")), 1, 30, -1).Draw(t, "text")
	return "q" + strings.TrimSpace(s) + "z"
})

func TestWrittenNotesReadBack(t *testing.T) {
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\n", "<br>").Replace
	rapid.Check(t, func(t *rapid.T) {
		separator := rapid.SampledFrom([][2]string{{"tab", "\t"}, {"comma", ","}, {"Semicolon", ";"}, {"pipe", "|"}}).Draw(t, "separator")
		html := rapid.Bool().Draw(t, "html")
		var b strings.Builder
		fmt.Fprintf(&b, "#separator:%s\n#html:%v\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:6\n", separator[0], html)
		var want []source.Question
		for i := range rapid.IntRange(1, 6).Draw(t, "notes") {
			q := source.Question{Key: fmt.Sprintf("g%d", i), Section: "Deck::Day 8", Tags: []string{"a", "b"}, Question: study.Question{
				Topic: 8, Format: study.Open, Status: study.Active, Prompt: words.Draw(t, "front"), Answer: words.Draw(t, "back"),
			}}
			if html { // spaces and tabs are one space in HTML
				q.Prompt, q.Answer = spaced(q.Prompt), spaced(q.Answer)
			}
			kind := rapid.SampledFrom([]string{"Basic", "Basic (and reversed card)", "Cloze"}).Draw(t, "kind")
			front, back := q.Prompt, q.Answer
			want = append(want, q)
			switch kind {
			case "Basic (and reversed card)":
				q.Key += "-reversed"
				q.Prompt, q.Answer = q.Answer, q.Prompt
				want = append(want, q)
			case "Cloze":
				hidden := rapid.StringMatching(`[a-z]{1,8}( [a-z]{1,8})?`).Draw(t, "hidden")
				last := &want[len(want)-1]
				front = "{{c2::" + hidden + "}} " + last.Prompt
				last.Key, last.Prompt, last.Answer = last.Key+"-c2", "[…] "+last.Prompt, hidden+"\n\n"+last.Answer
			}
			for j, cell := range []string{fmt.Sprintf("g%d", i), kind, "Deck::Day 8", front, back, "a b"} {
				if html {
					cell = escape(cell)
				}
				if j > 0 {
					b.WriteString(separator[1])
				}
				b.WriteString(`"` + strings.ReplaceAll(cell, `"`, `""`) + `"`)
			}
			b.WriteString("\n")
		}
		found, err := Reader{}.Read(file("a.txt", b.String()))
		if err != nil {
			t.Fatalf("%v\n%s", err, b.String())
		}
		if len(found.Notes) > 0 {
			t.Fatalf("notes: %v\n%s", found.Notes, b.String())
		}
		for i := range found.Questions {
			found.Questions[i].Line = 0
		}
		if got, want := fmt.Sprintf("%+v", found.Questions), fmt.Sprintf("%+v", want); got != want {
			t.Fatalf("read  %s\nwrote %s\nas %s", got, want, b.String())
		}
	})
}

// spaced is a text with its runs of spaces as HTML shows them.
func spaced(s string) string {
	var lines []string
	for line := range strings.SplitSeq(s, "\n") {
		line = strings.Join(strings.Fields(line), " ")
		if line != "" || len(lines) > 0 && lines[len(lines)-1] != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

func TestTimeGrowsWithTheFile(t *testing.T) {
	for _, unit := range []string{"a\tb\n", "{{c1::", "}}", "{{c1::a}}", "{{c1::a\n", "[sound:", "<p>", "\"\"\"x\n", "<a b=\"", "#", "a\t", "A) x<br>", "{{c1::a::b}}\t"} {
		t.Run(strings.TrimSpace(unit), func(t *testing.T) {
			sourcetest.Linear(t, Reader{}, func(n int) source.File {
				return file("a.txt", "#separator:tab\n#html:true\nq\ta\n"+strings.Repeat(unit, n/len(unit)))
			})
		})
	}
}

func FuzzText(f *testing.F) {
	sourcetest.Seeds(f, "testdata/samples/*")
	f.Add([]byte("#columns:a\xff;b\n#guid column:0\n#separator:\n{{c1,2::{{c3::}}::}}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		sourcetest.Any(t, Reader{}, source.File{Path: "a.txt", Data: data})
	})
}

// FuzzPackage changes whole packages: the zip, and the database in it by changes of
// its bytes, which the zip's checksum would catch otherwise.
func FuzzPackage(f *testing.F) {
	older, newer := oldCollection(f, madeNotes()), newCollection(f, madeNotes())
	f.Add(newPackage(f, madeNotes()), []byte{})
	f.Add(oldPackage(f, "collection.anki2", madeNotes()), []byte{})
	f.Add([]byte{0}, []byte{0, 100, 7})
	f.Add([]byte{1}, []byte{40, 0, 0xff, 16, 5, 1, 200, 30, 3})
	f.Fuzz(func(t *testing.T, data, changes []byte) {
		if len(data) == 1 { // a collection with changes: two bytes of place, one of value
			c := bytes.Clone([][]byte{older, newer}[data[0]&1])
			for ; len(changes) >= 3; changes = changes[3:] {
				c[(int(changes[0])<<8|int(changes[1]))%len(c)] = changes[2]
			}
			data = zipOf(t, madeEntry{"collection.anki21", c})
		}
		sourcetest.Any(t, Reader{}, source.File{Path: "a.apkg", Data: data})
	})
}
