package web_test

import (
	"testing"
	"time"

	"studybot/adapters/web"
	"studybot/adapters/web/webtest"
	"studybot/bot/chat"
	"studybot/bot/chat/chattest"
)

func TestConformance(t *testing.T) { chattest.Run(t, harness{}) }

// harness acts through the same requests that the page makes.
type harness struct{}

func (harness) Start(t *testing.T, handle chat.Handler) chattest.Scene {
	s := &story{clock: newStoryClock(t), log: &lockedBuffer{}}
	s.clock.set(time.Now())
	serve(t, s, handle)
	return webtest.NewScene(s.URL(), chattest.Stage{Platform: s.Playground, Team: web.Team, Channel: "study", Ann: "ada", Bob: "bob"})
}

// answered is the page's answer.
type answered = webtest.Answer

// post sends a request of the page.
func post(p *web.Playground, what string, body any) (answered, int, error) {
	return webtest.Post(p.URL(), what, body)
}

// entries is what the person sees.
func entries(p *web.Playground, person string) ([]webtest.Entry, error) {
	return webtest.Entries(p.URL(), person)
}
