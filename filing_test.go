package qadam_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// These tests hold that a noun is found by its name: Need stands in need.go or need_*.go, in each room.

// snake writes a type's name as a file's: OutboxMail is outbox_mail.
func snake(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		upperBefore := i > 0 && unicode.IsUpper(runes[i-1])
		lowerAfter := i+1 < len(runes) && unicode.IsLower(runes[i+1])
		if unicode.IsUpper(r) && i > 0 && (!upperBefore || lowerAfter) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// bears tells that a file has the name of a noun, or of a part of it.
func bears(file, noun string) bool {
	name := strings.TrimSuffix(path.Base(file), ".go")
	return name == snake(noun) || strings.HasPrefix(name, snake(noun)+"_")
}

// modelOf gives the T of Noun[models.T] or engine.Kind[models.T, I], where e is such a type of that name.
func modelOf(e ast.Expr, generic string) string {
	var of, first ast.Expr
	switch e := e.(type) {
	case *ast.IndexExpr:
		of, first = e.X, e.Index
	case *ast.IndexListExpr:
		of, first = e.X, e.Indices[0]
	default:
		return ""
	}
	name := ""
	switch of := of.(type) {
	case *ast.Ident:
		name = of.Name
	case *ast.SelectorExpr:
		name = of.Sel.Name
	}
	if t, ok := first.(*ast.SelectorExpr); ok && name == generic {
		return t.Sel.Name
	}
	return ""
}

// made lists the nouns of which a file makes a Noun or a Kind.
func made(file *ast.File, generic string) []string {
	var out []string
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.CompositeLit); ok {
			if noun := modelOf(lit.Type, generic); noun != "" {
				out = append(out, noun)
			}
		}
		return true
	})
	return out
}

// stored lists the types of a file that embed Base.
func stored(file *ast.File) []string {
	var out []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		if s, ok := spec.Type.(*ast.StructType); ok {
			for _, f := range s.Fields.List {
				if id, ok := f.Type.(*ast.Ident); ok && len(f.Names) == 0 && id.Name == "Base" {
					out = append(out, spec.Name.Name)
				}
			}
		}
		return true
	})
	return out
}

func TestANounStandsInAFileOfItsName(t *testing.T) {
	declared, nouns := map[string]string{}, 0
	hold := func(file, what, noun string) {
		if nouns++; !bears(file, noun) {
			t.Errorf("%s holds %s %s; it belongs into %s.go or %s_….go", file, what, noun, snake(noun), snake(noun))
		}
	}
	var listed []string
	for _, file := range projectFiles(t, ".go") {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		switch in, _ := roomOf(path.Dir(file)); {
		case path.Dir(file) == "models":
			for _, d := range parsed.Decls {
				if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE {
					for _, s := range g.Specs {
						declared[s.(*ast.TypeSpec).Name.Name] = file
					}
				}
			}
			for _, noun := range stored(parsed) {
				hold(file, "the type", noun)
			}
		case in.path == "app/store":
			for _, noun := range made(parsed, "Noun") {
				listed = append(listed, noun)
				hold(file, "the table of", noun)
			}
		default:
			for _, noun := range made(parsed, "Kind") {
				hold(file, "the use cases of", noun)
			}
		}
	}
	for _, noun := range listed { // some nouns have no Base: entries of the log, steps, reminders
		hold(declared[noun], "the type", noun)
	}
	if nouns < 100 {
		t.Errorf("only %d places found; a test over nothing proves nothing", nouns)
	}
}

// TestMigrationsAreNumberedOnce holds that both databases have the same steps of the schema, and each step a number of its own.
func TestMigrationsAreNumberedOnce(t *testing.T) {
	const folder = "app/store/migrations/"
	steps := map[string][]string{}
	for _, file := range projectFiles(t, ".sql") {
		if rest, is := strings.CutPrefix(file, folder); is {
			database, name, _ := strings.Cut(rest, "/")
			steps[database] = append(steps[database], name)
		}
	}
	if len(steps) != 2 || !slices.Equal(steps["sqlite"], steps["postgres"]) {
		t.Errorf("the databases have different steps: %q", steps)
	}
	numbers := map[string]string{}
	for _, name := range steps["sqlite"] {
		number, _, _ := strings.Cut(name, "_")
		if other := numbers[number]; other != "" {
			t.Errorf("%s and %s have the same number: the later one takes the next that is free", other, name)
		}
		numbers[number] = name
	}
}

func TestFileNames(t *testing.T) {
	for noun, file := range map[string]string{"Need": "need", "OutboxMail": "outbox_mail", "IATIStatus": "iati_status",
		"UpdateLink": "update_link"} {
		if got := snake(noun); got != file {
			t.Errorf("%s belongs into %s.go, not %s.go", noun, file, got)
		}
	}
	if !bears("app/store/need_step.go", "Need") || bears("app/store/needle.go", "Need") || bears("app/store/portfolio.go", "Need") {
		t.Error("a file bears a noun's name alone, or with a part of the noun behind it")
	}
}
