package handlerstest

import (
	"qadam/app/engine"
	"qadam/models"
)

// files uploads files, and lets documents of each kind of object name one.
func (w *World) files() {
	w.T.Helper()
	document := func(who, file, of string) []models.Document {
		return []models.Document{{Title: "Evidence", FileID: w.use(w.upload(who, file, "attendance"), of)}}
	}
	for side, who := range map[string]string{"": "partner1", " of partner2": "partner2"} {
		said := document(who, "file"+side, "comment"+side)
		attach(w, w.Actor(who), w.App.Comments, "comment"+side, func(in *models.CommentInput) { in.Documents = said })
		shown := document(who, "file on the activity"+side, "activity"+side)
		attach(w, w.Actor(who), w.App.Activities, "activity"+side, func(in *models.ActivityInput) { in.Documents = shown })
		reported := document(who, "file on the update"+side, "update"+side)
		attach(w, w.Actor(who), w.App.Updates, "update"+side, func(in *models.UpdateInput) { in.Evidence = reported })
	}
	found := document("manager", "file on the mission", "partly shared mission")
	attach(w, w.Actor("manager"), w.App.Missions, "partly shared mission", func(in *models.MissionInput) {
		in.Documents = append(in.Documents, found...)
	})
	w.upload("donorA", "loose file", "photo")
}

// upload uploads a file as an actor.
func (w *World) upload(who, name, called string) models.ID {
	w.T.Helper()
	in, by := models.FileInput{Name: called}, w.Actor(who)
	planted := w.Plants.plant("file", name, by, &in)
	f, err := w.App.UploadFile(w.Ctx, by, in, []byte("A list (fiction): "+in.Name))
	if err != nil {
		w.T.Fatalf("%s: %+v", name, err)
	}
	w.IDs[name] = f.ID
	w.Plants.created(planted, f.ID)
	return f.ID
}

// use notes that the documents of an object name a file.
func (w *World) use(file models.ID, of string) models.ID {
	if w.Plants != nil {
		w.Plants.uses[file] = w.IDs[of]
	}
	return file
}

// attach changes an object as an actor.
func attach[T, I any](w *World, by models.Actor, r engine.Resource[T, I], name string, apply func(*I)) {
	w.T.Helper()
	_, err := r.Patch(w.Ctx, by, w.IDs[name], engine.AnyVersion, func(in *I) error {
		apply(in)
		return nil
	})
	if err != nil {
		w.T.Fatalf("%s: %+v", name, err)
	}
}

// mayReadFileOf tells whether a reader may read the files of an object: those who see it in full may.
func (p *plants) mayReadFileOf(r reader, of *planted) bool {
	if of == nil {
		return false
	}
	switch of.in.(type) {
	case models.MissionInput:
		return p.extent(r, of) == models.ExtentFull
	case models.CommentInput:
		return p.may(r, of, "body")
	}
	return p.sees(r, of)
}
