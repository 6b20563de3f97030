package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"studybot/adapters/web"
	"studybot/bot/chat"
)

// TestPage uses the page as people do, in one Chromium, each part with a
// playground and a tab of its own.
func TestPage(t *testing.T) {
	browser := newBrowser(t)
	for _, part := range []struct {
		name string
		walk func(*testing.T, context.Context)
	}{
		{"with the keyboard alone", walkByKeyboard},
		{"a form keeps what was typed", walkForm},
		{"a menu with the keyboard", walkMenu},
		{"completion", walkCompletion},
		{"arguments", walkArguments},
		{"private is private", walkPeople},
		{"the clock", walkClock},
		{"pictures and files", walkPictures},
		{"files are sent and dropped", walkFiles},
		{"hostile text is text", walkHostile},
		{"order, edits and threads", walkOrder},
		{"the stream comes back", walkReconnect},
		{"a narrow window and a large zoom", walkNarrow},
		{"the page ends with the window", walkLong},
		{"a changed card is in sight", walkChanged},
		{"a list of bars compares", walkBars},
		{"no barrier that a checker finds", walkAxe},
	} {
		t.Run(part.name, func(t *testing.T) { part.walk(t, browser) })
	}
}

func walkByKeyboard(t *testing.T, browser context.Context) {
	s := newStory(t)
	v := visit(t, browser, s.URL())
	v.key(kb.Tab)
	if got := v.focused(); !strings.Contains(got, "Skip to the messages") {
		t.Errorf("the first Tab reaches %q", got)
	}
	v.tabTo("Next post")
	v.key(kb.Enter)
	v.sees("Question of 2 March")
	v.heard("1 new post in #ml-study")
	v.tabTo("Answer")
	v.key(kb.Enter)
	v.until("the form is open and holds the focus", `document.activeElement.matches('dialog[open] textarea')`)
	if got := v.focused(); !strings.Contains(got, "In your own words") {
		t.Errorf("the form starts at %q", got)
	}
	for range 12 { // the focus never leaves the dialog for the page behind it
		v.key(kb.Tab)
		if !look[bool](v, `document.activeElement === document.body || !!document.activeElement.closest('dialog')`) {
			t.Fatalf("the focus leaves the form: %q", v.focused())
		}
	}
	v.tabTo("In your own words")
	v.key("Compare both, by entity and hour.")
	v.tabTo("Show the key points")
	v.key(kb.Enter)
	v.sees("Key points")
	v.heard("only you can see this: Key points")
	v.until("the form is closed and the focus is back on its button", `!document.querySelector('dialog[open]') && document.activeElement.textContent.includes('Answer')`)
	told := s.told()
	if e := told[len(told)-1]; e.Value("answer") != "Compare both, by entity and hour." || e.Post.ID == "" {
		t.Errorf("the form arrived as %+v", e)
	}
	v.tabTo("4 · Solid")
	v.key(" ")
	v.sees("Kept: you rated this 4")

	other := visit(t, browser, s.URL()+"#/bob/c/study")
	other.sees("Question of 2 March")
	other.seesNot("Key points")
	other.seesNot("Compare both")
}

func walkForm(t *testing.T, browser context.Context) {
	s := newStory(t)
	v := visit(t, browser, s.URL())
	v.press("Next post")
	v.sees("Question of 2 March")
	v.press("Answer")
	v.until("the form", `document.activeElement.matches('dialog[open] textarea')`)
	v.key(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl))
	v.until("the error", `document.activeElement.getAttribute('aria-invalid') === 'true' && document.getElementById('input-0-error').textContent.includes('Please write something')`)
	if got := look[string](v, `document.activeElement.getAttribute('aria-describedby')`); !strings.Contains(got, "input-0-error") {
		t.Errorf("the field is described by %q", got)
	}
	v.key("a wrong idea")
	v.key(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl))
	v.until("the handler's sentence", `document.querySelector('dialog').innerText.includes('Please say it another way.')`)
	if got := look[string](v, `document.querySelector('textarea').value.trim()`); got != "a wrong idea" {
		t.Errorf("a refused form holds %q", got)
	}
	const counts = `document.querySelector('dialog .count').textContent`
	for left, want := range map[int]string{25: "", 24: "24 characters left", 1: "1 character left", -1: "1 character too many"} {
		look[bool](v, fmt.Sprintf(`(() => { const a = document.querySelector('textarea'); a.value = a.value.padEnd(250, 'x').slice(0, 250 - %d).padEnd(250 - %d, 'x'); a.dispatchEvent(new Event('input')); return true; })()`, left, left))
		if got := look[string](v, counts); got != want {
			t.Errorf("with %d left the form says %q", left, got)
		}
	}
	v.key(kb.Escape)
	v.until("the form is closed", `!document.querySelector('dialog[open]')`)
	v.press("Answer")
	v.until("the form holds what was typed", `document.querySelector('dialog[open] textarea')?.value.includes('a wrong idea') && document.querySelector('dialog').innerText.includes('still here')`)
}

func walkMenu(t *testing.T, browser context.Context) {
	s := newStory(t)
	v := visit(t, browser, s.URL())
	v.command("plan")
	v.sees("Your plan")
	v.tabTo("Rate the first item", chromedp.KeyModifiers(chromedp.ModifierShift))
	v.key(kb.ArrowDown)
	v.until("the menu", `document.activeElement.getAttribute('role') === 'menuitem'`)
	v.key(kb.Escape)
	v.until("the menu is closed", `document.activeElement.getAttribute('aria-expanded') === 'false'`)
	v.key(kb.Enter)
	v.key(kb.End)
	v.key(kb.ArrowUp)
	if got := v.focused(); !strings.Contains(got, "With gaps") {
		t.Errorf("the menu is at %q", got)
	}
	v.key(kb.Enter)
	v.sees("you rated this 3")
	v.press("Tick the second")
	v.until("the update", `document.querySelectorAll('#entries .mark.done').length === 2`)
}

func walkCompletion(t *testing.T, browser context.Context) {
	s := newStory(t)
	v := visit(t, browser, s.URL())
	v.do(chromedp.Focus(chromedp.ID("composer-input")))
	v.key("sc")
	v.until("one suggestion", `document.querySelectorAll('#suggestions li').length === 1`)
	v.key(kb.ArrowDown)
	v.until("it is active", `document.activeElement.getAttribute('aria-activedescendant') === 'suggestion-0'`)
	v.key(kb.Enter)
	v.key("@b")
	v.until("a person", `document.querySelector('#suggestions li')?.textContent.includes('@Bob')`)
	v.key(kb.ArrowDown)
	v.key(kb.Enter)
	v.key(kb.Enter)
	v.sees("The score of bob")
	// Without a word it is what /study alone is, and no list covers the answer.
	look[bool](v, `(document.querySelector('#composer [type=submit]').click(), true)`)
	v.sees("What I can do")
	v.until("no list", `document.getElementById('suggestions').hidden`)
}

// An argument is completed by keyboard: people for one kind, what the bot suggests
// for the other.
func walkArguments(t *testing.T, browser context.Context) {
	s := newStory(t)
	v := visit(t, browser, s.URL())
	v.do(chromedp.Focus(chromedp.ID("composer-input")))
	v.key("ass")
	v.until("the command", `document.querySelector('#suggestions li')?.textContent.startsWith('assess [area]')`)
	v.key(kb.ArrowDown)
	v.key(kb.Enter)
	v.until("all areas at once", `document.querySelectorAll('#suggestions li').length === 3`)
	v.until("the list says what it is about", `document.getElementById('suggestions').getAttribute('aria-label') === 'Go straight to this area (or just press Enter)'`)
	v.shot("completion-of-an-argument")
	v.key("TIME s")
	v.until("one area", `document.querySelectorAll('#suggestions li').length === 1`)
	v.key(kb.ArrowDown)
	v.until("it is active", `document.activeElement.getAttribute('aria-activedescendant') === 'suggestion-0'`)
	v.key(kb.Enter)
	v.until("the value is typed", `document.getElementById('composer-input').value === 'assess time series' && document.getElementById('suggestions').hidden`)
	v.key(kb.Enter)
	v.sees("You rate the area time series.")

	// A command that may have an argument is sent without one by Enter alone.
	v.key("assess ")
	v.until("the areas", `document.querySelectorAll('#suggestions li').length === 3`)
	v.key(kb.Enter)
	v.sees("You rate the area .")
	v.until("no list", `document.getElementById('suggestions').hidden`)

	v.key("/study score ")
	v.until("everybody", `document.querySelectorAll('#suggestions li').length === 3`)
	v.key("chi")
	v.until("one person", `document.querySelectorAll('#suggestions li').length === 1`)
	v.key(kb.ArrowUp)
	v.key(kb.Enter)
	v.key(kb.Enter)
	v.sees("The score of chi")
}

func walkPeople(t *testing.T, browser context.Context) {
	s := newStory(t)
	v := visit(t, browser, s.URL())
	v.command("score")
	v.sees("The score of ada")
	send(t, s, chat.Place{Team: web.Team, Member: "bob"}, *words("A digest for Bob"))
	v.until("Bob has news", `document.querySelector('#people').innerText.includes('1')`)
	v.press("Bob")
	v.until("being Bob", `document.title.includes('Bob') && location.hash === '#/bob/c/study'`)
	v.seesNot("The score of ada")
	v.seesNot("A digest")
	v.press("Messages")
	v.sees("A digest for Bob")
	v.press("Home")
	v.sees("Your board, bob")
	v.press("Ada")
	v.sees("Your board, ada")
	v.seesNot("Your board, bob")
	v.press("ml-study")
	v.sees("The score of ada")
}

func walkClock(t *testing.T, browser context.Context) {
	s := newStory(t)
	s.clock.gate = make(chan struct{})
	v := visit(t, browser, s.URL())
	v.until("the time", `document.getElementById('now').textContent.includes('2 Mar 2026, 08:00') && document.getElementById('zone').textContent.includes('Europe/Berlin')`)
	v.press("Next week")
	v.until("it moves", `!document.getElementById('progress').hidden && document.querySelector('[data-step]').getAttribute('aria-disabled') === 'true'`)
	close(s.clock.gate)
	v.until("it stands", `document.getElementById('progress').hidden && document.getElementById('hint').textContent.includes('7 new posts in #ml-study')`)
	v.until("the new time", `document.getElementById('now').textContent.includes('9 Mar 2026, 08:00')`)
	v.press("+1 hour")
	v.sees("Question of 9 March")
	v.press("Next day")
	v.sees("Question of 10 March")
	v.until("no link to where the reader is", `document.getElementById('hint').textContent.includes('1 new post in #ml-study') && document.querySelectorAll('#hint a').length === 0`)
	v.command("long")
	v.sees("A long plan")
	look[bool](v, `(document.getElementById('scroll').scrollTop = 0, true)`)
	v.press("Next day")
	v.until("a link to what is out of sight", `document.querySelector('#hint a')?.textContent === 'Show it'`)
	look[bool](v, `(document.querySelector('#hint a').click(), true)`)
	v.until("the post is in sight, and the focus", `document.activeElement.innerText.includes('Question of 11 March') && document.activeElement.getBoundingClientRect().top < innerHeight`)
	if made := s.clock.made(); len(made) != 4 {
		t.Errorf("the clock was moved to %v", made)
	}
}

func walkPictures(t *testing.T, browser context.Context) {
	s := newStory(t)
	v := visit(t, browser, s.URL())
	v.command("score")
	v.until("the picture", `[...document.querySelectorAll('#entries figure img')].some((im) => im.complete && im.naturalWidth === 640 && im.alt.includes('radar of five categories'))`)
	v.command("export")
	v.until("the hint", `document.getElementById('hint').textContent.includes('private conversation')`)
	v.press("Messages")
	v.sees("my-data.json")
	got := look[string](v, `document.querySelector('#entries a.file').getAttribute('download')`)
	if got != "my-data.json" {
		t.Errorf("the file is saved as %q", got)
	}
	status, body := request(t, "GET", strings.TrimSuffix(s.URL(), "/")+look[string](v, `document.querySelector('#entries a.file').getAttribute('href')`), "", nil)
	if status != 200 || body != `{"you":"ada"}` {
		t.Errorf("the file is %d %q", status, body)
	}
}

func walkHostile(t *testing.T, browser context.Context) {
	s := newStory(t)
	v := visit(t, browser, s.URL())
	v.command("evil " + `<img/src=x/onerror=document.title='owned'>`)
	v.sees(`<script>document.title='owned'</script>`)
	v.press("Form")
	v.until("the form", `document.querySelector('dialog[open]')`)
	v.key(kb.Escape)
	if look[bool](v, `document.querySelectorAll('#entries script, #entries [onerror], #entries img[src="x"]').length > 0 || document.title === 'owned'`) {
		t.Error("text became markup")
	}
	if !look[bool](v, `(() => { try { document.body.insertAdjacentHTML('beforeend', '<b>x</b>'); return false; } catch { return true; } })()`) {
		t.Error("the browser would turn text into markup if somebody's code asked for it")
	}
}

func walkOrder(t *testing.T, browser context.Context) {
	s := newStory(t)
	v := visit(t, browser, s.URL())
	channel := chat.Place{Team: web.Team, Channel: "study"}
	first := send(t, s, channel, *words("first"))
	send(t, s, channel, *words("second"))
	thread := channel
	thread.Thread = first.ID
	send(t, s, thread, *words("below the first"))
	if err := s.Edit(t.Context(), first, *words("first, edited")); err != nil {
		t.Fatal(err)
	}
	v.sees("first, edited")
	v.sees("below the first")
	text := look[string](v, `[...document.querySelectorAll('#entries .card')].map((c) => c.innerText).join('|')`)
	if text != "first, edited|below the first|second" {
		t.Errorf("the order is %q", text)
	}
	v.do(chromedp.Reload())
	v.until("the same after a reload", `[...document.querySelectorAll('#entries .card')].map((c) => c.innerText).join('|') === 'first, edited|below the first|second'`)
}

func walkReconnect(t *testing.T, browser context.Context) {
	s := newStory(t)
	target, err := url.Parse(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	between := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }})
	t.Cleanup(func() { // Close alone would wait for the page's stream
		between.CloseClientConnections()
		between.Close()
	})
	v := visit(t, browser, between.URL+"/")
	channel := chat.Place{Team: web.Team, Channel: "study"}
	send(t, s, channel, *words("before"))
	v.sees("before")
	// The connections are cut, as by a sleeping computer.
	between.CloseClientConnections()
	send(t, s, channel, *words("meanwhile"))
	v.sees("meanwhile")
	if n := look[int](v, `document.querySelectorAll('#entries .card').length`); n != 2 {
		t.Errorf("%d messages, want 2", n)
	}
}

func walkNarrow(t *testing.T, browser context.Context) {
	s := newStory(t)
	v := visit(t, browser, s.URL())
	v.size(360, 740)
	v.command("help")
	v.sees("What I can do")
	v.command("score")
	v.sees("The score of ada")
	for _, size := range [][2]int64{{360, 740}, {640, 400}, {320, 256}} { // 1280 wide at 200 % and at 400 %
		v.size(size[0], size[1])
		if wide := look[int](v, `document.scrollingElement.scrollWidth - innerWidth`); wide > 0 {
			t.Errorf("at %d pixels the page is %d too wide", size[0], wide)
		}
	}
	v.size(360, 740)
	look[bool](v, `(document.getElementById('toggle').focus(), true)`)
	v.key(kb.Enter)
	v.until("the side", `document.getElementById('toggle').getAttribute('aria-expanded') === 'true'`)
	v.press("Home")
	v.sees("Your board, ada")
	v.until("the side is closed", `document.getElementById('toggle').getAttribute('aria-expanded') === 'false'`)
}

// walkLong draws cards that are taller than the window: the conversation
// scrolls, the page does not.
func walkLong(t *testing.T, browser context.Context) {
	s := newStory(t)
	v := visit(t, browser, s.URL())
	v.command("long")
	v.sees("A long plan")
	v.command("plan")
	v.sees("Your plan")
	for _, size := range [][2]int64{{1280, 800}, {360, 740}, {640, 500}} { // the last is 1280 by 1000 at 200 %
		v.size(size[0], size[1])
		if over := look[int](v, `document.scrollingElement.scrollHeight - document.scrollingElement.clientHeight`); over != 0 {
			t.Errorf("at %v the page is %d pixels taller than its window", size, over)
		}
		if !look[bool](v, `(() => { const s = document.getElementById('scroll'); return s.scrollHeight > s.clientHeight + 1000; })()`) {
			t.Errorf("at %v the conversation does not scroll", size)
		}
	}
	// With little height the page scrolls as a whole, but not beyond its content.
	v.size(640, 400)
	if empty := look[float64](v, `document.scrollingElement.scrollHeight - document.body.getBoundingClientRect().height`); empty > 1 {
		t.Errorf("the page goes on for %v empty pixels", empty)
	}
}

// walkChanged uses controls of cards that are out of sight, as a keyboard can.
func walkChanged(t *testing.T, browser context.Context) {
	s := newStory(t)
	v := visit(t, browser, s.URL())
	v.command("plan")
	v.sees("Your plan")
	v.command("long")
	v.sees("A long plan")
	v.command("help")
	v.sees("What I can do")
	const inside = `((label) => {
		const said = [...document.querySelectorAll('.said')].find((s) => s.querySelector('h3')?.textContent.startsWith(label));
		if (!said) return false;
		const a = said.getBoundingClientRect(), b = document.getElementById('scroll').getBoundingClientRect();
		return a.top >= b.top && a.top < b.bottom && (a.bottom <= b.bottom || a.height > b.height) && said.contains(document.activeElement);
	})`
	v.press("Tick the second")
	v.until("the short card is in sight, and the focus", `document.querySelectorAll('.mark.done').length > 1 && `+inside+`('Your plan')`)
	if got := v.focused(); !strings.Contains(got, "Tick the second") {
		t.Errorf("the focus is on %q", got)
	}
	v.press("Lengthen it")
	v.until("the long card is in sight from its start", inside+`('A long plan and more')`)
	v.press("Lengthen it") // the same card again: the reader stays at its control
	v.until("the used control is in sight", `(() => {
		const a = [...document.querySelectorAll('.control')].find((c) => c.innerText.includes('Lengthen it')).getBoundingClientRect(), b = document.getElementById('scroll').getBoundingClientRect();
		return a.top >= b.top && a.bottom <= b.bottom;
	})()`)
}

func walkBars(t *testing.T, browser context.Context) {
	s := newStory(t)
	v := visit(t, browser, s.URL())
	v.command("spread")
	v.sees("Could teach it")
	v.size(360, 740)
	const edges = `new Set([...document.querySelectorAll('.compared li > span:last-child')].map((e) => Math.round(e.getBoundingClientRect().left))).size`
	if n := look[int](v, edges); n != 1 {
		t.Errorf("the bars begin at %d places", n)
	}
	if got := look[string](v, `(() => { const li = document.querySelector('.compared li').cloneNode(true); li.querySelectorAll('[aria-hidden]').forEach((e) => e.remove()); return li.textContent; })()`); got != "5 · Could teach it: 4" {
		t.Errorf("a screen reader says %q", got)
	}
}

// walkAxe lets axe-core look at the page in each state and each scheme.
// dropOn drops a file on the conversation, as a hand does.
func dropOn(name, text string) string {
	return fmt.Sprintf(`(() => {
		const data = new DataTransfer();
		data.items.add(new File([%q], %q));
		for (const step of ['dragenter', 'dragover', 'drop']) {
			const e = new DragEvent(step, { dataTransfer: data, bubbles: true, cancelable: true });
			if (document.getElementById('entries').dispatchEvent(e)) throw new Error(step + ' would leave the page');
		}
		return !document.getElementById('main').classList.contains('drop');
	})()`, text, name)
}

func walkFiles(t *testing.T, browser context.Context) {
	s := newStory(t)
	v := visit(t, browser, s.URL())
	if !look[bool](v, `document.getElementById('attach').hidden`) {
		t.Error("files can be sent into a channel")
	}
	look[bool](v, dropOn("quiz.md", "two questions"))
	v.heard("Files go to studybot alone")
	if len(s.told()) > 0 {
		t.Errorf("a file that was dropped on a channel arrived: %+v", s.told())
	}
	v.press("Messages")
	v.until("the button for files", `!document.getElementById('attach').hidden`)
	if !look[bool](v, dropOn("quiz.md", "two questions")) {
		t.Error("the page still shows that something is being dropped")
	}
	v.sees("Sent quiz.md")
	v.sees("I found two questions in quiz.md")
	v.press("Publish")
	v.sees("Saved for")

	// With the keyboard: the button opens the browser's own window for files.
	path := filepath.Join(t.TempDir(), "second <b>.md")
	if err := os.WriteFile(path, []byte("one question"), 0o600); err != nil {
		t.Fatal(err)
	}
	v.tabTo("Send files")
	look[bool](v, `(window.asked = false, document.getElementById('files').addEventListener('click', (e) => { window.asked = true; e.preventDefault(); }), true)`)
	v.key(kb.Enter)
	v.until("the window for files", `window.asked`)
	v.do(chromedp.SetUploadFiles(chromedp.ID("files"), []string{path}))
	v.sees("I found one question in second <b>.md")
	told := s.told()
	if e := told[len(told)-1]; e.Action.Verb != "import" || !e.Private || len(e.Files) != 1 {
		t.Errorf("it arrived as %+v", e)
	}
	other := visit(t, browser, s.URL()+"#/bob/messages")
	other.until("an empty conversation", `!document.getElementById("empty").hidden`)
	other.seesNot("second")
}

func walkAxe(t *testing.T, browser context.Context) {
	s := newStory(t)
	script, err := os.ReadFile("testdata/axe/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	v := visit(t, browser, s.URL())
	check := func(state string) {
		t.Helper()
		for _, scheme := range []string{"light", "dark"} {
			v.scheme(scheme)
			found, err := chromedp.Run(v.ctx, chromedp.Evaluate[string](`(async () => {
				if (!window.axe) { `+string(script)+` }
				const done = () => document.getAnimations().every((a) => a.playState === 'finished');
				for (let i = 0; i < 100 && !done(); i++) await new Promise((r) => setTimeout(r, 20));
				const result = await axe.run(document, { resultTypes: ['violations'] });
				return JSON.stringify(result.violations.map((v) => ({ id: v.id, impact: v.impact, nodes: v.nodes.map((n) => n.html + ' ' + n.failureSummary).slice(0, 4) })));
			})()`, chromedp.EvalAwaitPromise))
			if err != nil {
				t.Fatal(err)
			}
			var violations []struct {
				ID, Impact string
				Nodes      []string
			}
			if err := json.Unmarshal([]byte(found), &violations); err != nil {
				t.Fatal(err)
			}
			for _, f := range violations {
				t.Errorf("%s, %s: %s (%s)\n  %s", state, scheme, f.ID, f.Impact, strings.Join(f.Nodes, "\n  "))
			}
		}
	}
	check("the start")
	v.press("Next post")
	v.sees("Question of 2 March")
	v.command("score")
	v.command("help")
	v.command("plan")
	v.sees("Your plan")
	check("messages")
	v.press("Rate the first item")
	v.until("the menu", `document.querySelector('[role=menu]:not([hidden])')`)
	check("a menu")
	v.key(kb.Escape)
	look[bool](v, `(document.getElementById('all').click(), true)`)
	check("the commands")
	v.key("assess ")
	v.until("the areas", `document.querySelectorAll('#suggestions li').length === 3`)
	check("the choices of an argument")
	v.key(kb.Escape)
	look[bool](v, `(document.getElementById('composer-input').value = '', true)`)
	v.command("settings")
	v.until("the form", `document.querySelector('dialog[open]')`)
	look[bool](v, `(document.querySelector('dialog form').requestSubmit(), true)`)
	v.until("an error", `document.querySelector('.error:not([hidden])')`)
	check("a form with an error")
	v.key(kb.Escape)
	v.command("export")
	v.press("Messages")
	v.sees("my-data.json")
	look[bool](v, dropOn("quiz.md", "three questions"))
	v.sees("I found three questions in quiz.md")
	check("private messages")
	v.press("Home")
	v.sees("Your board")
	check("the home page")
	v.size(360, 740)
	look[bool](v, `(document.getElementById('toggle').click(), true)`)
	check("a narrow window")
}
