CREATE TABLE {schema}.remediation_fact (   -- told_by: the event that ordered it; closed_on NULL while it is open
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  told_by bigint NOT NULL, remediation_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL, due_on date NOT NULL,
  closed_on date, rectified text,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX remediation_fact_remediation_idx ON {schema}.remediation_fact (keeper, remediation_id);
CREATE INDEX remediation_fact_due_idx ON {schema}.remediation_fact (keeper, due_on);

CREATE TABLE {schema}.commendation_fact (   -- unit_id: who made the decision
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  commendation_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL, collectives int NOT NULL, individuals int NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX commendation_fact_commendation_idx ON {schema}.commendation_fact (keeper, commendation_id);
CREATE INDEX commendation_fact_day_idx ON {schema}.commendation_fact (keeper, day);

CREATE TABLE {schema}.survey_fact (   -- the day is its last
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  survey_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL, invited int NOT NULL, answers int NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX survey_fact_survey_idx ON {schema}.survey_fact (keeper, survey_id);
CREATE INDEX survey_fact_day_idx ON {schema}.survey_fact (keeper, day);

CREATE TABLE {schema}.survey_choice_fact (   -- how many made a choice; question and choice: their place and what they are called
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  survey_id uuid NOT NULL, question_number int NOT NULL, question text NOT NULL, choice text NOT NULL, answers int NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX survey_choice_fact_survey_idx ON {schema}.survey_choice_fact (keeper, survey_id);
