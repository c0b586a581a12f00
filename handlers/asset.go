package handlers

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// How what was made at the start may be kept: asked for again each time, or for ever.
const (
	untilAsked = "public, no-cache"
	forEver    = "public, max-age=31536000, immutable"
)

// brotliLevel is below the best: that one takes 36 MiB of memory for an eighth less to send.
const brotliLevel = 5

// form is an asset as it is sent under one encoding.
type form struct {
	tag  string
	body []byte
}

// formsMade are the forms of what any server of this process has compressed, by kind and sum.
var formsMade sync.Map

// formsOf compresses an asset, by encoding.
func formsOf(kind string, body []byte) map[string]form {
	sum := fmt.Sprintf("%x", sha256.Sum256(body))[:16]
	if made, known := formsMade.Load(kind + sum); known {
		return made.(map[string]form)
	}
	forms := map[string]form{"": {`"` + sum + `"`, body}}
	if !strings.HasPrefix(kind, "font/") { // those are compressed by themselves
		forms["br"] = form{`"` + sum + `-br"`, fasthttp.AppendBrotliBytesLevel(nil, body, brotliLevel)}
		forms["gzip"] = form{`"` + sum + `-gzip"`, fasthttp.AppendGzipBytesLevel(nil, body, fasthttp.CompressBestCompression)}
	}
	formsMade.Store(kind+sum, forms)
	return forms
}

// serveAsset serves what was made at the start: compressed once, with a strong ETag for each form.
func (s *Server) serveAsset(path, kind, caching, policy string, body []byte) {
	forms := formsOf(kind, body)
	s.fiber.Get(path, func(c *fiber.Ctx) error {
		encoding := ""
		if c.Get(fiber.HeaderAcceptEncoding) != "" && len(forms) > 1 {
			encoding = c.AcceptsEncodings("br", "gzip")
		}
		f := forms[encoding]
		c.Set(fiber.HeaderCacheControl, caching)
		c.Set(fiber.HeaderETag, f.tag)
		if policy != "" {
			c.Set(fiber.HeaderContentSecurityPolicy, policy)
		}
		if encoding != "" {
			c.Set(fiber.HeaderContentEncoding, encoding)
		}
		c.Set(fiber.HeaderContentType, kind)
		return c.Send(f.body)
	})
}
