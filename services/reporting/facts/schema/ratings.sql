CREATE TABLE {schema}.rating_fact (   -- total and points, one for each of the criteria, in hundredths of a point; rubric: its version
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  rating_id uuid NOT NULL, meeting_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL,
  rater text NOT NULL, rater_id uuid NOT NULL, total int NOT NULL, grade text NOT NULL,
  rubric text NOT NULL, criteria text[] NOT NULL, points int[] NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX rating_fact_unit_idx ON {schema}.rating_fact (keeper, unit_id, day);
CREATE INDEX rating_fact_meeting_idx ON {schema}.rating_fact (keeper, meeting_id);
CREATE INDEX rating_fact_rating_idx ON {schema}.rating_fact (keeper, rating_id);

CREATE TABLE {schema}.criterion_fact (   -- what a rubric calls its criteria; most in hundredths of a point
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  rubric text NOT NULL, criterion text NOT NULL, name_vi text NOT NULL, name_en text NOT NULL, most int NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX criterion_fact_rubric_idx ON {schema}.criterion_fact (rubric);
