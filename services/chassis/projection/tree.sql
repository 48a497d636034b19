-- Below which unit another one stands from a day on. Of two changes for one day the later recorded one counts.
CREATE TABLE {schema}.unit_parent (
  keeper text NOT NULL, unit_id uuid NOT NULL, from_on date NOT NULL, position bigint NOT NULL, parent_id uuid,
  PRIMARY KEY (keeper, unit_id, from_on, position));
