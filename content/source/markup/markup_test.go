package markup

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestText(t *testing.T) {
	tests := map[string]struct {
		markup, want string
		media        []string
	}{
		"plain":             {"a  b\nc", "a b c", nil},
		"entities":          {"1 &lt; 2 &amp;&amp; x&nbsp;y &#228;", "1 < 2 && x y ä", nil},
		"breaks":            {"a<br>b<br/>c<BR />d", "a\nb\nc\nd", nil},
		"divs":              {"a<div>b</div><div>c</div>", "a\nb\nc", nil},
		"paragraphs":        {"<p>a</p><p>b</p>c", "a\n\nb\n\nc", nil},
		"bold keeps spaces": {"a <b>b</b> c<i>d</i>", "a b cd", nil},
		"list":              {"x<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>y", "x\n- a\n- b\n  - c\ny", nil},
		"numbered":          {"<ol><li>a<li>b</ol>", "1. a\n2. b", nil},
		"code":              {"use <code>a &lt; b</code> here", "use `a < b` here", nil},
		"pre":               {"x<pre><code>if a:\n    b()</code></pre>y", "x\nif a:\n    b()\ny", nil},
		"raised":            {"10<sup>3</sup> x<sub>i</sub>", "10^3 x_i", nil},
		"table":             {"<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a | b\nc", nil},
		"picture":           {`see <img class="x" src="a&amp;b.png" alt=""> here`, "see [picture: a&b.png] here", []string{"a&b.png"}},
		"no quotes":         {`<img src=a.png>`, "[picture: a.png]", []string{"a.png"}},
		"written in":        {`<img src="data:image/png;base64,AAAA">`, "[picture: a picture inside the text]", []string{"a picture inside the text"}},
		"other source":      {`<img data-src="x.png" src='y.png'>`, "[picture: y.png]", []string{"y.png"}},
		"sound":             {`a<audio src="a.mp3"></audio>`, "a", []string{"a.mp3"}},
		"script and style":  {"a<style>b{}</style><SCRIPT>c</SCRIPT >d", "ad", nil},
		"comment":           {"a<!-- b <p> -->c", "ac", nil},
		"less than":         {"if a < b and b<c then <=", "if a < b and b<c then <=", nil},
		"a type":            {"Map<String,Integer> and a->b", "Map<String,Integer> and a->b", nil},
		"an attribute":      {`<a title="1 > 0" href="x">y</a>`, "y", nil},
		"a stray quote":     {`<p title="x>y`, "y", nil},
		"closing only":      {"</ul></pre></code>a", "a", nil},
	}
	for name, test := range tests {
		text, media := Text(test.markup)
		if text != test.want || !reflect.DeepEqual(media, test.media) {
			t.Errorf("%s: %q %q, want %q %q", name, text, media, test.want, test.media)
		}
	}
}

func TestHas(t *testing.T) {
	for text, want := range map[string]bool{
		"a<br>b": true, "<P>x": true, "x</b>": true, "a < b": false, "Map<K, V>": false, "<x>": false, "": false, "a<": false,
	} {
		if Has(text) != want {
			t.Errorf("Has(%q) = %v", text, !want)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{
		"a<ul><li>b</ul>", "<img src='x'>", "<pre><code> x", "<a b=\"<a b='", "&lt;p&gt;&#0;", "<!--", "<script>x", strings.Repeat("<ol>", 30) + "<li>x",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, markup string) {
		text, media := Text(markup)
		if utf8.ValidString(markup) && !utf8.ValidString(text) {
			t.Fatalf("%q became invalid: %q", markup, text)
		}
		if len(media) > strings.Count(markup, "<") {
			t.Fatalf("%d media in %q", len(media), markup)
		}
		letters := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if !strings.ContainsAny(markup, "<&") && letters(markup) != letters(text) {
			t.Fatalf("words of %q were lost: %q", markup, text)
		}
		Has(markup)
	})
}
