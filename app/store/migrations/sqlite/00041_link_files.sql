-- +goose Up
-- How many forms with files came through an update link on its latest such day, and of how many bytes: a link takes so much a day.
ALTER TABLE update_links ADD COLUMN files_on date;
ALTER TABLE update_links ADD COLUMN files_forms integer NOT NULL DEFAULT 0;
ALTER TABLE update_links ADD COLUMN files_bytes integer NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE update_links DROP COLUMN files_bytes;
ALTER TABLE update_links DROP COLUMN files_forms;
ALTER TABLE update_links DROP COLUMN files_on;
