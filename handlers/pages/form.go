package pages

import (
	"strconv"

	"qadam/handlers/request"
	"qadam/models"
)

// form gives a field of a form, "" for what is no text.
func (x *exchange) form(name string) string {
	if v := x.c.FormValue(name); request.ValidText(v) {
		return v
	}
	return ""
}

// id reads the id in the path. What is no id cannot exist.
func (x *exchange) id() (models.ID, error) {
	id, err := models.ParseID(x.c.Params("id"))
	if err != nil {
		return "", models.NotFoundError()
	}
	return id, nil
}

// version reads which version of an object a form is a change of.
func (x *exchange) version() (int, error) {
	version, err := strconv.Atoi(x.form("version"))
	if err != nil {
		return 0, notWhole()
	}
	return version, nil
}

// notWhole refuses a form that lacks what the page itself put into it.
func notWhole() error {
	return models.Errorf(models.Malformed, "This form is not whole. Go back, and send it again.")
}
