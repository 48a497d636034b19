-- Every revision of every closed report: 1 is the closing, each further one has a cause and says what it moved.
CREATE TABLE {schema}.revision (
  keeper text NOT NULL, report_id uuid NOT NULL, revision int NOT NULL, position bigint NOT NULL,
  unit_id uuid NOT NULL, unit_code text NOT NULL, quarter text NOT NULL, made_on date NOT NULL, recorded_at timestamptz NOT NULL,
  known jsonb NOT NULL, known_at timestamptz, sha256 text NOT NULL,
  cause jsonb,           -- RestatementCause; NULL for the closing
  figures jsonb NOT NULL,  -- of the closing all of them: [ReportedFigure]; of a restatement what moved: [FigureMoved]
  PRIMARY KEY (keeper, report_id, revision));
CREATE INDEX revision_quarter_idx ON {schema}.revision (keeper, quarter, report_id, revision);

-- Every event of a report, in the order of its feed.
CREATE TABLE {schema}.told (
  keeper text NOT NULL, position bigint NOT NULL, report_id uuid NOT NULL, contract text NOT NULL,
  recorded_at timestamptz NOT NULL, actor text NOT NULL,
  PRIMARY KEY (keeper, position));
CREATE INDEX told_recorded_idx ON {schema}.told (keeper, recorded_at);

-- That a report is open, and by which day it is due; known from one event of the feed until another.
CREATE TABLE {schema}.opening (
  keeper text NOT NULL, known_from bigint NOT NULL, known_until bigint, report_id uuid NOT NULL, unit_id uuid NOT NULL,
  quarter_from date NOT NULL, due_on date NOT NULL,
  PRIMARY KEY (keeper, known_from));
CREATE INDEX opening_report_idx ON {schema}.opening (keeper, report_id);
CREATE INDEX opening_quarter_idx ON {schema}.opening (keeper, quarter_from);

-- A report that stands submitted, judged or not; told_by: the event that submitted it; first_on: since when it was in time or late.
CREATE TABLE {schema}.submission (
  keeper text NOT NULL, known_from bigint NOT NULL, known_until bigint, report_id uuid NOT NULL, unit_id uuid NOT NULL,
  quarter_from date NOT NULL, told_by bigint NOT NULL, number int NOT NULL, submitted_on date NOT NULL, first_on date NOT NULL,
  PRIMARY KEY (keeper, known_from));
CREATE INDEX submission_report_idx ON {schema}.submission (keeper, report_id);
CREATE INDEX submission_quarter_idx ON {schema}.submission (keeper, quarter_from);
