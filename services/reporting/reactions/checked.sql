-- How far a closed report has been looked after: nothing up to there makes a further revision of it. Only spares work.
CREATE TABLE IF NOT EXISTS reporting_restating.checked (
  keeper    text NOT NULL,
  report_id uuid NOT NULL,
  known     jsonb NOT NULL,      -- service -> position
  PRIMARY KEY (keeper, report_id));
