-- Sealed: the plans of observers, for themselves and for closing what was visited.
CREATE TABLE {schema}.plan (
  keeper text NOT NULL, plan_id uuid NOT NULL, person_id uuid NOT NULL, cell_id uuid NOT NULL,
  planned_on date NOT NULL,
  state text NOT NULL,                     -- planned, cancelled, closed
  visit_id uuid,                           -- of the visit that closed it
  PRIMARY KEY (keeper, plan_id));
CREATE INDEX ON {schema}.plan (keeper, person_id, planned_on);
