package models

// UNLanguages are the six official languages of the United Nations.
var UNLanguages = []string{"ar", "en", "es", "fr", "ru", "zh"}
