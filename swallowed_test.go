package qadam_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestErrorsAreNotSwallowed holds that what failed for a reason of the database's is told as that: where a call that was given the
// transaction or the context failed, what is returned is made of its error. An answer that leaves the error out turns a lost
// connection into "there is nothing with this id".
func TestErrorsAreNotSwallowed(t *testing.T) {
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") ||
			!slices.Contains([]string{"app", "handlers"}, strings.Split(file, string(filepath.Separator))[0]) ||
			under(file, "handlers/handlerstest") || under(file, "app/webhook") { // which knows no database

			return err
		}
		fset := token.NewFileSet()
		tree, err := parser.ParseFile(fset, file, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if block, ok := n.(*ast.BlockStmt); ok {
				for _, at := range swallowedIn(block.List) {
					t.Errorf("%s: an error of the database may end here unseen; return it, or what engine.FaultIfNotFound makes of it",
						fset.Position(at))
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// swallowedIn finds the returns that leave out an error which the statement before them, or their own if, got from the database.
func swallowedIn(list []ast.Stmt) []token.Pos {
	var out []token.Pos
	for i, stmt := range list {
		check, ok := stmt.(*ast.IfStmt)
		if !ok || !names(check.Cond, "err") {
			continue
		}
		made := check.Init
		if made == nil && i > 0 {
			made = list[i-1]
		}
		if assign, ok := made.(*ast.AssignStmt); !ok || !asksDatabase(assign) {
			continue
		}
		for _, s := range check.Body.List {
			if back, ok := s.(*ast.ReturnStmt); ok && len(back.Results) > 0 && failed(check.Cond) && !names(back, "err") {
				out = append(out, back.Pos())
			}
		}
	}
	return out
}

// failed says whether a condition asks for err != nil.
func failed(cond ast.Expr) bool {
	found := false
	ast.Inspect(cond, func(n ast.Node) bool {
		if b, ok := n.(*ast.BinaryExpr); ok && b.Op == token.NEQ && names(b.X, "err") {
			found = true
		}
		return true
	})
	return found
}

// asksDatabase says whether err is made by a call that was given a transaction or a context.
func asksDatabase(assign *ast.AssignStmt) bool {
	made := slices.ContainsFunc(assign.Lhs, func(e ast.Expr) bool { return names(e, "err") })
	for _, e := range assign.Rhs {
		if call, ok := e.(*ast.CallExpr); ok && made &&
			slices.ContainsFunc(call.Args, func(a ast.Expr) bool { return names(a, "tx") || names(a, "ctx") }) {
			return true
		}
	}
	return false
}

// names says whether a node names a variable.
func names(n ast.Node, name string) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Name == name {
			found = true
		}
		return true
	})
	return found
}
