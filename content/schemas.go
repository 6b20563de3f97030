package content

import "io/fs"

// Schemas are the JSON Schemas of a pack's files, for editors: pack.schema.json for
// all files but the questions, and question.schema.json.
func Schemas() (fs.FS, error) { return fs.Sub(embedded, "schema") }
