package card

import "studybot/bot/chat"

// Sorry is a private sentence.
func Sorry(text string) chat.Reply { return Private(chat.Message{Body: []chat.Block{{Text: text}}}) }

// Private shows m to the member alone.
func Private(m chat.Message) chat.Reply { return chat.Reply{Private: &m} }

// Update puts m in the place of the card whose control was used.
func Update(m chat.Message) chat.Reply { return chat.Reply{Update: &m} }

// TickMark is for chat.Item.Done.
func TickMark(done bool) *bool { return &done }
