package main

import (
	"cmp"

	"qadam/app/config"
	"qadam/app/files"
	"qadam/app/register"
)

// newEvidence makes what keeps uploaded files, as the settings say: a bucket, or a folder beside the database.
func newEvidence(s config.Settings) (kept register.Evidence, err error) {
	if b := s.FilesS3; b.Bucket != "" {
		kept.Store, err = files.NewS3(files.S3{Host: b.Host, Bucket: b.Bucket, Prefix: b.Prefix, Region: b.Region, Key: b.Key,
			Secret: b.Secret.Reveal(), Plain: b.Plain})
	} else {
		kept.Store = files.NewFolder(filesFolder(s))
	}
	if s.AntivirusNetwork != "" {
		kept.Antivirus = files.NewClamd(s.AntivirusNetwork, s.AntivirusAddress)
	}
	return kept, err
}

// filesFolder is the folder of uploaded files.
func filesFolder(s config.Settings) string {
	if s.FilesFolder != "" {
		return s.FilesFolder
	}
	return cmp.Or(s.DatabaseFile(), "qadam") + "-files"
}
