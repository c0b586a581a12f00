package files

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// allowed are the types of files that are kept, with the endings that their names get.
var allowed = map[string]string{
	"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   ".docx",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         ".xlsx",
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
	"application/vnd.oasis.opendocument.text":                                   ".odt",
	"application/vnd.oasis.opendocument.spreadsheet":                            ".ods",
	"text/csv": ".csv", "text/plain": ".txt",
}

// Types are the types of files that are kept, in order.
func Types() []string {
	var all []string
	for t := range allowed {
		all = append(all, t)
	}
	slices.Sort(all)
	return all
}

var (
	// ErrType says that a file is of no type that is kept.
	ErrType = errors.New("files of this type are not kept")
	// ErrImage says that an image cannot be read, or has too many pixels.
	ErrImage = errors.New("this image cannot be read, or is too large")
)

// maxPixels bounds an image before it is read: a small file may say that it is a huge image.
const maxPixels = 50_000_000

// maxScans bounds how often an image is drawn over itself, and startOfScan begins one: a small file may ask for it without end.
const maxScans = 100

var startOfScan = []byte{0xff, 0xda}

// onePicture lets one image be read at a time, since each takes much memory.
var onePicture = make(chan struct{}, 1)

// Clean gives a file as it is kept, with its type by its content. An image is written anew from its pixels, turned as its EXIF says: what
// else a camera writes into it (place, time, device) is gone.
func Clean(content []byte) (clean []byte, mediaType string, err error) {
	if len(content) == 0 {
		return nil, "", ErrType
	}
	found := mimetype.Detect(content)
	mediaType, _, _ = strings.Cut(found.String(), ";")
	if found.Is("text/plain") || found.Is("text/csv") {
		if !plainText(content) {
			return nil, "", ErrType
		}
	}
	if allowed[mediaType] == "" {
		return nil, "", ErrType
	}
	if mediaType != "image/jpeg" && mediaType != "image/png" {
		return content, mediaType, nil
	}
	onePicture <- struct{}{}
	defer func() { <-onePicture }()
	clean, err = redraw(content, mediaType)
	return clean, mediaType, err
}

// Ending is the ending that the name of a file of a type has.
func Ending(mediaType string) string { return allowed[mediaType] }

// plainText tells that a text has no control characters, by which some programs would read it as something else.
func plainText(content []byte) bool {
	return !bytes.ContainsFunc(content, func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' })
}

func redraw(content []byte, mediaType string) ([]byte, error) {
	if mediaType == "image/jpeg" && bytes.Count(content, startOfScan) > maxScans {
		return nil, fmt.Errorf("%w: it has too many scans", ErrImage)
	}
	size, _, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil || size.Width < 1 || size.Height < 1 || size.Width > maxPixels/size.Height {
		return nil, fmt.Errorf("%w: %v", ErrImage, err)
	}
	picture, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrImage, err)
	}
	var out bytes.Buffer
	if mediaType == "image/png" {
		err = png.Encode(&out, picture)
	} else {
		err = jpeg.Encode(&out, turn(picture, orientation(content)), &jpeg.Options{Quality: 88})
	}
	return out.Bytes(), err
}

// turned is an image as its orientation says that it is looked at.
type turned struct {
	image.Image
	bounds image.Rectangle
	at     func(x, y int) (int, int)
}

func (t turned) Bounds() image.Rectangle { return t.bounds }
func (t turned) At(x, y int) color.Color { return t.Image.At(t.at(x, y)) }

// turn turns an image by one of EXIF's eight orientations. It is turned as it is read, so that it is in memory once.
func turn(p image.Image, orientation int) image.Image {
	b := p.Bounds()
	w, h := b.Dx(), b.Dy()
	at := map[int]func(x, y int) (int, int){
		2: func(x, y int) (int, int) { return w - 1 - x, y },
		3: func(x, y int) (int, int) { return w - 1 - x, h - 1 - y },
		4: func(x, y int) (int, int) { return x, h - 1 - y },
		5: func(x, y int) (int, int) { return y, x },
		6: func(x, y int) (int, int) { return y, h - 1 - x },
		7: func(x, y int) (int, int) { return w - 1 - y, h - 1 - x },
		8: func(x, y int) (int, int) { return w - 1 - y, x },
	}[orientation]
	if at == nil {
		return p
	}
	size := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	return turned{p, size, func(x, y int) (int, int) {
		x, y = at(x, y)
		return b.Min.X + x, b.Min.Y + y
	}}
}
