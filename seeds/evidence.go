package seeds

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"path"
	"strings"

	"qadam/models"
)

// Attachment is a file that a person attaches to an object: a JPEG or a PDF, as the ending of its name says. Its content is made when
// it is loaded. By and OnDate are left out where the object itself says who writes it, and when.
type Attachment struct {
	Title  string      `json:"title"`
	File   string      `json:"file"`
	By     string      `json:"by"`
	OnDate models.Date `json:"on_date"`
}

// upload has a person upload files, and gives the documents that name them.
func (l *loader) upload(actor models.Actor, attached []Attachment) ([]models.Document, error) {
	var out []models.Document
	for _, f := range attached {
		content, err := f.content()
		if err != nil {
			return nil, err
		}
		kept, err := l.app.UploadFile(l.ctx, actor, models.FileInput{Name: f.File}, content)
		if err != nil {
			return nil, fmt.Errorf("file %s: %w", f.File, err)
		}
		out = append(out, models.Document{Title: f.Title, FileID: kept.ID})
	}
	return out, nil
}

// content makes the bytes of a file, the same for the same name and title.
func (f Attachment) content() ([]byte, error) {
	if path.Ext(f.File) == ".pdf" {
		return paper(f.Title), nil
	}
	return picture(f.File)
}

// picture paints a hilly horizon, another one for each name: it stands for a photo, and shows nobody and no place.
func picture(name string) ([]byte, error) {
	const width, height = 480, 320
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(name)) // a hash takes all
	r := rand.New(rand.NewPCG(sum.Sum64(), 1))
	img, at := image.NewRGBA(image.Rect(0, 0, width, height)), height/2
	sky, ground := shade(r, 150), shade(r, 40)
	for x := range width {
		at = min(max(at+r.IntN(5)-2, height/4), 3*height/4)
		for y := range height {
			if y < at {
				img.Set(x, y, sky)
			} else {
				img.Set(x, y, ground)
			}
		}
	}
	var out bytes.Buffer
	err := jpeg.Encode(&out, img, nil)
	return out.Bytes(), err
}

// shade picks a colour that is at least so bright.
func shade(r *rand.Rand, least int) color.RGBA {
	part := func() uint8 { return uint8(least + r.IntN(100)) }
	return color.RGBA{part(), part(), part(), 255}
}

// paper writes a PDF of one page with a line of ASCII on it.
func paper(line string) []byte {
	text := fmt.Sprintf("BT /F1 14 Tf 60 760 Td (%s) Tj ET", strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(line))
	objects := []string{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(text), text),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"}
	var out, places bytes.Buffer
	out.WriteString("%PDF-1.4\n")
	for i, o := range objects {
		fmt.Fprintf(&places, "%010d 00000 n \n", out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	begins := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1,
		places.String(), len(objects)+1, begins)
	return out.Bytes()
}
