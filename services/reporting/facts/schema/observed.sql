CREATE TABLE {schema}.notice_fact (   -- whom the observers of a notice report to
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  notice_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX notice_fact_notice_idx ON {schema}.notice_fact (keeper, notice_id);

CREATE TABLE {schema}.finding_fact (   -- one thing found at a visit, on its day; repeats: in the words of an earlier text about the cell
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  visit_id uuid NOT NULL, person_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL, heading text NOT NULL, repeats bool NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX finding_fact_unit_idx ON {schema}.finding_fact (keeper, unit_id, day);
CREATE INDEX finding_fact_visit_idx ON {schema}.finding_fact (keeper, visit_id);

CREATE TABLE {schema}.observer_report_fact (   -- one that stands submitted; told_by: the event that submitted it;
  -- first_on decides whether it came by due_on
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  told_by bigint NOT NULL, report_id uuid NOT NULL, person_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL,
  quarter_from date NOT NULL, first_on date NOT NULL, due_on date NOT NULL, accepted bool NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX observer_report_fact_report_idx ON {schema}.observer_report_fact (keeper, report_id);
CREATE INDEX observer_report_fact_quarter_idx ON {schema}.observer_report_fact (keeper, quarter_from);

CREATE TABLE {schema}.directive_fact (   -- a document; the unit is its issuer
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  directive_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL, kind text NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX directive_fact_unit_idx ON {schema}.directive_fact (keeper, unit_id, day);
CREATE INDEX directive_fact_directive_idx ON {schema}.directive_fact (keeper, directive_id);

CREATE TABLE {schema}.inspection_fact (   -- members_with_shortcomings NULL: nobody counted them
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  inspection_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL, kind text NOT NULL,
  members_supervised int NOT NULL, members_with_shortcomings int,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX inspection_fact_unit_idx ON {schema}.inspection_fact (keeper, unit_id, day);
CREATE INDEX inspection_fact_inspection_idx ON {schema}.inspection_fact (keeper, inspection_id);
