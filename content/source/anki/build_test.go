package anki

import (
	"archive/zip"
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// madeNote is a note of a package that a test builds.
type madeNote struct {
	guid, kind, deck, tags string
	fields                 []string
}

type madeKind struct {
	name      string
	cloze     bool
	fields    []string
	templates []string
}

func madeKinds() []madeKind {
	return []madeKind{
		{"Basic", false, []string{"Front", "Back"}, []string{"{{Front}}"}},
		{"Both ways", false, []string{"Front", "Back"}, []string{"{{Front}}", "{{Back}}"}},
		{"Perhaps back", false, []string{"Front", "Back", "Add Reverse"}, []string{"{{Front}}", "{{#Add Reverse}}{{Back}}{{/Add Reverse}}"}},
		{"Gaps", true, []string{"Text", "Back Extra"}, []string{"{{cloze:Text}}"}},
		{"Choice", false, []string{"Question", "Option 1", "Option 2", "Option 3", "Correct", "Explanation"}, []string{"{{Question}}"}},
	}
}

func madeNotes() []madeNote {
	return []madeNote{
		{"aa", "Basic", "Course::Day 3", " sql index ", []string{"What is an <i>index</i>?", "A copy that is sorted.<br>It costs writes."}},
		{"bb", "Both ways", "Course::Day 3", "", []string{"SELECT", "reads rows"}},
		{"cc", "Perhaps back", "Course::Day 3", "", []string{"one way", "only", ""}},
		{"dd", "Perhaps back", "Course::Day 3", "", []string{"two", "ways", "y"}},
		{"ee", "Gaps", "Course::Day 4", "day-9", []string{"A {{c1::B-tree::structure}} is {{c2::balanced}}.", "Always."}},
		{"ff", "Choice", "Course::Day 4", "", []string{"Which is a lock?", "latch", "log", "leaf", "1", "It is held shortly."}},
		{"gg", "Choice", "Course::Day 4", "", []string{"Which has no key?", "x", "y", "", "", ""}},
		{"hh", "Basic", "Course::Day 4", "", []string{`What is this? <img src="tree.png">`, "A tree.[sound:tree.mp3]"}},
		{"ii", "Basic", "Course::Day 4", "", []string{"", ""}},
	}
}

// sqliteOf runs statements in a new database and gives its bytes.
func sqliteOf(t testing.TB, run func(exec func(string, ...any))) []byte {
	t.Helper()
	ctx := context.Background()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	run(func(statement string, args ...any) {
		t.Helper()
		if _, err := conn.ExecContext(ctx, statement, args...); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	})
	var data []byte
	if err := conn.Raw(func(driver any) (err error) {
		s, ok := driver.(interface{ Serialize() ([]byte, error) })
		if !ok {
			return fmt.Errorf("%T does not serialize", driver)
		}
		data, err = s.Serialize()
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return data
}

// tablesOfNotes are those that both generations have.
const tablesOfNotes = `
CREATE TABLE col (id integer primary key, crt integer, mod integer, scm integer, ver integer, dty integer, usn integer, ls integer, conf text, models text, decks text, dconf text, tags text);
CREATE TABLE notes (id integer primary key, guid text not null, mid integer not null, mod integer, usn integer, tags text not null, flds text not null, sfld integer not null, csum integer, flags integer, data text);
CREATE TABLE cards (id integer primary key, nid integer not null, did integer not null, ord integer not null, mod integer, usn integer, odid integer not null default 0);
CREATE INDEX ix_notes_csum ON notes (csum);`

func insertNotes(exec func(string, ...any), notes []madeNote, kinds []madeKind, decks []string) {
	for i, n := range notes {
		kind, deck := 0, 0
		for j, k := range kinds {
			if k.name == n.kind {
				kind = j
			}
		}
		for j, d := range decks {
			if d == n.deck {
				deck = j
			}
		}
		exec("INSERT INTO notes (id, guid, mid, tags, flds, sfld) VALUES (?, ?, ?, ?, ?, ?)", 1000+i, n.guid, 100+kind, n.tags, strings.Join(n.fields, "\x1f"), n.fields[0])
		exec("INSERT INTO cards (nid, did, ord) VALUES (?, ?, 0)", 1000+i, 500+deck)
	}
}

func decksOf(notes []madeNote) []string {
	decks := []string{"Default"}
	for _, n := range notes {
		if decks[len(decks)-1] != n.deck {
			decks = append(decks, n.deck)
		}
	}
	return decks
}

// oldCollection is a database of the generation with JSON in the table col.
func oldCollection(t testing.TB, notes []madeNote) []byte {
	kinds, decks := madeKinds(), decksOf(notes)
	models, names := map[string]any{}, map[string]any{}
	for i, k := range kinds {
		var fields, templates []any
		for j, f := range k.fields {
			fields = append(fields, map[string]any{"name": f, "ord": j, "font": "Arial", "size": 20})
		}
		for j, q := range k.templates {
			templates = append(templates, map[string]any{"name": fmt.Sprint("Card ", j+1), "ord": j, "qfmt": q, "afmt": "{{FrontSide}}"})
		}
		kind := 0
		if k.cloze {
			kind = 1
		}
		models[fmt.Sprint(100+i)] = map[string]any{"id": 100 + i, "name": k.name, "type": kind, "flds": fields, "tmpls": templates, "css": ".card {}"}
	}
	for i, d := range decks {
		names[fmt.Sprint(500+i)] = map[string]any{"id": 500 + i, "name": d, "dyn": 0}
	}
	text := func(v any) string {
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	return sqliteOf(t, func(exec func(string, ...any)) {
		exec(tablesOfNotes)
		exec("INSERT INTO col VALUES (1, 0, 0, 0, 11, 0, 0, 0, '{}', ?, ?, '{}', '{}')", text(models), text(names))
		insertNotes(exec, notes, kinds, decks)
	})
}

func field(number, wire int, data []byte) []byte {
	out := binary.AppendUvarint(nil, uint64(number<<3|wire))
	if wire == 2 {
		out = binary.AppendUvarint(out, uint64(len(data)))
	}
	return append(out, data...)
}

// newCollection is one with a table for types, fields, templates and decks, whose
// names Anki compares in a way that SQLite alone does not know.
func newCollection(t testing.TB, notes []madeNote) []byte {
	kinds, decks := madeKinds(), decksOf(notes)
	return sqliteOf(t, func(exec func(string, ...any)) {
		exec(tablesOfNotes + `
			CREATE TABLE notetypes (id integer not null primary key, name text not null, mtime_secs integer, usn integer, config blob not null);
			CREATE TABLE fields (ntid integer not null, ord integer not null, name text not null, config blob not null, primary key (ntid, ord)) without rowid;
			CREATE TABLE templates (ntid integer not null, ord integer not null, name text not null, mtime_secs integer, usn integer, config blob not null, primary key (ntid, ord)) without rowid;
			CREATE TABLE decks (id integer primary key not null, name text not null, mtime_secs integer, usn integer, common blob, kind blob);
			CREATE UNIQUE INDEX idx_notetypes_name ON notetypes (name);
			CREATE UNIQUE INDEX idx_decks_name ON decks (name);
			CREATE UNIQUE INDEX idx_fields_name_ntid ON fields (name, ntid);`)
		exec("INSERT INTO col VALUES (1, 0, 0, 0, 18, 0, 0, 0, '', '', '', '', '')")
		for i, k := range kinds {
			config := field(3, 2, []byte(".card {}"))
			if k.cloze {
				config = append(field(1, 0, []byte{1}), config...)
			}
			exec("INSERT INTO notetypes VALUES (?, ?, 0, 0, ?)", 100+i, k.name, config)
			for j := len(k.fields) - 1; j >= 0; j-- { // the order of rows must not matter
				exec("INSERT INTO fields VALUES (?, ?, ?, ?)", 100+i, j, k.fields[j], []byte{})
			}
			for j, q := range k.templates {
				exec("INSERT INTO templates VALUES (?, ?, ?, 0, 0, ?)", 100+i, j, fmt.Sprint("Card ", j+1), append(field(1, 2, []byte(q)), field(2, 2, []byte("{{Back}}"))...))
			}
		}
		for i, d := range decks {
			exec("INSERT INTO decks VALUES (?, ?, 0, 0, x'', x'')", 500+i, strings.ReplaceAll(d, "::", "\x1f"))
		}
		insertNotes(exec, notes, kinds, decks)
		exec("PRAGMA writable_schema = ON")
		exec("UPDATE sqlite_schema SET sql = replace(sql, 'name text not null', 'name text not null COLLATE unicase') WHERE name IN ('notetypes', 'fields', 'templates', 'decks')")
	})
}

func packed(t testing.TB, data []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll(data, nil)
}

type madeEntry struct {
	name string
	data []byte
}

func zipOf(t testing.TB, entries ...madeEntry) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range entries {
		w, err := z.Create(e.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(e.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// newPackage is a package as Anki writes it today: with a placeholder for old versions.
func newPackage(t testing.TB, notes []madeNote) []byte {
	media := field(1, 2, append(field(1, 2, []byte("tree.png")), field(2, 0, []byte{5})...))
	return zipOf(t,
		madeEntry{"meta", field(1, 0, []byte{3})},
		madeEntry{"collection.anki21b", packed(t, newCollection(t, notes))},
		madeEntry{"collection.anki2", oldCollection(t, placeholder())},
		madeEntry{"media", packed(t, media)},
		madeEntry{"0", []byte("picture")},
	)
}

func placeholder() []madeNote {
	return []madeNote{{"zz", "Basic", "Default", "", []string{"Please update to the latest Anki version, then import the .colpkg/.apkg file again.", ""}}}
}

func oldPackage(t testing.TB, name string, notes []madeNote) []byte {
	return zipOf(t, madeEntry{name, oldCollection(t, notes)}, madeEntry{"media", []byte(`{"0": "tree.png", "1": "tree.mp3"}`)}, madeEntry{"0", []byte("picture")}, madeEntry{"1", []byte("sound")})
}
