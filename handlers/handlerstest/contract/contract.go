// Package contract holds requests and answers against an OpenAPI description. It shows nothing of the library that it uses, whose
// generic types each package that knew them would compile again.
package contract

import (
	"net/http"
	"strings"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/pb33f/libopenapi-validator/config"
	"github.com/pb33f/libopenapi-validator/content"
	"github.com/pb33f/libopenapi-validator/errors"
)

// Contract is a description to compare with. Each function gives what the description refuses, a line each; "" for nothing.
type Contract struct {
	Document func() string
	Request  func(*http.Request) string
	Response func(*http.Request, *http.Response) string
}

// New reads a description in JSON.
func New(text []byte) (*Contract, error) {
	parsed, err := libopenapi.NewDocument(text)
	if err != nil {
		return nil, err
	}
	v, errs := validator.NewValidator(parsed, config.WithFormatAssertions(),
		config.WithBodyDecoder("application/x-ndjson", content.TextDecoder()))
	if len(errs) > 0 {
		return nil, errs[0]
	}
	return &Contract{
		Document: func() string { return said(v.ValidateDocument()) },
		Request:  func(req *http.Request) string { return said(v.ValidateHttpRequestSync(req)) },
		Response: func(req *http.Request, res *http.Response) string { return said(v.ValidateHttpResponse(req, res)) },
	}, nil
}

func said(ok bool, faults []*errors.ValidationError) string {
	if ok {
		return ""
	}
	lines := []string{"it does not fit"}
	for _, f := range faults {
		lines = append(lines, f.Message+": "+f.Reason)
		for _, s := range f.SchemaValidationErrors {
			lines = append(lines, "  "+s.FieldPath+" "+s.Reason)
		}
	}
	return strings.Join(lines, "\n")
}
