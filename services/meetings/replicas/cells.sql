-- Which cells there are, and when.
CREATE TABLE {schema}.cell (
  keeper         text NOT NULL,
  cell_id        uuid NOT NULL,
  established_on date NOT NULL,
  dissolved_on   date,
  PRIMARY KEY (keeper, cell_id));
