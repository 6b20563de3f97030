package anki

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"modernc.org/sqlite"
	"studybot/content/source"
)

// patience is the longest that a collection is queried; an honest one of the largest
// size takes a second or two.
const patience = 30 * time.Second

// limitLength is SQLITE_LIMIT_LENGTH: the most bytes of a text or row, maxRow here.
// Source: sqlite.org, "Run-Time Limit Categories".
const (
	limitLength = 0
	maxRow      = 8 << 20
)

// maxCards is the most cards that are looked at, to learn the decks of notes.
const maxCards = 200_000

var (
	errNoSQLite = errors.New("it is no SQLite database")
	errBroken   = errors.New("it is damaged or holds more than tables; let Anki check the collection (Tools, Check Database) and export it again")
)

// collection is what a database holds.
type collection struct {
	notes    []note
	problems []string
}

// kind is a type of notes.
type kind struct {
	name      string
	cloze     bool
	fields    []string
	templates []string // their question sides
}

// openCollection reads a database in memory. The SQL of its schema could do harm while
// it is merely read: views, generated columns and virtual tables run it. So SQLite may
// read the columns of plain tables, and nothing else.
func openCollection(data []byte) (c collection, err error) {
	if len(data) < 100 || !bytes.HasPrefix(data, []byte("SQLite format 3\x00")) {
		return collection{}, errNoSQLite
	}
	data = slices.Clone(data)
	data[18], data[19] = 1, 1 // write-ahead logs need a file; this is the journal's mode only
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	d := &sqlite.Driver{}
	// Anki's tables say that names are compared without their case by a collation of
	// its own; SQLite reads them only where one of that name is known.
	if err := d.RegisterCollationUtf8("unicase", compareFold); err != nil {
		return collection{}, fmt.Errorf("know Anki's collation: %w", err)
	}
	db := sql.OpenDB(memory{d})
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return collection{}, fmt.Errorf("open a database in memory: %w", err)
	}
	defer conn.Close()
	err = conn.Raw(func(raw any) error {
		d, ok := raw.(interface {
			sqlite.AuthorizerRegisterer
			Deserialize(data []byte) error
		})
		if !ok {
			return errors.New("the driver takes no database from memory")
		}
		if err := d.Deserialize(data); err != nil {
			return errBroken
		}
		return d.RegisterAuthorizer(mayRead)
	})
	if err != nil {
		return collection{}, err
	}
	// A generated column may call functions, such as one that makes a gigabyte.
	if _, err := sqlite.Limit(conn, limitLength, maxRow); err != nil {
		return collection{}, fmt.Errorf("bound the rows: %w", err)
	}
	q := &query{ctx: ctx, conn: conn}
	if err := q.schema(); err != nil {
		return collection{}, err
	}
	if c, err = q.collection(); err != nil && ctx.Err() != nil {
		return collection{}, errors.New("it takes too long to read")
	}
	return c, err
}

func compareFold(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) }

// memory opens an empty database in memory.
type memory struct{ driver *sqlite.Driver }

// Connect opens the database.
func (m memory) Connect(context.Context) (driver.Conn, error) {
	return m.driver.Open(":memory:?_defensive=1&_pragma=trusted_schema(0)&_pragma=temp_store(2)&_pragma=cell_size_check(1)")
}

// Driver is SQLite's.
func (m memory) Driver() driver.Driver { return m.driver }

// mayRead is what SQLite may do: select columns of tables, not through a view or a
// trigger, and without any function.
func mayRead(action sqlite.AuthorizerActionCode, _, _, _, view string) sqlite.AuthorizerReturnCode {
	if view == "" && (action == sqlite.AuthSelect || action == sqlite.AuthRead) {
		return sqlite.AuthorizerOK
	}
	return sqlite.AuthorizerDeny
}

// query asks one database.
type query struct {
	ctx    context.Context
	conn   *sql.Conn
	tables map[string]bool
}

// each runs a query and hands over its rows as texts; at most limit rows.
func (q *query) each(limit int, statement string, columns int, row func(values []string) error) error {
	rows, err := q.conn.QueryContext(q.ctx, statement)
	if err != nil {
		return errBroken
	}
	defer rows.Close()
	values, targets := make([]any, columns), make([]any, columns)
	for i := range values {
		targets[i] = &values[i]
	}
	texts := make([]string, columns)
	for n := 0; n < limit && rows.Next(); n++ {
		if err := rows.Scan(targets...); err != nil {
			return errBroken
		}
		for i, v := range values {
			texts[i] = text(v)
		}
		if err := row(texts); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return errBroken
	}
	return nil
}

// text is a value of any type, which SQLite allows in any column, as text.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return ""
}

// maxTables is the most entries of a schema; Anki's have about twenty.
const maxTables = 200

// schema learns the tables.
func (q *query) schema() error {
	q.tables = map[string]bool{}
	n := 0
	err := q.each(maxTables+1, "SELECT type, name, sql FROM sqlite_schema", 3, func(v []string) error {
		if n++; n > maxTables {
			return errBroken
		}
		plain := v[0] == "table" && !strings.Contains(strings.ToUpper(v[2]), "VIRTUAL")
		if plain && v[1] == strings.ToLower(v[1]) {
			q.tables[v[1]] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	if !q.tables["notes"] || !q.tables["col"] {
		return errors.New("it is a database, but none of Anki: it has no table of notes")
	}
	return nil
}

// collection reads types, decks, cards and notes.
func (q *query) collection() (c collection, err error) {
	kinds, decks := map[string]kind{}, map[string]string{}
	if q.tables["notetypes"] && q.tables["fields"] {
		if err := q.newer(kinds, decks); err != nil {
			return c, err
		}
	}
	if len(kinds) == 0 {
		if err := q.older(kinds, decks); err != nil {
			return c, err
		}
	}
	deckOf := map[string]string{}
	if q.tables["cards"] {
		err = q.each(maxCards, "SELECT nid, did, odid FROM cards", 3, func(v []string) error {
			if _, known := deckOf[v[0]]; !known {
				did := v[1]
				if v[2] != "" && v[2] != "0" {
					did = v[2] // a filtered deck holds it for a while
				}
				deckOf[v[0]] = decks[did]
			}
			return nil
		})
		if err != nil {
			return c, err
		}
	}
	unknown := 0
	err = q.each(source.MaxQuestions+1, "SELECT id, guid, mid, tags, flds FROM notes", 5, func(v []string) error {
		n := note{number: len(c.notes) + 1, guid: source.Clean(strings.ToValidUTF8(v[1], "")), html: true, deck: deckOf[v[0]], tags: strings.Fields(clean(v[3]))}
		k, known := kinds[v[2]]
		if !known {
			unknown++
		}
		n.kind, n.cloze = k.name, k.cloze
		values := strings.SplitN(clean(v[4]), "\x1f", maxFields+1)
		for i, value := range values {
			name := strconv.Itoa(i + 1)
			if i < len(k.fields) {
				name = k.fields[i]
			}
			n.fields = append(n.fields, entry{name, value})
		}
		n.reversed = k.reversed(n)
		c.notes = append(c.notes, n)
		return nil
	})
	if unknown > 0 {
		c.problems = append(c.problems, fmt.Sprintf("%d notes have a type that the package does not describe; their fields were taken in order", unknown))
	}
	return c, err
}

func clean(s string) string { return strings.ToValidUTF8(s, "\ufffd") }

// newer reads the tables that Anki has had since version 2.1.28.
func (q *query) newer(kinds map[string]kind, decks map[string]string) error {
	err := q.each(maxKinds, "SELECT id, name, config FROM notetypes", 3, func(v []string) error {
		k := kind{name: clean(v[1])}
		for number, value := range fields([]byte(v[2])) {
			if number == 1 && len(value) == 1 {
				k.cloze = value[0] == 1
			}
		}
		kinds[v[0]] = k
		return nil
	})
	if err != nil {
		return err
	}
	type named struct {
		kind string
		ord  int
		name string
	}
	var all []named
	err = q.each(maxKinds*maxFields, "SELECT ntid, ord, name FROM fields", 3, func(v []string) error {
		ord, _ := strconv.Atoi(v[1])
		all = append(all, named{v[0], ord, clean(v[2])})
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(all, func(a, b named) int { return cmp.Compare(a.ord, b.ord) })
	for _, f := range all {
		k := kinds[f.kind]
		if len(k.fields) < maxFields {
			k.fields = append(k.fields, f.name)
		}
		kinds[f.kind] = k
	}
	if q.tables["templates"] {
		err = q.each(maxKinds*10, "SELECT ntid, config FROM templates", 2, func(v []string) error {
			for number, value := range fields([]byte(v[1])) {
				if number == 1 {
					k := kinds[v[0]]
					k.templates = append(k.templates, clean(string(value)))
					kinds[v[0]] = k
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if !q.tables["decks"] {
		return nil
	}
	return q.each(maxKinds, "SELECT id, name FROM decks", 2, func(v []string) error {
		decks[v[0]] = strings.ReplaceAll(clean(v[1]), "\x1f", "::")
		return nil
	})
}

// maxKinds is the most types of notes, and the most decks.
const maxKinds = 5000

// older reads the JSON of the table col.
func (q *query) older(kinds map[string]kind, decks map[string]string) error {
	return q.each(1, "SELECT models, decks FROM col", 2, func(v []string) error {
		var models map[string]struct {
			Name   string `json:"name"`
			Type   int    `json:"type"`
			Fields []struct {
				Name string `json:"name"`
			} `json:"flds"`
			Templates []struct {
				Question string `json:"qfmt"`
			} `json:"tmpls"`
		}
		if err := json.Unmarshal([]byte(v[0]), &models); err != nil {
			return errors.New("its types of notes cannot be read; export it again")
		}
		for id, m := range models {
			k := kind{name: m.Name, cloze: m.Type == 1}
			for _, f := range m.Fields[:min(len(m.Fields), maxFields)] {
				k.fields = append(k.fields, f.Name)
			}
			for _, t := range m.Templates {
				k.templates = append(k.templates, t.Question)
			}
			kinds[id] = k
		}
		var names map[string]struct {
			Name string `json:"name"`
		}
		if err := json.Unmarshal([]byte(v[1]), &names); err != nil {
			return errors.New("its decks cannot be read; export it again")
		}
		for id, d := range names {
			decks[id] = d.Name
		}
		return nil
	})
}

// reversed says whether a card of the note asks its answer: whether the question side
// of a template shows the answer's field and not the question's, and the field that
// the template may depend on is filled.
func (k kind) reversed(n note) bool {
	asks, answers := n.sides()
	if answers < 0 || len(k.templates) < 2 {
		return false
	}
	for _, t := range k.templates[:min(len(k.templates), 10)] {
		if !strings.Contains(t, "{{"+n.fields[answers].name+"}}") || strings.Contains(t, "{{"+n.fields[asks].name+"}}") {
			continue
		}
		shown := true
		for _, f := range n.fields {
			if strings.Contains(t, "{{#"+f.name+"}}") && strings.TrimSpace(f.value) == "" {
				shown = false
			}
		}
		if shown {
			return true
		}
	}
	return false
}
