-- +goose Up
-- References and codes are the same in capitals or not. Of those that clash the newer ones get the end of their id behind them.
UPDATE missions SET reference = reference || '-' || SUBSTR(CAST(id AS text), 25), version = version + 1
  WHERE id IN (SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY LOWER(reference) ORDER BY id) AS n FROM missions) x WHERE n > 1);
CREATE UNIQUE INDEX missions_any_case_reference ON missions (LOWER(reference));
UPDATE findings SET reference = reference || '-' || SUBSTR(CAST(id AS text), 25), version = version + 1
  WHERE id IN (SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY LOWER(reference) ORDER BY id) AS n FROM findings) x WHERE n > 1);
CREATE UNIQUE INDEX findings_any_case_reference ON findings (LOWER(reference));
UPDATE needs SET reference = reference || '-' || SUBSTR(CAST(id AS text), 25), version = version + 1
  WHERE id IN (SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY LOWER(reference) ORDER BY id) AS n FROM needs) x WHERE n > 1);
CREATE UNIQUE INDEX needs_any_case_reference ON needs (LOWER(reference));
UPDATE offers SET reference = reference || '-' || SUBSTR(CAST(id AS text), 25), version = version + 1
  WHERE id IN (SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY LOWER(reference) ORDER BY id) AS n FROM offers) x WHERE n > 1);
CREATE UNIQUE INDEX offers_any_case_reference ON offers (LOWER(reference));
UPDATE projects SET reference = reference || '-' || SUBSTR(CAST(id AS text), 25), version = version + 1
  WHERE id IN (SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY LOWER(reference) ORDER BY id) AS n FROM projects) x WHERE n > 1);
CREATE UNIQUE INDEX projects_any_case_reference ON projects (LOWER(reference));
UPDATE activities SET reference = reference || '-' || SUBSTR(CAST(id AS text), 25), version = version + 1
  WHERE id IN (SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY LOWER(reference) ORDER BY id) AS n FROM activities) x WHERE n > 1);
CREATE UNIQUE INDEX activities_any_case_reference ON activities (LOWER(reference));
UPDATE milestones SET reference = reference || '-' || SUBSTR(CAST(id AS text), 25), version = version + 1
  WHERE id IN (SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY LOWER(reference) ORDER BY id) AS n FROM milestones) x WHERE n > 1);
CREATE UNIQUE INDEX milestones_any_case_reference ON milestones (LOWER(reference));
UPDATE organisations SET code = code || '-' || SUBSTR(CAST(id AS text), 25), version = version + 1
  WHERE id IN (SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY LOWER(code) ORDER BY id) AS n FROM organisations) x WHERE n > 1);
CREATE UNIQUE INDEX organisations_any_case_code ON organisations (LOWER(code));

-- +goose Down
DROP INDEX missions_any_case_reference;
DROP INDEX findings_any_case_reference;
DROP INDEX needs_any_case_reference;
DROP INDEX offers_any_case_reference;
DROP INDEX projects_any_case_reference;
DROP INDEX activities_any_case_reference;
DROP INDEX milestones_any_case_reference;
DROP INDEX organisations_any_case_code;
