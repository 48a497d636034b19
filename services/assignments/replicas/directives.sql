-- The register of documents, for looking up by day of issue; of our own feed.
CREATE TABLE {schema}.directive (
  keeper text NOT NULL, directive_id uuid NOT NULL, kind text NOT NULL, number text NOT NULL, title text NOT NULL,
  issuer_id uuid NOT NULL, issued_on date NOT NULL, effective_from date NOT NULL, effective_until date,
  implements text NOT NULL,                -- JSON, as it was told
  replaced_by uuid, replaced_on date,
  withdrawn bool NOT NULL DEFAULT false,
  PRIMARY KEY (keeper, directive_id));
CREATE INDEX ON {schema}.directive (keeper, issued_on);
