-- Which units there are on a day, and as what. Of two changes for one day the later recorded one counts.
CREATE TABLE {schema}.unit (
  keeper         text NOT NULL,
  unit_id        uuid NOT NULL,
  position       bigint NOT NULL,        -- of UnitEstablished: the order in which units were entered
  code           text NOT NULL,
  kind           text NOT NULL,
  level          text,
  established_on date NOT NULL,
  dissolved_on   date,                   -- the first day on which it is no more
  PRIMARY KEY (keeper, unit_id));
CREATE UNIQUE INDEX ON {schema}.unit (keeper, position);
CREATE UNIQUE INDEX ON {schema}.unit (keeper, code);

CREATE TABLE {schema}.unit_name (
  keeper text NOT NULL, unit_id uuid NOT NULL, from_on date NOT NULL, position bigint NOT NULL, name text NOT NULL,
  PRIMARY KEY (keeper, unit_id, from_on, position));

CREATE TABLE {schema}.unit_type (
  keeper text NOT NULL, unit_id uuid NOT NULL, from_on date NOT NULL, position bigint NOT NULL, cell_type text,
  PRIMARY KEY (keeper, unit_id, from_on, position));

CREATE TABLE {schema}.unit_parent (
  keeper text NOT NULL, unit_id uuid NOT NULL, from_on date NOT NULL, position bigint NOT NULL, parent_id uuid,
  PRIMARY KEY (keeper, unit_id, from_on, position));

CREATE TABLE {schema}.catalogue (
  keeper text NOT NULL, effective_from date NOT NULL, version text NOT NULL,
  PRIMARY KEY (keeper, effective_from));
