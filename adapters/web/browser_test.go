package web_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

var shots = flag.String("shots", "", "folder for screenshots of the walks")

// patience ends a wait that would never end; it measures nothing.
const patience = 30 * time.Second

// newBrowser starts a Chromium of its own for the test.
func newBrowser(t *testing.T) context.Context {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Fatal("these tests need a Chromium: install it with `apt-get install chromium` (Debian) or from your system's packages, and see that it is on the PATH")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(1280, 800),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "en-GB"))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, end := chromedp.NewContext(allocator)
	t.Cleanup(func() { end(); stop() })
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	return ctx
}

// visitor is somebody with a page open.
type visitor struct {
	t   *testing.T
	ctx context.Context
	url string
}

// visit opens the playground in a new tab.
func visit(t *testing.T, browser context.Context, url string) *visitor {
	t.Helper()
	ctx, end := chromedp.NewContext(browser)
	t.Cleanup(end)
	// The first run opens the tab, which lives as long as that run's context.
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("open a tab: %v", err)
	}
	v := &visitor{t: t, ctx: ctx, url: url}
	v.do(chromedp.Navigate(url))
	v.until("the page is drawn", `document.querySelectorAll('#channels a').length > 0`)
	return v
}

func (v *visitor) do(steps ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		v.t.Fatalf("the browser: %v", err)
	}
}

func look[T any](v *visitor, script string) T {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[T](script))
	if err != nil {
		v.t.Fatalf("look at %s: %v", script, err)
	}
	return got
}

// until waits for the script to be true.
func (v *visitor) until(what, script string) {
	v.t.Helper()
	deadline := time.Now().Add(patience)
	for !look[bool](v, "!!("+script+")") {
		if time.Now().After(deadline) {
			v.t.Fatalf("never: %s; the page says:\n%s", what, look[string](v, `document.body.innerText`))
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// sees waits for words in the conversation.
func (v *visitor) sees(text string) {
	v.t.Helper()
	v.until("seeing "+text, `document.getElementById('entries').innerText.includes(`+quoted(text)+`)`)
}

func (v *visitor) seesNot(text string) {
	v.t.Helper()
	if look[bool](v, `document.body.innerText.includes(`+quoted(text)+`)`) {
		v.t.Errorf("the page shows %q", text)
	}
}

// heard waits for words in the live region.
func (v *visitor) heard(text string) {
	v.t.Helper()
	v.until("hearing "+text, `document.getElementById('live').textContent.includes(`+quoted(text)+`)`)
}

// key presses keys, such as kb.Tab.
func (v *visitor) key(keys string, options ...chromedp.KeyOption) {
	v.t.Helper()
	if keys != kb.Enter {
		v.do(chromedp.KeyEvent(keys, options...))
		return
	}
	// As a keyboard does it: one press that makes the character, so that a page
	// which takes the press gets no character.
	press := input.DispatchKeyEventParams{
		Type: input.DispatchKeyEventTypeKeyDown, Key: "Enter", Code: "Enter", Text: "\r", UnmodifiedText: "\r",
		WindowsVirtualKeyCode: 13, NativeVirtualKeyCode: 13,
	}
	for _, o := range options {
		o(&press)
	}
	release := press
	release.Type, release.Text, release.UnmodifiedText = input.DispatchKeyEventTypeKeyUp, "", ""
	for _, p := range []input.DispatchKeyEventParams{press, release} {
		if _, err := chromedp.Call(v.ctx, input.DispatchKeyEvent, p); err != nil {
			v.t.Fatal(err)
		}
	}
}

// focused names what has the focus: its accessible words.
func (v *visitor) focused() string {
	v.t.Helper()
	return look[string](v, `(() => { const e = document.activeElement; return e.getAttribute('aria-label') || e.labels?.[0]?.textContent.trim() || e.textContent.trim().slice(0, 80); })()`)
}

// tabTo presses Tab until something whose words contain text has the focus.
func (v *visitor) tabTo(text string, options ...chromedp.KeyOption) {
	v.t.Helper()
	var passed []string
	for range 80 {
		v.key(kb.Tab, options...)
		name := v.focused()
		if strings.Contains(name, text) {
			return
		}
		passed = append(passed, name)
	}
	v.t.Fatalf("Tab never reaches %q; it passed %q", text, passed)
}

// command types a command into the composer.
func (v *visitor) command(text string) {
	v.t.Helper()
	v.do(chromedp.Focus(chromedp.ID("composer-input")))
	v.key(text)
	v.key(kb.Escape)
	v.key(kb.Enter)
}

// press clicks the newest control with this label.
func (v *visitor) press(label string) {
	v.t.Helper()
	script := `[...document.querySelectorAll('.control, .menu [role=menuitem], [data-step], dialog button, .side a, .side label')].filter((b) => b.innerText.includes(` + quoted(label) + `)).at(-1)`
	v.until("a control "+label, script)
	look[bool](v, `(`+script+`.click(), true)`)
}

// shot keeps a picture of the page when the flag -shots asks for it.
func (v *visitor) shot(name string) {
	v.t.Helper()
	if *shots == "" {
		return
	}
	time.Sleep(400 * time.Millisecond) // transitions, for a picture that is only looked at
	picture, err := chromedp.Run(v.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(*shots, name+".png"), picture, 0o600)
	}
	if err != nil {
		v.t.Fatalf("take a picture: %v", err)
	}
}

func (v *visitor) size(width, height int64) {
	v.t.Helper()
	v.do(chromedp.EmulateViewport(width, height))
}

func (v *visitor) scheme(name string) {
	v.t.Helper()
	if _, err := chromedp.Call(v.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
	}); err != nil {
		v.t.Fatal(err)
	}
}

func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(fmt.Sprint(err))
	}
	return string(b)
}
