-- +goose Up
-- Who follows what is new reads lists in the order of their last change.
CREATE INDEX findings_updated ON findings (updated_at, id);
CREATE INDEX needs_updated ON needs (updated_at, id);
CREATE INDEX referrals_updated ON referrals (updated_at, id);
CREATE INDEX projects_updated ON projects (updated_at, id);
CREATE INDEX activities_updated ON activities (updated_at, id);
CREATE INDEX milestones_updated ON milestones (updated_at, id);
CREATE INDEX updates_updated ON updates (updated_at, id);
CREATE INDEX transactions_updated ON transactions (updated_at, id);

-- +goose Down
DROP INDEX transactions_updated;
DROP INDEX updates_updated;
DROP INDEX milestones_updated;
DROP INDEX activities_updated;
DROP INDEX projects_updated;
DROP INDEX referrals_updated;
DROP INDEX needs_updated;
DROP INDEX findings_updated;
