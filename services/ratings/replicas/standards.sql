-- Rubrics and quota policies that keepers have adopted, whole, as they were told: the city's serve every district.
CREATE TABLE {schema}.standard (
  keeper text NOT NULL, position bigint NOT NULL, kind text NOT NULL, effective_from date NOT NULL, content text NOT NULL,
  PRIMARY KEY (keeper, position));
CREATE INDEX ON {schema}.standard (keeper, kind, effective_from);
