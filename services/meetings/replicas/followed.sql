-- What cells resolved and what later meetings found of it; issues as they stand. What is withdrawn leaves no row.
CREATE TABLE {schema}.resolution (
  keeper text NOT NULL, resolution_id uuid NOT NULL, cell_id uuid NOT NULL, meeting_id uuid NOT NULL,
  number text NOT NULL, title text NOT NULL, adopted_on date NOT NULL,
  due_on date[] NOT NULL,                  -- of each point, NULL where no term was set
  carried_out_on date,
  PRIMARY KEY (keeper, resolution_id));
CREATE INDEX resolution_of_cell ON {schema}.resolution (keeper, cell_id);

CREATE TABLE {schema}.review (
  keeper text NOT NULL, resolution_id uuid NOT NULL, meeting_id uuid NOT NULL, reviewed_on date NOT NULL,
  position bigint NOT NULL, done_points integer[] NOT NULL,
  PRIMARY KEY (keeper, resolution_id, meeting_id));

CREATE INDEX resolution_of_meeting ON {schema}.resolution (keeper, meeting_id);
CREATE INDEX review_by_meeting ON {schema}.review (keeper, meeting_id);

-- What else rests on a meeting: guidance that it took up, and the thematic meeting that was held as one with it.
CREATE TABLE {schema}.taking_up (
  keeper text NOT NULL, guidance_id uuid NOT NULL, cell_id uuid NOT NULL, meeting_id uuid NOT NULL,
  PRIMARY KEY (keeper, guidance_id, cell_id));
CREATE INDEX taking_up_by_meeting ON {schema}.taking_up (keeper, meeting_id);

CREATE TABLE {schema}.merged (
  keeper text NOT NULL, meeting_id uuid NOT NULL, regular_meeting_id uuid NOT NULL,
  PRIMARY KEY (keeper, meeting_id));
CREATE INDEX merged_with_meeting ON {schema}.merged (keeper, regular_meeting_id);

CREATE TABLE {schema}.issue (
  keeper text NOT NULL, issue_id uuid NOT NULL, unit_id uuid NOT NULL, at_unit_id uuid NOT NULL,
  source text NOT NULL, theme text NOT NULL, raised_on date NOT NULL, due_on date NOT NULL, hot_spot boolean NOT NULL,
  recurrence integer NOT NULL, content_text_id uuid NOT NULL,
  raised_by uuid NOT NULL,
  state text NOT NULL DEFAULT 'open', answered_on date, resolved_on date, answer_text_id uuid, outcome_text_id uuid,
  PRIMARY KEY (keeper, issue_id));
CREATE INDEX issue_of_unit ON {schema}.issue (keeper, unit_id);
CREATE INDEX issue_at_unit ON {schema}.issue (keeper, at_unit_id);
CREATE INDEX issue_raised_by ON {schema}.issue (keeper, raised_by);
