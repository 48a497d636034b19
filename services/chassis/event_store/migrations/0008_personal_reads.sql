-- The same record in open schemas (0007 made it in sealed ones), for questions whose answers hold personal data: who was
-- given them, before they are given. `asked` names no person: what was searched for is left out.
DO $made$ BEGIN IF left('{feed}', 7) <> 'sealed_' THEN
CREATE TABLE {feed}.reads (
  number      bigint PRIMARY KEY,
  read_at     timestamptz NOT NULL,
  reader      uuid NOT NULL,           -- the person
  question    text NOT NULL,           -- the contract of the question
  asked       text NOT NULL,
  correlation text,                    -- what the asker says that the question is part of
  chain       bytea NOT NULL);         -- SHA-256 over the former row's chain and this row's columns

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {feed}.reads EXECUTE FUNCTION {feed}.refuse_change();
ALTER TABLE {feed}.reads ENABLE ALWAYS TRIGGER append_only;

CREATE FUNCTION {feed}.record_read(
    at timestamptz, reader uuid, question text, asked text, correlation text) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  base bigint; h bytea;
BEGIN
  -- First statement, alone: a snapshot taken before the lock must decide nothing (READ COMMITTED, VOLATILE).
  PERFORM pg_advisory_xact_lock('{feed}.reads'::regclass::oid::int, 0);
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'record_read is called in READ COMMITTED only' USING ERRCODE = 'SH002';
  END IF;
  SELECT r.number, r.chain INTO base, h FROM {feed}.reads r ORDER BY r.number DESC LIMIT 1;
  base := coalesce(base, 0) + 1;
  h := sha256(coalesce(h, '\x') || int8send(base) || int8send((extract(epoch FROM at) * 1000000)::bigint)
    || uuid_send(reader)
    || int4send(octet_length(question)) || convert_to(question, 'UTF8')
    || int4send(octet_length(asked)) || convert_to(asked, 'UTF8')
    || coalesce(int4send(octet_length(correlation)) || convert_to(correlation, 'UTF8'), int4send(-1)));
  INSERT INTO {feed}.reads VALUES (base, at, reader, question, asked, correlation, h);
  RETURN base;
END $$;

REVOKE ALL ON FUNCTION {feed}.record_read FROM PUBLIC;
GRANT SELECT ON {feed}.reads TO {service};
GRANT EXECUTE ON FUNCTION {feed}.record_read TO {service};
END IF; END $made$;
