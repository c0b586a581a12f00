-- +goose Up
-- What one person was told, the newest first: the page of what waits for them, and the list by recipient.
CREATE INDEX reminders_recipient ON reminders (recipient, id);

-- +goose Down
DROP INDEX reminders_recipient;
