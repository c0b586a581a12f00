-- +goose Up
-- IATI identifiers are the same in capitals or not. Of several the first keeps it; whose it is, people must say.
UPDATE organisations SET iati_identifier = '', version = version + 1 WHERE iati_identifier <> '' AND EXISTS (
  SELECT 1 FROM organisations AS earlier
  WHERE LOWER(earlier.iati_identifier) = LOWER(organisations.iati_identifier) AND earlier.id < organisations.id);
DROP INDEX organisations_iati_identifier;
CREATE UNIQUE INDEX organisations_any_case_iati_identifier ON organisations (LOWER(iati_identifier)) WHERE iati_identifier <> '';

-- +goose Down
DROP INDEX organisations_any_case_iati_identifier;
CREATE UNIQUE INDEX organisations_iati_identifier ON organisations (iati_identifier) WHERE iati_identifier <> '';
