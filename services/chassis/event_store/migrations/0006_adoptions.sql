-- What an operator did about a fork: when, who, why, what the relay had said, and which positions came back or were
-- given up. Written by the migration role, never by the service.
CREATE TABLE {feed}.adoptions (
  adopted_at timestamptz NOT NULL,
  adopted_by uuid NOT NULL,
  reason     text NOT NULL,
  forked     text NOT NULL,
  act        text NOT NULL CHECK (act IN ('taken_back', 'new_epoch')),
  first      bigint NOT NULL,
  last       bigint NOT NULL);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {feed}.adoptions
  EXECUTE FUNCTION {feed}.refuse_change();
ALTER TABLE {feed}.adoptions ENABLE ALWAYS TRIGGER append_only;
GRANT SELECT ON {feed}.adoptions TO {service};
