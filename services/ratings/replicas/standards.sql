-- Rubrics and policies that keepers have adopted and not withdrawn, whole, as they were told: the city's serve every
-- district. And which version of which of them each rating or decision that counts was judged by.
CREATE TABLE {schema}.standard (
  keeper text NOT NULL, position bigint NOT NULL, kind text NOT NULL, effective_from date NOT NULL, content text NOT NULL,
  PRIMARY KEY (keeper, position));
CREATE INDEX ON {schema}.standard (keeper, kind, effective_from);

CREATE TABLE {schema}.judged (
  keeper text NOT NULL, judged_id uuid NOT NULL, version text NOT NULL,
  PRIMARY KEY (keeper, judged_id));
CREATE INDEX ON {schema}.judged (version);
