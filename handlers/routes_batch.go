package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"qadam/app"
	"qadam/app/engine"
	"qadam/handlers/openapi"
	"qadam/handlers/problem"
	"qadam/handlers/request"
	"qadam/models"
)

// batchLimit is the most bytes of a batch.
const batchLimit = 8 << 20

func batchRoutes(a *app.App) group {
	return group{"batch", "Many changes in one request.", []route{
		{openapi.Route{Method: http.MethodPost, Path: "/batch", Action: "batch.send", Summary: "Add, change and step up to 500 objects",
			Note: "Each item is judged and logged as its own request would be. Without alone all items are saved or none: where some " +
				"are refused, the problem names each fault by its item. With alone each item has the answer or the problem of its own.",
			In: models.BatchInput{}, Out: new(models.BatchResult), Limit: batchLimit,
			Example: `{"items":[{"method":"POST","path":"/organisations","body":{"code":"EXAMPLE-BATCH",` +
				`"name":"Example organisation from a batch (fiction)","kind":"ngo"}}]}`},
			func(x *exchange) error { return x.batch(a) }},
	}}
}

// batch does the items of a batch.
func (x *exchange) batch(a *app.App) error {
	body, err := x.body("application/json")
	if err != nil {
		return err
	}
	var in models.BatchInput
	if err := decodeNew(body, &in); err != nil {
		return err
	}
	if err := engine.Begin(x.actor, x.route.Action, in); err != nil {
		return err
	}
	b := &batch{of: x, items: in.Items}
	if in.Alone {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(x.ctx), streamTimeout)
		defer cancel()
		b.run(ctx)
	} else {
		err = a.Together(x.ctx, x.actor, func(ctx context.Context) error {
			b.run(ctx)
			return b.fault()
		})
	}
	for _, r := range b.refused { // once the transaction has ended: the log is written in another one
		x.server.refused(r.item, r.err)
	}
	return x.ok(&models.BatchResult{Items: b.answers}, err)
}

// batch is what came of the items so far.
type batch struct {
	of      *exchange
	items   []models.BatchItem
	answers []models.BatchAnswer
	refused []refusedItem
}

type refusedItem struct {
	at   int
	item *exchange
	err  error
}

// run does each item as its own request.
func (b *batch) run(ctx context.Context) {
	b.answers, b.refused = make([]models.BatchAnswer, 0, len(b.items)), nil
	for i, in := range b.items {
		item, err := b.of.item(ctx, in, i)
		if err == nil {
			err = item.permit()
		}
		if err == nil {
			err = item.answer()
		}
		answer := item.batchAnswer(err)
		if err != nil {
			b.refused = append(b.refused, refusedItem{i, item, err})
		}
		b.answers = append(b.answers, answer)
	}
}

// fault is the one problem of a batch of which nothing is saved, nil where no item was refused.
func (b *batch) fault() error {
	if len(b.refused) == 0 {
		return nil
	}
	code := problem.From(b.refused[0].err).Code
	if code != models.Forbidden && code != models.Conflict {
		code = models.Invalid
	}
	var fields []models.FieldError
	for _, r := range b.refused {
		e := problem.From(r.err)
		switch e.Code {
		case models.Internal, models.Unavailable:
			return r.err
		case code:
		default:
			code = models.Invalid
		}
		at := fmt.Sprintf("/items/%d", r.at)
		if len(e.Fields) == 0 {
			fields = append(fields, models.FieldError{Pointer: at, Detail: e.Message})
		}
		for _, f := range e.Fields {
			pointer := at + "/body" + f.Pointer
			if r.item.route == nil {
				pointer = at + f.Pointer
			}
			fields = append(fields, models.FieldError{Pointer: pointer, Detail: f.Detail})
		}
	}
	return &models.Error{Code: code, Fields: fields,
		Message: fmt.Sprintf("Nothing was saved: %d of %d items were refused.", len(b.refused), len(b.items))}
}

// item makes the request that an item stands for. One that no route takes has none.
func (x *exchange) item(ctx context.Context, in models.BatchItem, at int) (*exchange, error) {
	fctx := &fasthttp.RequestCtx{}
	path := "/api/v1/" + strings.TrimPrefix(strings.TrimPrefix(in.Path, "/api/v1"), "/")
	fctx.Request.Header.SetMethod(string(in.Method))
	fctx.Request.SetRequestURI(path)
	fctx.Request.Header.SetContentType(fiber.MIMEApplicationJSON)
	fctx.Request.SetBodyString(string(in.Body))
	for name, value := range map[string]string{fiber.HeaderIfMatch: in.IfMatch, "Idempotency-Key": x.itemKey(in, at)} {
		if value != "" {
			fctx.Request.Header.Set(name, value)
		}
	}
	c := x.server.fiber.AcquireCtx(fctx)
	request.SetID(c, request.ID(x.c))
	item := &exchange{c: c, ctx: ctx, actor: x.actor, server: x.server}
	pattern := strings.Split(strings.TrimPrefix(path, "/api/v1/"), "/")
	if len(pattern) > 1 {
		item.object, pattern[1] = pattern[1], ":id"
	}
	item.route = x.server.batched[string(in.Method)+" /"+strings.Join(pattern, "/")]
	if item.route == nil {
		return item, models.Fault("/path", "A batch takes no %s of this path; name one that adds, changes or steps an object.", in.Method)
	}
	return item, nil
}

// itemKey is the Idempotency-Key of an item: its own, or one made of that of the batch.
func (x *exchange) itemKey(in models.BatchItem, at int) string {
	if whole := x.c.Get("Idempotency-Key"); in.IdempotencyKey == "" && whole != "" {
		return fmt.Sprintf("%s %d", whole, at)
	}
	return in.IdempotencyKey
}

// batchAnswer is what an item was answered, or its fault.
func (x *exchange) batchAnswer(err error) models.BatchAnswer {
	if err != nil {
		p := problemOf(problem.From(err), request.ID(x.c))
		body, _ := json.Marshal(p) // texts and numbers alone
		return models.BatchAnswer{Status: p.Status, Body: models.RawJSON(body)}
	}
	res := x.c.Response()
	return models.BatchAnswer{Status: res.StatusCode(), ETag: string(res.Header.Peek(fiber.HeaderETag)),
		Location: string(res.Header.Peek(fiber.HeaderLocation)), Replayed: engine.Replayed(x.ctx), Body: models.RawJSON(res.Body())}
}
