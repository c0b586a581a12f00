package models

// Document is a document or a piece of evidence kept elsewhere.
type Document struct {
	_ struct{} `doc:"A document kept elsewhere."`

	Title string `json:"title" validate:"filled,max=200"`
	URL   string `json:"url" validate:"filled,http_url,max=2000"`
}
