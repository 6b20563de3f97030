package webtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"

	"studybot/bot/chat"
	"studybot/bot/chat/chattest"
)

// Block is one piece of a card's body.
type Block struct {
	Lead, Text string
	Items      []struct {
		Lead, Text string
		At         int64
		Done       *bool
	}
}

// Card is what the bot says, as the page gets it.
type Card struct {
	Title  string  `json:"title"`
	Note   string  `json:"note"`
	Body   []Block `json:"body"`
	Fields []struct {
		Name, Value string
		At          int64
	} `json:"fields"`
	Images []struct{ Alt, Src string }   `json:"images"`
	Files  []struct{ Name, Href string } `json:"files"`
	Rows   [][]Control                   `json:"rows"`
}

// Control is a button, a menu or a link of a card.
type Control struct {
	Label, Path, Kind string
	Options           []chat.Option
}

// Entry is one thing that was said.
type Entry struct {
	ID    string `json:"id"`
	Place string `json:"place"`
	Aside bool   `json:"aside"`
	Gone  bool   `json:"gone"`
	// Text is a typed command; else Card is set.
	Text string `json:"text"`
	Card *Card  `json:"card"`
}

// Form is what the page holds in its dialog.
type Form struct {
	ID     string  `json:"id"`
	Title  string  `json:"title"`
	Intro  []Block `json:"intro"`
	Inputs []struct {
		Name, Label, Hint string
		Options           []chat.Option
		Value             []string
	} `json:"inputs"`
	wrong map[string]string
}

// Answer is what the page gets to a request.
type Answer struct {
	Entries []Entry           `json:"entries"`
	Form    *Form             `json:"form"`
	Invalid map[string]string `json:"invalid"`
	Choices []chat.Option     `json:"choices"`
	Problem string            `json:"problem"`
}

// Post sends a request of the page at base, such as "http://127.0.0.1:8790/", and
// returns its answer and HTTP status.
func Post(base, what string, body any) (Answer, int, error) {
	data, err := json.Marshal(body)
	if err != nil {
		return Answer{}, 0, err
	}
	res, err := http.Post(base+"api/"+what, "application/json", bytes.NewReader(data))
	if err != nil {
		return Answer{}, 0, err
	}
	defer res.Body.Close()
	var a Answer
	return a, res.StatusCode, json.NewDecoder(res.Body).Decode(&a)
}

// Give sends files as the page does, into the place, and returns the answer and
// HTTP status.
func Give(base, person, place string, files []chat.File) (Answer, int, error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	err := errors.Join(form.WriteField("as", person), form.WriteField("place", place))
	for _, f := range files {
		part, failed := form.CreateFormFile("file", f.Name)
		if failed == nil {
			_, failed = part.Write(f.Data)
		}
		err = errors.Join(err, failed)
	}
	if err := errors.Join(err, form.Close()); err != nil {
		return Answer{}, 0, err
	}
	res, err := http.Post(base+"api/files", form.FormDataContentType(), &body)
	if err != nil {
		return Answer{}, 0, err
	}
	defer res.Body.Close()
	var a Answer
	return a, res.StatusCode, json.NewDecoder(res.Body).Decode(&a)
}

// Entries is what the person sees, oldest first.
func Entries(base, person string) ([]Entry, error) {
	res, err := http.Get(base + "api/state?as=" + url.QueryEscape(person))
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	var state struct {
		Entries []Entry `json:"entries"`
	}
	return state.Entries, json.NewDecoder(res.Body).Decode(&state)
}

// Words is all the text of the card in reading order.
func (c *Card) Words() string {
	parts := append([]string{c.Title}, wordsOf(c.Body)...)
	for _, f := range c.Fields {
		parts = append(parts, f.Name, f.Value, instant(f.At))
	}
	return joined(append(parts, c.Note))
}

func wordsOf(blocks []Block) []string {
	var parts []string
	for _, b := range blocks {
		parts = append(parts, b.Lead, b.Text)
		for _, it := range b.Items {
			if it.Done != nil {
				parts = append(parts, map[bool]string{true: "☑", false: "☐"}[*it.Done])
			}
			parts = append(parts, it.Lead, it.Text, instant(it.At))
		}
	}
	return parts
}

func joined(parts []string) string {
	var b strings.Builder
	for _, p := range parts {
		if p != "" {
			b.WriteString(p + "\n")
		}
	}
	return strings.TrimSpace(b.String())
}

func instant(ms int64) string {
	if ms == 0 {
		return ""
	}
	return chattest.Instant(time.UnixMilli(ms))
}
