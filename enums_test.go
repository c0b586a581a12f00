package qadam_test

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// These tests hold that a value of an enumeration is written once, as a constant of its type in models.

// house type-checks our packages from source. Other packages are empty to it, which is quick and leaves our own types whole, but for
// those that hand types of ours on.
type house struct {
	fset     *token.FileSet
	std      types.Importer
	packages map[string]*types.Package
	files    map[string][]*ast.File
	info     types.Info

	constants map[string]bool // of enumerations, by type and value
}

func (h *house) Import(name string) (*types.Package, error) {
	folder, ours := strings.CutPrefix(name, module+"/")
	switch {
	case slices.Contains([]string{"cmp", "maps", "slices"}, name):
		return h.std.Import(name)
	case !ours:
		empty := types.NewPackage(name, path.Base(name))
		empty.MarkComplete()
		return empty, nil
	}
	if p := h.packages[name]; p != nil {
		return p, nil
	}
	found, err := build.ImportDir(filepath.FromSlash(folder), 0)
	if err != nil {
		return nil, err
	}
	for _, file := range found.GoFiles {
		parsed, err := parser.ParseFile(h.fset, filepath.Join(folder, file), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		h.files[name] = append(h.files[name], parsed)
	}
	h.packages[name] = h.check(name, h.files[name]...)
	return h.packages[name], nil
}

// check types a package. What the empty packages lack are faults without meaning.
func (h *house) check(name string, files ...*ast.File) *types.Package {
	config := types.Config{Importer: h, Error: func(error) {}}
	checked, _ := config.Check(name, h.fset, files, &h.info)
	return checked
}

// enumeration tells whether a type lists its values.
func enumeration(t types.Type) bool {
	named, ok := t.(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() != module+"/models" {
		return false
	}
	return slices.ContainsFunc(slices.Collect(named.Methods()), func(m *types.Func) bool { return m.Name() == "Values" })
}

var quotedWord = regexp.MustCompile(`'([a-z_]+)'`)

func TestValuesOfEnumerationsAreConstants(t *testing.T) {
	fset := token.NewFileSet()
	h := &house{fset: fset, std: importer.ForCompiler(fset, "source", nil), packages: map[string]*types.Package{},
		files: map[string][]*ast.File{}, info: types.Info{Types: map[ast.Expr]types.TypeAndValue{}},
		constants: map[string]bool{}}
	for _, file := range projectFiles(t, ".go") {
		folder := path.Dir(file)
		other := folder == "." || under(folder, "bench") || under(folder, "handlers/testdata") // the last is a module of its own
		if !other && !strings.HasSuffix(file, "_test.go") {
			if _, err := h.Import(module + "/" + folder); err != nil {
				t.Fatal(err)
			}
		}
	}
	values, statuses := map[string]bool{}, map[string]bool{}
	scope := h.packages[module+"/models"].Scope()
	for _, name := range scope.Names() {
		if c, ok := scope.Lookup(name).(*types.Const); ok && enumeration(c.Type()) {
			values[constant.StringVal(c.Val())] = true
			h.constants[c.Type().String()+" "+constant.StringVal(c.Val())] = true
			if strings.HasSuffix(c.Type().(*types.Named).Obj().Name(), "Status") {
				statuses[constant.StringVal(c.Val())] = true
			}
		}
	}
	if !values["on_track"] || !statuses["taken_up"] {
		t.Fatalf("the enumerations were not found: %v", values)
	}
	for name, files := range h.files {
		for _, file := range files {
			for _, fault := range h.bare(name, file, values, statuses) {
				t.Error(fault)
			}
		}
	}
	proof, err := parser.ParseFile(fset, "proof.go", `package proof
import "qadam/models"
func f(n models.Need, in models.StepInput) bool { n.Level = "strategic"; return n.Status == "met" || in.To == "met" }
const query = "n.status = 'met'"`, 0)
	if err != nil {
		t.Fatal(err)
	}
	h.check("proof", proof)
	if found := h.bare(module+"/app/store", proof, values, statuses); len(found) != 5 {
		t.Errorf("of a file with bare values %q was found", found)
	}
}

// bare finds the values of enumerations that are written as plain text.
func (h *house) bare(pkg string, file *ast.File, values, statuses map[string]bool) (faults []string) {
	say := func(at *ast.BasicLit, format string, args ...any) {
		faults = append(faults, fmt.Sprintf("%s: "+format, append([]any{h.fset.Position(at.Pos())}, args...)...))
	}
	compared := func(e ast.Expr) {
		if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING && statuses[strings.Trim(lit.Value, `"`)] {
			say(lit, "write the constant of %s", lit.Value)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GenDecl:
			return n.Tok != token.CONST || pkg != module+"/models"
		case *ast.BinaryExpr:
			if n.Op == token.EQL || n.Op == token.NEQ {
				compared(n.X)
				compared(n.Y)
			}
		case *ast.CaseClause:
			for _, e := range n.List {
				compared(e)
			}
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && slices.Contains([]string{"To", "FromStatus", "ToStatus"}, key.Name) {
				compared(n.Value)
			}
		case *ast.BasicLit:
			is := h.info.Types[n]
			if n.Kind != token.STRING || is.Value == nil {
				break
			}
			if text := constant.StringVal(is.Value); text != "" && h.constants[is.Type.String()+" "+text] {
				say(n, "write the constant of %s for %q", is.Type, text)
			} else if strings.HasPrefix(pkg, module+"/app/store") {
				for _, m := range quotedWord.FindAllStringSubmatch(text, -1) {
					if values[m[1]] {
						say(n, "write %s by quoted, with its constant", m[0])
					}
				}
			}
		}
		return true
	})
	return faults
}
