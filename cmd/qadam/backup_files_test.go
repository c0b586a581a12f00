package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qadam/app/files/filestest"
	"qadam/app/store/storetest"
)

// exchangeFile sends a request about files and gives what came.
func exchangeFile(t *testing.T, method, url, token, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/octet-stream")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

// TestBackupOfFiles uploads a file into a folder and into a bucket, backs it up, and reads it in the installation that is restored, whose
// files are kept in a folder. A file that was damaged is found when it is backed up.
func TestBackupOfFiles(t *testing.T) {
	for _, kind := range storetest.Kinds {
		t.Run(kind, func(t *testing.T) {
			env, token := prepare(t, storetest.Address(t, kind))
			dir := filepath.Join(t.TempDir(), "evidence")
			if env = append(env, "QADAM_FILES="+dir); kind == "postgres" {
				b := filestest.Bucket(t, "")
				env = append(env[:len(env)-1], "QADAM_FILES=s3+http://"+b.Host+"/"+b.Bucket+"/qadam?region="+b.Region,
					"QADAM_FILES_KEY="+b.Key, "QADAM_FILES_SECRET="+b.Secret)
			}
			s := serve(t, env, "serve", "--listen=127.0.0.1:0")
			status, body := exchangeFile(t, "POST", s.url+"/api/v1/files?name=list", token, "Attendance (fiction)")
			var f struct{ ID string }
			if err := json.Unmarshal([]byte(body), &f); err != nil || status != 201 {
				t.Fatalf("%d %s: %v", status, body, err)
			}
			file := filepath.Join(t.TempDir(), "backup")
			if out := must(t, env, "backup", file); !strings.Contains(out, "files: 1") {
				t.Error(out)
			}
			if info, err := os.Stat(file + ".files.tar"); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("others may read the files of the backup: %v %v", info, err)
			}
			s.end()
			if kind == "sqlite" {
				if err := os.WriteFile(filepath.Join(dir, f.ID[len(f.ID)-2:], f.ID), []byte("damaged"), 0o600); err != nil {
					t.Fatal(err)
				}
				if r := qadam(t, env, "backup", file+"2"); r.code != 1 || !strings.Contains(r.errOut, "is damaged") {
					t.Errorf("a damaged file is backed up: %+v", r)
				}
			}
			restored := []string{"QADAM_DATABASE=" + empty(t, kind), "QADAM_FILES=" + filepath.Join(t.TempDir(), "restored")}
			if out := must(t, restored, "restore", file); !strings.Contains(out, "files: 1") {
				t.Error(out)
			}
			again := serve(t, restored, "serve", "--listen=127.0.0.1:0")
			if status, body := exchangeFile(t, "GET", again.url+"/api/v1/files/"+f.ID+"/content", token, ""); status != 200 ||
				body != "Attendance (fiction)" {
				t.Errorf("the file comes back as %d %q", status, body)
			}
		})
	}
}
