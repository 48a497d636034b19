CREATE TABLE {schema}.class_fact (   -- the grade of an organisation; day: the last day of the period
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  decision_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL, period text NOT NULL,
  grade text NOT NULL, counts_as text NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX class_fact_decision_idx ON {schema}.class_fact (keeper, decision_id);
CREATE INDEX class_fact_unit_idx ON {schema}.class_fact (keeper, unit_id, day);

CREATE TABLE {schema}.quota_fact (   -- the quota over one decided group; unit_id: the authority that decided; grades, what each
  -- counts as and how many have it; policy: the version of the quota; cap_percent in hundredths
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  decision_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL, period text NOT NULL, objects text NOT NULL,
  peer_group text NOT NULL, rated int NOT NULL, excellent int NOT NULL, base_count int NOT NULL, cap int NOT NULL,
  largest int NOT NULL, exceeded bool NOT NULL, policy text NOT NULL, base text NOT NULL, cap_percent int NOT NULL,
  scheme text NOT NULL, grades text[] NOT NULL, counts_as text[] NOT NULL, counts int[] NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX quota_fact_decision_idx ON {schema}.quota_fact (keeper, decision_id);
CREATE INDEX quota_fact_day_idx ON {schema}.quota_fact (keeper, day);

CREATE TABLE {schema}.good_month_fact (   -- a cell's own result of a month; day: of its regular meeting
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  rating_id uuid NOT NULL, meeting_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL, good bool NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX good_month_fact_rating_idx ON {schema}.good_month_fact (keeper, rating_id);
CREATE INDEX good_month_fact_unit_idx ON {schema}.good_month_fact (keeper, unit_id, day);

CREATE TABLE {schema}.title_fact (   -- a registration for the year's title; day: the last of the year
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  title_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX title_fact_title_idx ON {schema}.title_fact (keeper, title_id);
CREATE INDEX title_fact_day_idx ON {schema}.title_fact (keeper, day);

CREATE TABLE {schema}.recognition_fact (   -- what was decided on a title
  keeper text NOT NULL, position bigint NOT NULL, number int NOT NULL, known_from bigint NOT NULL, known_until bigint,
  title_id uuid NOT NULL, unit_id uuid NOT NULL, day date NOT NULL, recognised bool NOT NULL,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX recognition_fact_title_idx ON {schema}.recognition_fact (keeper, title_id);
CREATE INDEX recognition_fact_day_idx ON {schema}.recognition_fact (keeper, day);
