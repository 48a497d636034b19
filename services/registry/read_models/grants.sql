-- Who holds which role on which unit, and when: what is left of each term after what was revoked.
CREATE TABLE {schema}.term (
  keeper text NOT NULL, grant_id uuid NOT NULL, person_id uuid NOT NULL, role text NOT NULL, unit_id uuid NOT NULL,
  from_on date NOT NULL,
  until_on date,                           -- the last day on which it is held
  PRIMARY KEY (keeper, grant_id, from_on));
CREATE INDEX ON {schema}.term (keeper, person_id);
CREATE INDEX ON {schema}.term (keeper, unit_id);
