package web

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"unicode/utf8"

	"studybot/bot/chat"
)

// maxUpload bounds a request with files.
const maxUpload = chat.MaxFiles*chat.MaxFile + 64<<10

// upload is files that somebody sends into the private conversation.
type upload struct {
	as, place string
	files     []chat.File
}

// files takes a form as browsers send it: as and place, then the files.
func (p *Playground) files(w http.ResponseWriter, r *http.Request) {
	u, err := readUpload(w, r)
	var out answer
	if err == nil {
		out, err = p.given(r.Context(), u)
	}
	if err != nil {
		p.fail(w, err)
		return
	}
	p.write(w, http.StatusOK, out)
}

func readUpload(w http.ResponseWriter, r *http.Request) (upload, error) {
	var u upload
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	parts, err := r.MultipartReader()
	if err != nil {
		return u, refuse(http.StatusUnsupportedMediaType, "Files come as a form.")
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return u, nil
		}
		if err != nil {
			return u, tooMuch(err)
		}
		if err := u.take(part); err != nil {
			return u, err
		}
	}
}

// take reads one part of the form.
func (u *upload) take(part *multipart.Part) error {
	limit := int64(chat.MaxFile)
	if part.FormName() != "file" {
		limit = 100
	}
	data, err := io.ReadAll(io.LimitReader(part, limit+1))
	if err != nil {
		return tooMuch(err)
	}
	if int64(len(data)) > limit {
		return refuse(http.StatusRequestEntityTooLarge, "A file may have 8 MB at most.")
	}
	switch part.FormName() {
	case "as":
		u.as = string(data)
	case "place":
		u.place = string(data)
	case "file":
		if len(u.files) == chat.MaxFiles {
			return refuse(http.StatusRequestEntityTooLarge, "Send at most 4 files at a time.")
		}
		name, _ := chat.Cut(strings.ToValidUTF8(part.FileName(), ""), 100)
		u.files = append(u.files, chat.File{Name: name, Type: part.Header.Get("Content-Type"), Data: data})
	default:
		return refuse(http.StatusBadRequest, "That was not understood.")
	}
	return nil
}

func tooMuch(err error) error {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return refuse(http.StatusRequestEntityTooLarge, "That is too much at once. Send fewer files.")
	}
	return refuse(http.StatusBadRequest, "The files did not arrive whole. Please send them again.")
}

// given hands files to the bot; their names are echoed to whoever sent them.
func (p *Playground) given(ctx context.Context, u upload) (answer, error) {
	who, err := p.acting(u.as)
	if err != nil {
		return answer{}, err
	}
	if u.place != dmOf(who.ID) {
		return answer{}, refuse(http.StatusConflict, "Files go to studybot alone: open Messages and send them there.")
	}
	if len(u.files) == 0 {
		return answer{}, refuse(http.StatusBadRequest, "There is no file in that.")
	}
	var names []string
	for _, f := range u.files {
		names = append(names, f.Name)
	}
	text := "Sent " + strings.Join(names, ", ")
	if utf8.RuneCountInString(text) > maxCommand {
		text, _ = chat.Cut(text, maxCommand)
	}
	echo := viewOf(p.history.add(entry{place: u.place, reader: who.ID, at: p.settings.Clock.Now(), by: who.ID, text: text}), who.ID)
	out := p.ask(ctx, asked{person: who, place: u.place, action: chat.SentFiles(), files: u.files})
	out.Entries = append([]entryView{echo}, out.Entries...)
	return out, nil
}
