-- Which units there are, and when; committees stand among the cells.
CREATE TABLE {schema}.unit (               -- a row for each time from when until when one is there
  keeper text NOT NULL, unit_id uuid NOT NULL, kind text NOT NULL, from_on date NOT NULL,
  until_on date,                           -- the first day on which it is no more
  PRIMARY KEY (keeper, unit_id, from_on));
