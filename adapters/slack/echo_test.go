package slack

import (
	"encoding/json"
	"reflect"
	"testing"
)

func TestTheEchoIsCutAndNothingElse(t *testing.T) {
	for in, want := range map[string]string{
		`{"type":"x","message":{"text":"a \"}\" b","blocks":[{"m":{}}]},"actions":[]}`: `{"type":"x","message":null,"actions":[]}`,
		`{"message":{}}`:                             `{"message":null}`,
		`{"view":{"message":{"a":1}},"team":{}}`:     `{"view":{"message":{"a":1}},"team":{}}`,
		`{"text":"\"message\":{","message":"words"}`: `{"text":"\"message\":{","message":"words"}`,
		`{"a":"\\","message":{"b":"\\\\\""},"c":1}`:  `{"a":"\\","message":null,"c":1}`,
		`{"message":{"open":"`:                       `{"message":{"open":"`,
		`{"message":{`:                               `{"message":{`,
		`"message":{}`:                               `"message":{}`,
		``:                                           ``,
	} {
		if got := string(withoutEcho([]byte(in))); got != want {
			t.Errorf("%s\nbecame %s\nwant   %s", in, got, want)
		}
	}
}

// Whatever encoding/json can read, it reads the same without the echo.
func FuzzWithoutEcho(f *testing.F) {
	for _, s := range []string{clickPayload, `{"message":{"a":"\\\""},"b":[{}]}`, `{"a":"\"","message":{"x":[1,{"y":"}"}]}}`, `[{"message":{}}]`, `{"message":{},"message":{"a":1}}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var whole, cut map[string]any
		if json.Unmarshal(data, &whole) != nil {
			return
		}
		if err := json.Unmarshal(withoutEcho(data), &cut); err != nil {
			t.Fatalf("%s can not be read any more: %v", data, err)
		}
		delete(whole, "message")
		delete(cut, "message")
		if !reflect.DeepEqual(whole, cut) {
			t.Fatalf("%s\nwas read as %v\nwithout echo %v", data, whole, cut)
		}
	})
}
