package models

// Document is a document or a piece of evidence: a file that was uploaded, or a link to where it is kept.
type Document struct {
	_ struct{} `doc:"A document: a file that was uploaded, or a link to where it is kept."`

	Title  string `json:"title" validate:"filled,max=200"`
	URL    string `json:"url" validate:"omitempty,http_url,max=2000" doc:"Where it is kept elsewhere; left out for a file."`
	FileID ID     `json:"file_id" doc:"The file, of those that were uploaded; left out for a link."`
}

// FilesOf gives the files of documents, each once.
func FilesOf(documents []Document) []ID {
	var out []ID
	seen := map[ID]bool{}
	for _, d := range documents {
		if d.FileID != "" && !seen[d.FileID] {
			out, seen[d.FileID] = append(out, d.FileID), true
		}
	}
	return out
}
