package config

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"
)

// Environment gives kong the flags that were not on the command line. It keeps the faults that it finds for Read, which reports
// them with all others.
type Environment struct {
	values map[string]string
	faults []error
}

var _ kong.Resolver = (*Environment)(nil)

// NewEnvironment takes "NAME=value" lines, as os.Environ gives them.
func NewEnvironment(env []string) *Environment {
	e := &Environment{values: map[string]string{}}
	for _, line := range env {
		if name, value, ok := strings.Cut(line, "="); ok && strings.TrimSpace(value) != "" {
			e.values[name] = value
		}
	}
	return e
}

// Validate is required by kong; Read checks the values.
func (e *Environment) Validate(*kong.Application) error { return nil }

// Resolve finds a flag's value: nil when the environment does not set it.
func (e *Environment) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	source := flag.Tag.Get("source")
	if source == "" {
		return nil, nil
	}
	name := variable(flag.Name)
	value, set := e.values[name]
	if path, ok := e.values[name+"_FILE"]; ok && strings.Contains(source, "file") {
		if set {
			e.fault("%s: %s_FILE is set too: keep one of them", name, name)
			return nil, nil
		}
		value, set = e.readFile(name+"_FILE", path)
	}
	if !set {
		return nil, nil
	}
	if flag.IsBool() {
		on, err := strconv.ParseBool(value)
		if err != nil {
			e.fault("%s: %q is neither true nor false: give one of them", name, value)
			return nil, nil
		}
		return on, nil
	}
	return value, nil
}

// readFile reads a secret without the line break at its end, which editors put there.
func (e *Environment) readFile(name, path string) (string, bool) {
	content, err := os.ReadFile(path)
	text := strings.TrimSpace(string(content))
	switch {
	case err != nil:
		e.fault("%s: %v: name a file that this user can read", name, err)
	case text == "":
		e.fault("%s: %s is empty: write the value into it", name, path)
	}
	return text, err == nil && text != ""
}

func (e *Environment) fault(format string, args ...any) {
	e.faults = append(e.faults, fmt.Errorf(format, args...))
}

// variable names the environment variable of a flag: "base-url" is QADAM_BASE_URL.
func variable(flag string) string {
	return "QADAM_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// Describe is the help of a flag or argument, with the environment variables that set it.
func Describe(value *kong.Value) string {
	source := value.Tag.Get("source")
	if source == "" {
		return value.Help
	}
	names := "$" + variable(value.Name)
	if strings.Contains(source, "file") {
		names += ", $" + variable(value.Name) + "_FILE"
	}
	return value.Help + " [" + names + "]"
}
