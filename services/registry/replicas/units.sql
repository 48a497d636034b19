-- Which units there are on a day, and as what. Of two changes for one day the later recorded one counts.
CREATE TABLE {schema}.unit (             -- a row for each time at the keeper: one that was handed over may come back
  keeper         text NOT NULL,
  unit_id        uuid NOT NULL,
  position       bigint NOT NULL,        -- of the event that brought it: the order in which units were entered
  code           text NOT NULL,
  kind           text NOT NULL,
  established_on date NOT NULL,
  here_from      date NOT NULL,          -- its first day at this keeper: later than that where it was taken over
  from_keeper    text,
  dissolved_on   date,                   -- the first day on which it is no more
  handed_over_on date,                   -- the first day on which it is another keeper's
  to_keeper      text,
  handed_over_at bigint,                 -- the position at which that was told
  PRIMARY KEY (keeper, unit_id, here_from));
CREATE UNIQUE INDEX ON {schema}.unit (keeper, position);
CREATE INDEX ON {schema}.unit (keeper, lower(code));
CREATE INDEX ON {schema}.unit (keeper, to_keeper) WHERE to_keeper IS NOT NULL;

CREATE TABLE {schema}.unit_name (
  keeper text NOT NULL, unit_id uuid NOT NULL, from_on date NOT NULL, position bigint NOT NULL, name text NOT NULL,
  PRIMARY KEY (keeper, unit_id, from_on, position));

CREATE TABLE {schema}.unit_type (
  keeper text NOT NULL, unit_id uuid NOT NULL, from_on date NOT NULL, position bigint NOT NULL, cell_type text,
  PRIMARY KEY (keeper, unit_id, from_on, position));

CREATE TABLE {schema}.unit_level (
  keeper text NOT NULL, unit_id uuid NOT NULL, from_on date NOT NULL, position bigint NOT NULL, level text,
  PRIMARY KEY (keeper, unit_id, from_on, position));

CREATE TABLE {schema}.unit_parent (
  keeper text NOT NULL, unit_id uuid NOT NULL, from_on date NOT NULL, position bigint NOT NULL, parent_id uuid,
  PRIMARY KEY (keeper, unit_id, from_on, position));
CREATE INDEX ON {schema}.unit_parent (keeper, parent_id);

CREATE TABLE {schema}.unit_stock (       -- what a keeper that takes a unit over is told of its people: the last of each
  keeper text NOT NULL, unit_id uuid NOT NULL, from_on date NOT NULL, matter text NOT NULL, told text NOT NULL,
  brought_on date NOT NULL,              -- the day on which the unit came from another keeper with it; -infinity: told here
  PRIMARY KEY (keeper, unit_id, matter, from_on, brought_on));

CREATE TABLE {schema}.lineage (          -- which unit continues which; `principal`: it continues the line in figures
  keeper text NOT NULL, kind text NOT NULL, predecessor_id uuid NOT NULL, successor_id uuid NOT NULL,
  effective_on date NOT NULL, position bigint NOT NULL, principal bool NOT NULL,
  PRIMARY KEY (keeper, predecessor_id, successor_id, position));
CREATE INDEX ON {schema}.lineage (keeper, successor_id);

CREATE TABLE {schema}.catalogue (
  keeper text NOT NULL, effective_from date NOT NULL, version text NOT NULL,
  PRIMARY KEY (keeper, effective_from));
