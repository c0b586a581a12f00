package handlers

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"qadam/app/engine"
	"qadam/models"
)

// etag is the entity tag of an object as this reader is shown it: the version, for If-Match, and a sum of the body. An answer
// holds what other rows say, too, and what consent opens to its reader; where that changes, the version does not. The seal at its end
// tells it from what was never given for this object.
func etag(id models.ID, version int, body []byte) string {
	sum := sha256.Sum256(body)
	shown := fmt.Sprintf("%d-%x", version, sum[:8])
	return `"` + shown + seal(id, shown) + `"`
}

// bodyTag is the entity tag of what is the same for every reader.
func bodyTag(body []byte) string {
	sum := sha256.Sum256(body)
	return fmt.Sprintf(`"%x"`, sum[:16])
}

func seal(id models.ID, shown string) string {
	sum := sha256.Sum256([]byte(string(id) + " " + shown))
	return fmt.Sprintf("%x", sum[:4])
}

// objectTag is the inside of an object's tag: its version, alone or with what the reader was shown, in one of the encodings.
var objectTag = regexp.MustCompile(`^([1-9][0-9]{0,8})(?:(-[0-9a-f]{16})([0-9a-f]{8})(?:-(?:gzip|br|deflate))?)?$`)

// mostTags is how many tags a change may name.
const mostTags = 16

// versions reads If-Match: every change says of which versions it may be a change, * being any. The comparison is strong (RFC 9110
// section 13.1.1): a weak tag names none. What stands after the version in a tag tells what a reader was shown; a change does not
// conflict with that, so the version alone decides.
func (x *exchange) versions(id models.ID) ([]int, error) {
	header := headerList(x.c, fiber.HeaderIfMatch)
	switch header {
	case "":
		return nil, models.Errorf(models.PreconditionRequired, "Send If-Match with the ETag of the object that you read.")
	case "*":
		return []int{engine.AnyVersion}, nil
	}
	tags, ok := readTags(header)
	if ok && len(tags) > mostTags {
		return nil, models.Errorf(models.Malformed, "Send at most %d ETags in If-Match.", mostTags)
	}
	var out []int
	for _, tag := range tags {
		parts := objectTag.FindStringSubmatch(tag.text)
		if !ok || tag.weak || parts == nil || parts[2] != "" && parts[3] != seal(id, parts[1]+parts[2]) {
			continue
		}
		if v, err := strconv.Atoi(parts[1]); err == nil && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	if len(out) == 0 {
		return nil, models.Errorf(models.Stale, "If-Match is no ETag of this object. Read it again, and send its ETag.")
	}
	return out, nil
}

// change does a change of the object in the path, if that still has one of the versions that If-Match names.
func (x *exchange) change(do func(models.ID, int) error) error {
	id, err := x.id()
	if err != nil {
		return err
	}
	versions, err := x.versions(id)
	for _, version := range versions {
		if err = do(id, version); models.CodeOf(err) != models.Stale {
			return err
		}
	}
	return err
}

// entityTag is one tag of a list.
type entityTag struct {
	text string // between its quotes
	weak bool
}

// oneTag is an entity tag at the beginning of a list (RFC 9110 section 8.8.3), with what parts it from the next.
var oneTag = regexp.MustCompile(`^(W/)?"([\x21\x23-\x7e\x80-\xff]*)"[ \t]*(?:,[ \t,]*|$)`)

// readTags reads a list of entity tags, and tells whether it is one.
func readTags(header string) (tags []entityTag, ok bool) {
	for rest := strings.TrimLeft(header, " \t,"); rest != ""; {
		m := oneTag.FindStringSubmatch(rest)
		if m == nil {
			return nil, false
		}
		tags, rest = append(tags, entityTag{text: m[2], weak: m[1] != ""}), rest[len(m[0]):]
	}
	return tags, len(tags) > 0
}

// noneMatch tells that If-None-Match names a tag (RFC 9110 section 13.1.2): the reader has what we would send. The comparison is weak.
func noneMatch(header, tag string) bool {
	tags, _ := readTags(header)
	return header == "*" || slices.ContainsFunc(tags, func(t entityTag) bool { return `"`+t.text+`"` == tag })
}

// headerList is a header's value; several lines of it are one list.
func headerList(c *fiber.Ctx, name string) string {
	return strings.TrimSpace(string(bytes.Join(c.Request().Header.PeekAll(name), []byte(", "))))
}

// finishTag gives an answer that was compressed a tag of its own, and leaves out the body where the reader has it.
func finishTag(c *fiber.Ctx) {
	c.Vary(fiber.HeaderAcceptEncoding)
	header := &c.Response().Header
	tag := string(header.Peek(fiber.HeaderETag))
	if tag == "" {
		return
	}
	if encoding := string(header.ContentEncoding()); encoding != "" && !strings.HasSuffix(tag, "-"+encoding+`"`) {
		tag = strings.TrimSuffix(tag, `"`) + "-" + encoding + `"`
		c.Set(fiber.HeaderETag, tag)
	}
	reads := c.Method() == fiber.MethodGet || c.Method() == fiber.MethodHead
	if reads && header.StatusCode() == fiber.StatusOK && noneMatch(headerList(c, fiber.HeaderIfNoneMatch), tag) {
		c.Response().ResetBody()
		header.Del(fiber.HeaderContentEncoding)
		header.Del(fiber.HeaderContentDisposition)
		header.SetContentType("")
		c.Status(fiber.StatusNotModified)
	}
}
