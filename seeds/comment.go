package seeds

import (
	"fmt"

	"qadam/app/engine"
	"qadam/models"
)

// Comment is what a user said about an object that Subject names: a reference, or the key of an update or a report. Corrects is the key
// of the comment that it corrects.
type Comment struct {
	models.CommentInput
	Key      string       `json:"key"`
	Subject  string       `json:"subject"`
	Corrects string       `json:"corrects"`
	By       string       `json:"by"`
	OnDate   models.Date  `json:"on_date"`
	Files    []Attachment `json:"files"`
}

// Input gives the comment as it was made, without its files.
func (c Comment) Input(ids *IDs) models.CommentInput {
	in := c.CommentInput
	in.SubjectID = ids.Of(Noun(c.SubjectType), c.Subject)
	in.CorrectsID = ids.Of("comment", c.Corrects)
	return in
}

// comment plans a comment.
func (l *loader) comment(i int, c Comment) {
	l.at(c.OnDate, rankTalk, fmt.Sprint("comment ", i+1), func() (err error) {
		in := c.Input(&l.ids)
		if in.Documents, err = l.upload(l.actors[c.By], c.Files); err != nil {
			return err
		}
		x, err := l.app.Comments.Create(l.ctx, l.actors[c.By], in)
		if err == nil && c.Key != "" {
			l.ids.Set("comment", c.Key, x.ID)
		}
		return err
	})
}

// attach plans the files that people attach to a mission or an activity once it is there.
func attach[T, I any](
	l *loader,
	r engine.Resource[T, I],
	noun Noun,
	key string,
	files []Attachment,
	documents func(*I) *[]models.Document,
) {
	for _, f := range files {
		l.at(f.OnDate, rankTalk, key+" "+f.File, func() error {
			actor := l.actors[f.By]
			added, err := l.upload(actor, []Attachment{f})
			if err != nil {
				return err
			}
			_, err = r.Patch(l.ctx, actor, l.ids.Of(noun, key), engine.AnyVersion, func(in *I) error {
				all := documents(in)
				*all = append(*all, added...)
				return nil
			})
			return err
		})
	}
}
