-- +goose Up
-- What an update reports as spent is booked once it is accepted. What was booked of updates that are not is taken back: accepting them
-- books it. The log keeps the entries of its making.
DELETE FROM transactions WHERE update_id IN (SELECT id FROM updates WHERE status <> 'accepted');

-- +goose Down
SELECT 1;
