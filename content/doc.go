// Package content turns folders of YAML into study.Pack values: the packs that
// are built in (packs/) and those of an owner. docs/packs.md explains the format,
// schema/ describes it for editors.
//
// It must not know conversations, platforms, stores or clocks: it reads files and
// says what is wrong in them, every error at once, with file and line. Text of a
// pack is data; nothing in it is run, fetched or included.
package content
