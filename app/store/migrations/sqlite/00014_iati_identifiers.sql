-- +goose Up
-- An IATI identifier is one organisation's. Of several that have the same, the first keeps it; whose it is, people must say.
UPDATE organisations SET iati_identifier = trim(iati_identifier) WHERE iati_identifier <> trim(iati_identifier);
UPDATE organisations SET iati_identifier = '' WHERE iati_identifier <> '' AND EXISTS (SELECT 1 FROM organisations AS earlier
  WHERE earlier.iati_identifier = organisations.iati_identifier AND earlier.id < organisations.id);
CREATE UNIQUE INDEX organisations_iati_identifier ON organisations (iati_identifier) WHERE iati_identifier <> '';

-- +goose Down
DROP INDEX organisations_iati_identifier;
