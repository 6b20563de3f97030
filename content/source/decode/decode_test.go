package decode

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// twice encodes text the wrong way: its UTF-8 read as Windows-1252, written as UTF-8.
func twice(s string) string {
	upper := []rune(upper1252)
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 0x80 && c < 0xa0:
			b.WriteRune(upper[c-0x80])
		default:
			b.WriteRune(rune(c))
		}
	}
	return b.String()
}

func TestDecode(t *testing.T) {
	tests := []struct {
		name, data, want string
		notes            int
	}{
		{"plain", "a) Köln – 5 €\n", "a) Köln – 5 €\n", 0},
		{"byte order mark", "\xef\xbb\xbfHi ü", "Hi ü", 0},
		{"UTF-16, little endian", "\xff\xfeH\x00i\x00 \x00\xfc\x00\x3d\xd8\x00\xde", "Hi ü😀", 0},
		{"UTF-16, big endian", "\xfe\xff\x00H\x00i\x00 \x00\xfc", "Hi ü", 0},
		{"UTF-16 without its mark", "Q\x00:\x00 \x00H\x00i\x00\n\x00", "Q: Hi\n", 0},
		{"big endian without its mark", "\x00Q\x00:\x00 \x00H\x00i\x00\n", "Q: Hi\n", 0},
		{"Windows-1252", "plain\nK\xf6ln \x96 5 \x80 \x93yes\x94\n", "plain\nKöln – 5 € “yes”\n", 1},
		{"one stray byte among UTF-8", "Zürich caf\xe9 ≤ 5\n", "Zürich café ≤ 5\n", 1},
		{"emoji twice", "## ðŸŽ¯ Review\n", "## 🎯 Review\n", 1},
		{"the signs of a lesson", "âœ… Itâ€™s 5 â€“ 10Â°C, caf\u00c3\u00a9 â†’ Ã¼ber â‰¤ Â§ 3\n", "✅ It’s 5 – 10°C, café → über ≤ § 3\n", 1},
		{"a drawn tree", "â”œâ”€â”€ src\nâ””â”€â”€ bin\n", "├── src\n└── bin\n", 1},
		{"cut: what Windows-1252 lacks got lost", "ðŸ“ Notes\nâŒ no\nâš\u00a0ï¸ mind\nheâ€ said\n", " Notes\n❌ no\n⚠\ufe0f mind\nhe” said\n", 1},
		{"Latin-1 in between", "it\u00e2\u0080\u0099s fine\n", "it’s fine\n", 1},
		{"three times", twice(twice("it’s über 🎯")) + "\n", "it’s über 🎯\n", 1},
		{"Polish", twice("więcej łódek, proszę") + "\n", "więcej łódek, proszę\n", 1},
		{"Russian", twice("Привет всем") + "\n", "Привет всем\n", 1},
		{"Greek", twice("καλημέρα") + "\n", "καλημέρα\n", 1},
		{"Japanese", twice("機械学習とは") + "\n", "機械学習とは\n", 1},
		{"Thai", twice("สวัสดีครับ") + "\n", "สวัสดีครับ\n", 1},
		{"mixed lines: only what is wrong", "Größe “café…” AMANHÔ\nitâ€™s\n", "Größe “café…” AMANHÔ\nit’s\n", 1},
		{"what could be meant, in a file that is wrong throughout", "itâ€™s\nÃ” \u00c3\u00a0\n", "it’s\nÔ à\n", 1},
		{"letters that are quoted", "“Ô «Â» “â…” Å—a letter Å’s SMÅ” JÄ… É™ voilà…” ß“ CAFÉ© MAÇî\n", "", 0},
		{"replacement sign", "a ï¿½ b\n", "a \ufffd b\n", 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if test.want == "" {
				test.want = test.data
			}
			got, notes, err := Text("a.md", []byte(test.data))
			if err != nil || string(got) != test.want || len(notes) != test.notes {
				t.Errorf("Text(%q)\n = %q, %d notes, %v\nwant %q, %d notes", test.data, got, len(notes), err, test.want, test.notes)
			}
		})
	}
	if _, _, err := Text("a.md", []byte("a\x00b\x00\x00c")); err == nil {
		t.Error("bytes that are no text were decoded")
	}
}

func TestDecodeTellsTheLines(t *testing.T) {
	_, notes, err := Text("a.md", []byte("ok\nitâ€™s\nok ü\nðŸŽ¯\n"))
	if err != nil || len(notes) != 1 || notes[0].Line != 2 || !strings.Contains(notes[0].Text, "2 lines") {
		t.Errorf("notes %v, %v", notes, err)
	}
	_, notes, _ = Text("a.md", []byte("ok\nok\ncaf\xe9\n"))
	if len(notes) != 1 || notes[0].Line != 3 {
		t.Errorf("notes %v", notes)
	}
}

// prose is text as people write it: words of one alphabet, lower case, capitalised
// or in capitals, with the marks that may follow and precede a word.
func prose() *rapid.Generator[string] {
	alphabets := []string{
		"abcdefghijklmnopqrstuvwxyzäöüß", "abcdeéèêëàâçîïôùûæ", "aáàâãbcçdeéêiíoóôõuú", "aąbcćdeęlłnńoósśzźż",
		"aäåbcdeoöøæ", "aáðeéíóþæö", "aăâbcdeiîsștț", "abcçdefgğhıijoöprsştuü", "aáäbcčdďeéiíĺľňoóôŕřšťuúyýžě",
		"aàảãáạăằâầấbcdđeêéiíoôơuưứyý", "абвгдежзийклмнопрстуфхцчшщъыьэюя", "αβγδεζηθικλμνξοπρστυφχψως",
		"אבגדהוזחטיכלמנסעפצקרשת", "ابتثجحخدذرزسشصضطظعغفقكلمنهوي", "कखगघचछजझटठडढणतथदधनपफबभमयरलवशषसह",
		"กขคงจฉชซญฐณดตถทธนบปผฝพฟภมยรลวศษสหอะาิีเแโใไ", "日本語機械学習のはをとで一二三", "한국어기계학습은을와에서", "的一是不了人我在有他这中大来上",
	}
	before := []string{"", "", "", "“", "‘", "«", "„", "« ", "(", "¿", "¡", "…", "–", "•\u00a0", "§\u00a0"}
	after := []string{"", "", "", ".", ",", "…", "”", "’", "’s", "»", "…”", "”.", "”…", "“", "“,", "™", "®", "©", "°", "²", "³", "¹", " –", "–", "—", "\u00a0!", "\u00a0»", "†", "‡", "›", "’”", ")", ": €\u00a05", " ½", " ✅", " 🎯", " ❌", " ⚠️", " → x", " ≤ 5", " 25\u00a0°C", "\u00ad"}
	return rapid.Custom(func(t *rapid.T) string {
		alphabet := []rune(rapid.SampledFrom(alphabets).Draw(t, "alphabet"))
		words := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
			word := string(rapid.SliceOfN(rapid.SampledFrom(alphabet), 2, 8).Draw(t, "letters"))
			switch rapid.IntRange(0, 3).Draw(t, "case") {
			case 0:
				word = strings.ToUpper(word)
			case 1:
				r, size := utf8.DecodeRuneInString(word)
				word = string(unicode.ToUpper(r)) + word[size:]
			}
			return rapid.SampledFrom(before).Draw(t, "before") + word + rapid.SampledFrom(after).Draw(t, "after")
		}), 1, 12).Draw(t, "words")
		joint := rapid.SampledFrom([]string{" ", " ", " ", "\n", "-", " — ", "—"}).Draw(t, "joint")
		return strings.Join(words, joint) + "\n"
	})
}

// TestGoodTextStays is the promise that decoding never damages text that is sound.
func TestGoodTextStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(prose(), 1, 4).Draw(t, "paragraphs"), "")
		got, notes, err := Text("a.md", []byte(text))
		if err != nil || string(got) != text || len(notes) > 0 {
			t.Fatalf("Text(%q)\n = %q, %v, %v", text, got, notes, err)
		}
	})
}

// TestTextEncodedTwiceComesBack: what is certain is repaired, and with something
// certain in the file all of it is.
func TestTextEncodedTwiceComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := "🎯 it’s\n" + rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{
				"plain", "für", "café", "naïve", "“quoted”", "don’t", "a – b", "✅", "→", "≤ 5", "§ 3", "mañana", "œuvre", "😀", "25\u00a0°C", "Été", "łódź", "•",
			}), 1, 10).Draw(t, "words"), " ")
		}).Draw(t, "text")
		if got, _, err := Text("a.md", []byte(twice(text))); err != nil || string(got) != text {
			t.Fatalf("decode = %q, %v\nwant %q", got, err, text)
		}
	})
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{"a", "\xff\xfea\x00", "ðŸŽ¯ â€™ Ã¼", "\xef\xbb\xbf", "\x80\x81", "\x00\x00", "âÂðŸ"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		text, notes, err := Text("a", data)
		if err != nil {
			return
		}
		if !utf8.Valid(text) {
			t.Fatalf("Text(%q) is no UTF-8: %q", data, text)
		}
		if utf8.Valid(data) && slices.Equal(text, data) != (len(notes) == 0) && len(data) > 0 && data[0] < 0xef && !strings.Contains(string(data), "\x00") {
			t.Fatalf("Text(%q) changed the text without a note, or noted nothing: %q %v", data, text, notes)
		}
	})
}
