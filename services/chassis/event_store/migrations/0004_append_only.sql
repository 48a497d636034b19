-- What was written stays as it was written: for the service, which has no such right, and for whoever has every right.
CREATE FUNCTION {feed}.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '%.% is append-only', TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'SH003';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {feed}.stored_events EXECUTE FUNCTION {feed}.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {feed}.commands EXECUTE FUNCTION {feed}.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {feed}.store EXECUTE FUNCTION {feed}.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON {feed}.texts EXECUTE FUNCTION {feed}.refuse_change();
-- Erasing is the only change of a text: its words and its salt go, everything else stays.
CREATE TRIGGER only_erased BEFORE UPDATE ON {feed}.texts FOR EACH ROW
  WHEN (NEW.text IS NOT NULL OR NEW.salt IS NOT NULL
        OR (OLD.text_id, OLD.about, OLD.sha256, OLD.command_id) IS DISTINCT FROM (NEW.text_id, NEW.about, NEW.sha256, NEW.command_id)
        OR OLD.unit_id IS DISTINCT FROM NEW.unit_id)
  EXECUTE FUNCTION {feed}.refuse_change();
-- A replication role would otherwise skip them.
ALTER TABLE {feed}.stored_events ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE {feed}.commands ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE {feed}.store ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE {feed}.texts ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE {feed}.texts ENABLE ALWAYS TRIGGER only_erased;

REVOKE ALL ON SCHEMA {feed} FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {feed} FROM PUBLIC;
GRANT USAGE ON SCHEMA {feed} TO {service};
GRANT SELECT ON {feed}.store, {feed}.stored_events, {feed}.commands, {feed}.texts, {feed}.relay_cursor, {feed}.migrations
  TO {service};
GRANT UPDATE ON {feed}.relay_cursor TO {service};
GRANT EXECUTE ON FUNCTION {feed}.append TO {service};
