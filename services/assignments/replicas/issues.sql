-- The issues that observers raised because of a visit, and what became of them.
CREATE TABLE {schema}.issue (
  keeper text NOT NULL, issue_id uuid NOT NULL, visit_id uuid NOT NULL, raised_by uuid NOT NULL, unit_id uuid NOT NULL,
  theme text NOT NULL, raised_on date NOT NULL, due_on date NOT NULL, at_unit_id uuid NOT NULL,
  state text NOT NULL,                     -- open, answered, resolved
  answered_on date, answer_text_id uuid, resolved_on date,
  PRIMARY KEY (keeper, issue_id));
CREATE INDEX ON {schema}.issue (keeper, raised_by);
CREATE INDEX ON {schema}.issue (keeper, visit_id);
