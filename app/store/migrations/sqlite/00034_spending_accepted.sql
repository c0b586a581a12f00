-- +goose Up
-- What an update reports as spent is booked once it is accepted. What was booked of updates that are not is taken back: accepting them
-- books it. What a later accepted total stands on stays. The log keeps the entries of its making.
DELETE FROM transactions WHERE update_id IN (SELECT u.id FROM updates u WHERE u.status <> 'accepted' AND NOT EXISTS (
  SELECT 1 FROM updates l WHERE l.organisation_id = u.organisation_id AND l.project_id = u.project_id AND l.activity_id IS u.activity_id
    AND l.status = 'accepted' AND l.spent_currency <> '' AND (l.submitted_at, l.id) > (u.submitted_at, u.id)));

-- +goose Down
SELECT 1;
