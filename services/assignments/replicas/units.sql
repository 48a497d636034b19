-- Which units there are, and in which group a cell is counted on a day. Of two changes for one day the later counts.
CREATE TABLE {schema}.unit (               -- a row for each time from when until when one is there
  keeper text NOT NULL, unit_id uuid NOT NULL, kind text NOT NULL, from_on date NOT NULL,
  until_on date,                           -- the first day on which it is no more
  PRIMARY KEY (keeper, unit_id, from_on));

CREATE TABLE {schema}.unit_type (
  keeper text NOT NULL, unit_id uuid NOT NULL, from_on date NOT NULL, position bigint NOT NULL, cell_type text NOT NULL,
  PRIMARY KEY (keeper, unit_id, from_on, position));

CREATE TABLE {schema}.catalogue (
  keeper text NOT NULL, effective_from date NOT NULL, position bigint NOT NULL, cell_type text NOT NULL,
  in_group text NOT NULL,
  PRIMARY KEY (keeper, effective_from, position, cell_type));
