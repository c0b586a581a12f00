-- +goose Up
-- A passkey or an account at a provider does not sign in from when its user's account changed until an admin restores it.
ALTER TABLE passkeys ADD COLUMN suspended_at datetime;
ALTER TABLE identities ADD COLUMN suspended_at datetime;

-- +goose Down
ALTER TABLE identities DROP COLUMN suspended_at;
ALTER TABLE passkeys DROP COLUMN suspended_at;
