-- Visits that count, by whom and to which cell.
CREATE TABLE {schema}.visit (
  keeper text NOT NULL, visit_id uuid NOT NULL, person_id uuid NOT NULL, cell_id uuid NOT NULL,
  PRIMARY KEY (keeper, visit_id));
