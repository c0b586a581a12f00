-- +goose Up
-- What was accepted is corrected by a further version. It tells which version it corrects and which was the first, and that one
-- tells what replaced it. An expenditure names the update that it was booked from.
ALTER TABLE updates ADD COLUMN corrects_id text REFERENCES updates (id);
ALTER TABLE updates ADD COLUMN original_id text REFERENCES updates (id);
ALTER TABLE updates ADD COLUMN corrected_by_id text REFERENCES updates (id);
ALTER TABLE updates ADD COLUMN wrong text NOT NULL DEFAULT '';
ALTER TABLE updates ADD COLUMN correction_reason text NOT NULL DEFAULT '';
CREATE UNIQUE INDEX updates_corrects ON updates (corrects_id) WHERE corrects_id IS NOT NULL;
CREATE INDEX updates_original ON updates (original_id) WHERE original_id IS NOT NULL;

ALTER TABLE transactions ADD COLUMN update_id text REFERENCES updates (id);
CREATE INDEX transactions_update ON transactions (update_id) WHERE update_id IS NOT NULL;
UPDATE transactions SET update_id = (SELECT u.id FROM updates u WHERE u.organisation_id = transactions.organisation_id
    AND u.project_id = transactions.project_id AND u.activity_id IS NOT DISTINCT FROM transactions.activity_id
    AND u.submitted_at = transactions.created_at AND u.spent_currency = transactions.amount_currency
    ORDER BY u.id LIMIT 1)
  WHERE kind = 'expenditure' AND description LIKE 'Reported as spent%';

-- +goose Down
DROP INDEX transactions_update;
ALTER TABLE transactions DROP COLUMN update_id;
DROP INDEX updates_original;
DROP INDEX updates_corrects;
ALTER TABLE updates DROP COLUMN correction_reason;
ALTER TABLE updates DROP COLUMN wrong;
ALTER TABLE updates DROP COLUMN corrected_by_id;
ALTER TABLE updates DROP COLUMN original_id;
ALTER TABLE updates DROP COLUMN corrects_id;
