package anki

import (
	"encoding/binary"
	"iter"
)

// fields are the fields of a protocol buffer message: the bytes of those that have
// some, and a number as its varint. It ends at what is no message.
// Source: protobuf.dev, "Encoding".
func fields(message []byte) iter.Seq2[uint64, []byte] {
	return func(yield func(uint64, []byte) bool) {
		for len(message) > 0 {
			tag, n := binary.Uvarint(message)
			if n <= 0 {
				return
			}
			message = message[n:]
			var value []byte
			switch tag & 7 {
			case 0:
				if _, n = binary.Uvarint(message); n <= 0 {
					return
				}
				value, message = message[:n], message[n:]
			case 1:
				if len(message) < 8 {
					return
				}
				value, message = message[:8], message[8:]
			case 2:
				length, n := binary.Uvarint(message)
				if n <= 0 || length > uint64(len(message)-n) {
					return
				}
				value, message = message[n:n+int(length)], message[n+int(length):]
			case 5:
				if len(message) < 4 {
					return
				}
				value, message = message[:4], message[4:]
			default:
				return
			}
			if !yield(tag>>3, value) {
				return
			}
		}
	}
}
