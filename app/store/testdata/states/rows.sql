INSERT INTO countries (id, version, created_at, updated_at, code, region, time_zone, note)
  VALUES ('0190d2c4-7a00-7000-8000-000000000001', 1, '2024-07-21T09:00:00.000000Z', '2024-07-21T09:00:00.000000Z', 'KAZ', 'Asia', 'Asia/Almaty', '');
INSERT INTO organisations (id, version, created_at, updated_at, code, name, kind, iati_identifier, country_code, listed, note)
  VALUES ('0190d2c4-7a00-7000-8000-000000000002', 1, '2024-07-21T09:00:00.000000Z', '2024-07-21T09:00:00.000000Z', 'ORG', 'Первая (fiction)', 'ngo', 'XM-1', '', true, ''),
    ('0190d2c4-7a00-7000-8000-000000000003', 1, '2024-07-21T09:00:00.000000Z', '2024-07-21T09:00:00.000000Z', 'org', 'Second (fiction)', 'ngo', 'XM-1', '', true, '');
INSERT INTO users (id, version, created_at, updated_at, name, email, role, organisation_id, country_code, language, time_zone, active)
  VALUES ('0190d2c4-7a00-7000-8000-000000000004', 1, '2024-07-21T09:00:00.000000Z', '2024-07-21T09:00:00.000000Z', 'Partner (fiction)', 'partner@demo.example', 'partner', '0190d2c4-7a00-7000-8000-000000000002', '', 'en', 'UTC', true);
INSERT INTO missions (id, version, created_at, updated_at, reference, country_code, title, modality, lead_organisation_id, releasable_summary, documents, source_note, status, status_on, starts_on, ends_on)
  VALUES ('0190d2c4-7a00-7000-8000-000000000005', 1, '2024-07-21T09:00:00.000000Z', '2024-07-21T09:00:00.000000Z', 'KAZ-2024-M1', 'KAZ', 'Mission (fiction)', 'onsite', '0190d2c4-7a00-7000-8000-000000000002', '', '[]', '', 'planned', '2024-07-21', '2024-08-01', '2024-08-05');
INSERT INTO needs (id, version, created_at, updated_at, reference, country_code, mission_id, title, description, releasable_summary, level, kind, estimated_cost_minor, estimated_cost_currency, status, status_on, proposed_status, proposed_by, rank_key)
  VALUES ('0190d2c4-7a00-7000-8000-000000000006', 1, '2024-07-21T09:00:00.000000Z', '2024-07-21T09:00:00.000000Z', 'KAZ-2024-01', 'KAZ', '0190d2c4-7a00-7000-8000-000000000005', 'Need (fiction)', '', '', 'operational', 'training', 1250, 'UZS', 'proposed', '2024-07-21', '', '', '');
INSERT INTO projects (id, version, created_at, updated_at, reference, title, description, lead_organisation_id, starts_on, ends_on, budget_minor, budget_currency, reporting_months, status, status_on)
  VALUES ('0190d2c4-7a00-7000-8000-000000000007', 1, '2024-07-21T09:00:00.000000Z', '2024-07-21T09:00:00.000000Z', 'P-1', 'Project (fiction)', '', '0190d2c4-7a00-7000-8000-000000000002', '2024-09-01', '2025-08-31', 12345, 'USD', 3, 'implementation', '2024-09-01');
INSERT INTO activities (id, version, created_at, updated_at, reference, project_id, title, description, country_code, planned_start, planned_end, health, progress, status, status_on)
  VALUES ('0190d2c4-7a00-7000-8000-000000000008', 1, '2024-07-21T09:00:00.000000Z', '2024-07-21T09:00:00.000000Z', 'P-1-A1', '0190d2c4-7a00-7000-8000-000000000007', 'Activity (fiction)', '', 'KAZ', '2024-09-01', '2024-12-31', 'on_track', 10, 'implementation', '2024-09-01');
INSERT INTO changes (id, created_at, actor_id, actor_name, action, subject_type, subject_id, request_id, before, after)
  VALUES ('0190d2c4-7a00-7000-8000-000000000009', '2024-07-21T09:00:00.000000Z', '0190d2c4-7a00-7000-8000-000000000004', 'Partner (fiction)', 'need.create', 'need', '0190d2c4-7a00-7000-8000-000000000006', 'r', '', '{"n":1}'),
    ('0190d2c4-7a00-7000-8000-00000000000a', '2024-07-21T09:00:01.000000Z', '0190d2c4-7a00-7000-8000-000000000004', 'Partner (fiction)', 'need.export', 'need', '0190d2c4-7a00-7000-8000-000000000006', 'r', '', '{"n":2}');
