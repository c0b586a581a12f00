package files_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"

	"qadam/app/files"
)

// photo is a JPEG of three colours in its corners, with EXIF that says how it is turned and where it was taken.
func photo(t testing.TB, orientation uint16, order binary.AppendByteOrder) []byte {
	t.Helper()
	p := image.NewRGBA(image.Rect(0, 0, 64, 32))
	for y := range 32 {
		for x := range 64 {
			p.Set(x, y, corner(x >= 32, y >= 16))
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, p, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	tiff := []byte("MM\x00\x2a")
	if order == binary.LittleEndian {
		tiff = []byte("II\x2a\x00")
	}
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 2)
	for _, e := range [][3]uint16{{0x010F, 2, 0}, {0x0112, 3, orientation}} {
		tiff = order.AppendUint16(order.AppendUint16(tiff, e[0]), e[1])
		tiff = append(order.AppendUint16(order.AppendUint32(tiff, 1), e[2]), 0, 0)
	}
	exif := append([]byte("Exif\x00\x00"), append(tiff, "GPS 43.238949, 76.889709"...)...)
	segment := binary.BigEndian.AppendUint16([]byte{0xFF, 0xE1}, uint16(len(exif)+2))
	return slices.Concat(out.Bytes()[:2], segment, exif, out.Bytes()[2:])
}

// corner is the colour of a corner: red, green, blue and white from the left, the upper ones first.
func corner(right, lower bool) color.Color {
	return [2][2]color.Color{{color.RGBA{255, 0, 0, 255}, color.RGBA{0, 255, 0, 255}},
		{color.RGBA{0, 0, 255, 255}, color.White}}[toInt(lower)][toInt(right)]
}

func toInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// corners reads the colours of an image back, as letters.
func corners(p image.Image) string {
	b := p.Bounds()
	var out strings.Builder
	for _, at := range [][2]int{{1, 1}, {3, 1}, {1, 3}, {3, 3}} {
		r, g, blue, _ := p.At(b.Min.X+b.Dx()*at[0]/4, b.Min.Y+b.Dy()*at[1]/4).RGBA()
		high := func(v uint32) int { return toInt(v > 0x8000) }
		out.WriteByte("?BG?R??W"[high(r)<<2|high(g)<<1|high(blue)])
	}
	return out.String()
}

// TestAPhotoLosesWhereItWasTaken turns a photo as EXIF says, in each of its ways, and keeps nothing of EXIF.
func TestAPhotoLosesWhereItWasTaken(t *testing.T) {
	t.Parallel()
	want := []string{1: "RGBW", 2: "GRWB", 3: "WBGR", 4: "BWRG", 5: "RBGW", 6: "BRWG", 7: "WGBR", 8: "GWRB", 9: "RGBW"}
	for n := 1; n < len(want); n++ {
		for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
			clean, kind, err := files.Clean(photo(t, uint16(n), order))
			if err != nil || kind != "image/jpeg" || bytes.Contains(clean, []byte("GPS")) || bytes.Contains(clean, []byte("Exif")) {
				t.Fatalf("orientation %d: %q %v, with GPS: %t", n, kind, err, bytes.Contains(clean, []byte("GPS")))
			}
			p, err := jpeg.Decode(bytes.NewReader(clean))
			if err != nil {
				t.Fatal(err)
			}
			if got := corners(p); got != want[n] || (n >= 5 && n <= 8) != (p.Bounds().Dx() == 32) {
				t.Errorf("orientation %d gives %s in %v, not %s", n, got, p.Bounds(), want[n])
			}
		}
	}
}

// archive writes an archive with some files.
func archive(t *testing.T, to *bytes.Buffer, names ...string) {
	t.Helper()
	z := zip.NewWriter(to)
	for _, name := range names {
		if _, err := z.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestTypesAreToldByContent takes what is kept, whatever it is called, and refuses the rest.
func TestTypesAreToldByContent(t *testing.T) {
	t.Parallel()
	var sheet, zipped, picture, comment bytes.Buffer
	archive(t, &sheet, "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml")
	archive(t, &zipped, "a.exe")
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 3, 3))); err != nil {
		t.Fatal(err)
	}
	// A text chunk behind the first one, which has 25 bytes behind the signature of 8.
	chunk := append([]byte{0, 0, 0, 8}, "tEXtGPS\x0043.2\x00\x00\x00\x00"...)
	comment.Write(slices.Concat(picture.Bytes()[:33], chunk, picture.Bytes()[33:]))
	for _, c := range []struct {
		name    string
		content []byte
		want    string
	}{
		{"a PDF", []byte("%PDF-1.7\n%âãÏÓ\n1 0 obj\n"), "application/pdf"},
		{"a sheet", sheet.Bytes(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
		{"a list", []byte("Name,Organisation\nAigul,Ministry\nSerik,Police\n"), "text/csv"},
		{"Cyrillic text", []byte("Список присутствующих"), "text/plain"},
		{"an image", picture.Bytes(), "image/png"},
		{"nothing", nil, ""},
		{"a page", []byte("<!DOCTYPE html><script>alert(1)</script>"), ""},
		{"a drawing", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), ""},
		{"a program", []byte("\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00"), ""},
		{"a script", []byte("#!/bin/sh\nrm -rf /\n"), ""},
		{"an archive", zipped.Bytes(), ""},
		{"a text with control characters", []byte("a\x1b[2Jb"), ""},
	} {
		clean, kind, err := files.Clean(c.content)
		if kind != c.want || (err == nil) != (c.want != "") || c.want == "" && !errors.Is(err, files.ErrType) {
			t.Errorf("%s is %q: %v", c.name, kind, err)
		}
		if c.want != "" && !strings.HasPrefix(c.want, "image/") && !bytes.Equal(clean, c.content) {
			t.Errorf("%s is changed", c.name)
		}
	}
	huge := bytes.Clone(picture.Bytes())
	binary.BigEndian.PutUint32(huge[16:], 100_000) // its width; the sum of the chunk is wrong then, as it would be found later
	for name, content := range map[string][]byte{"a huge image": huge, "a torn image": photo(t, 1, binary.BigEndian)[:300]} {
		if _, _, err := files.Clean(content); !errors.Is(err, files.ErrImage) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if clean, _, err := files.Clean(comment.Bytes()); err == nil && bytes.Contains(clean, []byte("GPS")) {
		t.Error("what a PNG says in words is kept")
	}
}

// FuzzClean holds that no file makes the reader of images stumble, and that what comes out has no EXIF.
func FuzzClean(f *testing.F) {
	f.Add(photo(f, 6, binary.LittleEndian))
	f.Fuzz(func(t *testing.T, content []byte) {
		clean, kind, err := files.Clean(content)
		if err == nil && kind == "image/jpeg" && bytes.Contains(clean[:min(64, len(clean))], []byte("Exif")) {
			t.Errorf("EXIF is kept")
		}
	})
}

// TestAnImageIsDrawnOnce refuses a JPEG that asks to be drawn over itself without end.
func TestAnImageIsDrawnOnce(t *testing.T) {
	t.Parallel()
	whole := photo(t, 1, binary.BigEndian)
	scan := bytes.LastIndex(whole, []byte{0xFF, 0xDA})
	for scans, want := range map[int]error{1: nil, 200: files.ErrImage} {
		content := slices.Concat(whole[:scan], bytes.Repeat(whole[scan:len(whole)-2], scans), whole[len(whole)-2:])
		if _, _, err := files.Clean(content); !errors.Is(err, want) {
			t.Errorf("a JPEG of %d scans: %v", scans, err)
		}
	}
}
