package slacktest

import "encoding/json"

// view checks a modal or an App Home.
func (v *validator) view(o object) {
	if v.where == inHome {
		v.keys("", o, "type", "blocks", "private_metadata", "callback_id", "external_id")
	} else {
		v.keys("", o, "type", "title", "submit", "close", "blocks", "private_metadata", "callback_id", "external_id", "clear_on_close", "notify_on_close")
		v.text("/title", o["title"], 24, true)
		for _, k := range []string{"submit", "close"} {
			if o[k] != nil {
				v.text("/"+k, o[k], 24, true)
			}
		}
	}
	v.str("", o, "private_metadata", 0, 3000)
	v.str("", o, "callback_id", 0, 255)
	v.all(v.list("", o, "blocks", 1, 100))
	if v.inputs > 0 && v.where == inModal && o["submit"] == nil {
		v.fail("/submit", "a modal with inputs needs a submit button")
	}
}

// Blocks checks the blocks of a message and returns what Slack would find wrong;
// file says which uploaded files exist.
func Blocks(data []byte, file func(id string) bool) []string {
	var blocks []object
	if err := json.Unmarshal(data, &blocks); err != nil {
		return []string{"the blocks are not a list of objects"}
	}
	v := validator{where: inMessage, file: file}
	v.all(blocks)
	return v.errs
}

// ModalView checks a modal as views.open gets it.
func ModalView(data []byte) []string {
	var o object
	if err := json.Unmarshal(data, &o); err != nil {
		return []string{"the view is not an object"}
	}
	v := validator{where: inModal, file: func(string) bool { return false }}
	v.view(o)
	return v.errs
}
