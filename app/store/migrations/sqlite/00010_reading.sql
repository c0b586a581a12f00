-- +goose Up
-- Indexes for what everybody reads first: the overview and a donor's summary.
-- What a donor's money reaches, with the status that it has, without the rows themselves.
DROP INDEX activities_project;
CREATE INDEX activities_project ON activities (project_id, reference, id, status, status_on);
-- What was brought to its end, where, and whether in time: the records by which offers are judged.
CREATE INDEX activities_ended ON activities (status, country_code, id, project_id, actual_end, planned_end);
-- The live activities by the day on which they were last heard of (lastNews in app/store/owed.go; the same words, or it is not used).
CREATE INDEX activities_news ON activities ((CASE WHEN status = 'pipeline' AND planned_start > status_on AND (last_update_on IS NULL OR planned_start > last_update_on) THEN planned_start
	WHEN last_update_on > status_on THEN last_update_on ELSE status_on END), id) WHERE status IN ('pipeline', 'finalisation', 'implementation');
-- The needs for which a step is proposed: few of all.
CREATE INDEX needs_proposed ON needs (status_on, id) WHERE proposed_status <> '';

-- +goose Down
DROP INDEX needs_proposed;
DROP INDEX activities_news;
DROP INDEX activities_ended;
DROP INDEX activities_project;
CREATE INDEX activities_project ON activities (project_id, reference, id);
