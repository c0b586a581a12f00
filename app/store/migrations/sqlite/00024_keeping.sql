-- +goose Up
-- What is cleared after its keeping time is found by these, without a look at what was cleared before.
CREATE INDEX outbox_bodies ON outbox (sent_at) WHERE text_body <> '' OR html_body <> '';
CREATE INDEX webhook_deliveries_ended ON webhook_deliveries (created_at) WHERE status IN ('sent', 'dead');
CREATE INDEX update_links_expired ON update_links (expires_at);
CREATE INDEX update_links_asked_on ON update_links (asked_on_id);
CREATE INDEX work_finished ON work (finished_at);

-- +goose Down
DROP INDEX work_finished;
DROP INDEX update_links_asked_on;
DROP INDEX update_links_expired;
DROP INDEX webhook_deliveries_ended;
DROP INDEX outbox_bodies;
