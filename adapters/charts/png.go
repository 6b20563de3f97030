package charts

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"slices"
)

// png is the finished picture. The painter writes three bytes a pixel, about
// 200 kB for twenty bars; a palette of the 256 commonest colours looks the same
// (what it merges are shades of the letters' edges) in about a third.
func (s sheet) png() ([]byte, error) {
	raw, err := s.Bytes()
	if err != nil {
		return nil, fmt.Errorf("paint: %w", err)
	}
	img, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("read what was painted: %w", err)
	}
	var out bytes.Buffer
	if err := png.Encode(&out, paletted(img)); err != nil {
		return nil, fmt.Errorf("encode the picture: %w", err)
	}
	return out.Bytes(), nil
}

// paletted redraws img with its 256 commonest colours.
func paletted(img image.Image) *image.Paletted {
	full := image.NewRGBA(img.Bounds())
	draw.Draw(full, full.Rect, img, full.Rect.Min, draw.Src)
	shade := func(i int) uint32 { return binary.BigEndian.Uint32(full.Pix[4*i:]) }
	pixels := len(full.Pix) / 4

	count := map[uint32]int{}
	for i := 0; i < pixels; { // most neighbours are alike: count runs
		c, from := shade(i), i
		for i < pixels && shade(i) == c {
			i++
		}
		count[c] += i - from
	}
	common := slices.SortedFunc(maps.Keys(count), func(c, d uint32) int {
		return cmp.Or(cmp.Compare(count[d], count[c]), cmp.Compare(c, d))
	})
	index := make(map[uint32]uint8, len(common))
	var shades color.Palette
	for i, c := range common {
		rgba := color.RGBA{R: uint8(c >> 24), G: uint8(c >> 16), B: uint8(c >> 8), A: uint8(c)}
		if i < 256 {
			shades = append(shades, rgba)
			index[c] = uint8(i)
		} else {
			index[c] = uint8(shades.Index(rgba))
		}
	}
	out := image.NewPaletted(full.Rect, shades)
	for i := 0; i < pixels; {
		c := shade(i)
		for at := index[c]; i < pixels && shade(i) == c; i++ {
			out.Pix[i] = at
		}
	}
	return out
}
