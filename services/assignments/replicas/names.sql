-- What a unit is called from a day on. Of two names for one day the later recorded one counts.
CREATE TABLE {schema}.name (
  keeper text NOT NULL, unit_id uuid NOT NULL, from_on date NOT NULL, position bigint NOT NULL, name text NOT NULL,
  PRIMARY KEY (keeper, unit_id, from_on, position));
