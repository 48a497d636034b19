-- Every revision of every closed report: 1 is the closing, each further one has a cause and says what it moved.
CREATE TABLE {schema}.revision (
  keeper text NOT NULL, report_id uuid NOT NULL, revision int NOT NULL, position bigint NOT NULL,
  unit_id uuid NOT NULL, unit_code text NOT NULL, quarter text NOT NULL, made_on date NOT NULL, recorded_at timestamptz NOT NULL,
  known jsonb NOT NULL, known_at timestamptz, sha256 text NOT NULL,
  cause jsonb,           -- RestatementCause; NULL for the closing
  figures jsonb NOT NULL,  -- of the closing all of them: [ReportedFigure]; of a restatement what moved: [FigureMoved]
  PRIMARY KEY (keeper, report_id, revision));
CREATE INDEX revision_quarter_idx ON {schema}.revision (keeper, quarter, report_id, revision);
