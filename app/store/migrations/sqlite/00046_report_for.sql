-- +goose Up
-- A report that is issued before the day that an agreement wants covered is named as the one for it.
ALTER TABLE report_deadlines ADD COLUMN report_id text REFERENCES reports (id);

-- +goose Down
ALTER TABLE report_deadlines DROP COLUMN report_id;
