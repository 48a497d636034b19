-- The one way into a history. Commands are decided one after the other, as if each were appended alone, and stored
-- together: one transaction, one flush. Arrays are per command (cids, prints, replies, ats), per aggregate (aggregates,
-- bases: the version that its first event in the batch builds on), per event (c says which command, a which aggregate,
-- counted from 1, and so on), per text (tc, ...) and per text to erase (xc, xids). No command stands in it twice.
-- Answered per command: outcomes, lasts (position of the last published event), formers (what a repeated command was
-- answered then); per event: chains; and how many seconds the lock was waited for.
CREATE FUNCTION {feed}.append(
    cids uuid[], prints bytea[], replies bytea[], ats timestamptz[],
    aggregates uuid[], bases bigint[],
    c int[], a int[], vers bigint[], topics text[], states bytea[], metas bytea[], contracts text[], wires bytea[],
    tc int[], tids uuid[], abouts uuid[], units uuid[], words text[], salts bytea[], hashes bytea[],
    xc int[], xids uuid[],
    OUT outcomes text[], OUT lasts bigint[], OUT formers bytea[], OUT chains bytea[], OUT waited double precision)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
-- A plan made while the tables were empty would scan them for ever after; these leave it the indexes only, and one plan
-- for batches of every size.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off SET jit = off
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
  n int := coalesce(cardinality(cids), 0);
  m int := coalesce(cardinality(c), 0);
  asked timestamptz := clock_timestamp();
  looked bool := false;                -- whether we have looked for what is stored already, or count on the keys to say so
  store_kind text; fork text; known record; base bigint; at timestamptz; h bytea; j int; first_event int; fitting int;
  versions bigint[];                   -- per aggregate: the newest version, with what this batch has stored of it so far
  positions bigint[]; instants timestamptz[];
BEGIN
  -- First statement, alone: a snapshot taken before the lock must decide nothing (READ COMMITTED, VOLATILE).
  PERFORM pg_advisory_xact_lock('{feed}.stored_events'::regclass::oid::int, 0);
  waited := extract(epoch FROM clock_timestamp() - asked);
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'append is called in READ COMMITTED only' USING ERRCODE = 'SH002';
  END IF;
  SELECT s.kind, r.forked INTO STRICT store_kind, fork FROM {feed}.store s, {feed}.relay_cursor r;
  IF fork IS NOT NULL THEN
    RAISE EXCEPTION 'the feed is forked and accepts no command' USING ERRCODE = 'SH001';
  END IF;

  -- Nearly always every command is new and every version free: the first round counts on it, and whatever is otherwise
  -- violates a key or does not fit. Then nothing of that round stays, and the second one looks before it decides.
  LOOP BEGIN
    outcomes := array_fill(NULL::text, ARRAY[n]); lasts := array_fill(NULL::bigint, ARRAY[n]);
    formers := array_fill(NULL::bytea, ARRAY[n]); chains := array_fill(NULL::bytea, ARRAY[m]);
    positions := array_fill(NULL::bigint, ARRAY[m]); instants := array_fill(NULL::timestamptz, ARRAY[m]);
    SELECT e.notification_id, e.recorded_at, e.chain INTO base, at, h
      FROM {feed}.stored_events e ORDER BY e.notification_id DESC LIMIT 1;
    base := coalesce(base, 0); at := coalesce(at, '-infinity'); h := coalesce(h, '\x');

    IF looked THEN
      FOR known IN SELECT array_position(cids, x.command_id) AS i, x.fingerprint, x.last_position, x.reply
                     FROM {feed}.commands x WHERE x.command_id = ANY (cids) LOOP
        -- Whoever reuses an id learns nothing of what it was first used for.
        outcomes[known.i] := 'reused';
        CONTINUE WHEN known.fingerprint <> prints[known.i];
        outcomes[known.i] := 'repeated'; lasts[known.i] := known.last_position; formers[known.i] := known.reply;
      END LOOP;
    END IF;
    versions := ARRAY(
      SELECT CASE WHEN u.base = 0 AND NOT looked THEN 0 ELSE coalesce(
               (SELECT e.originator_version FROM {feed}.stored_events e WHERE e.originator_id = u.id
                 ORDER BY e.originator_version DESC LIMIT 1), 0) END
        FROM unnest(aggregates, bases) WITH ORDINALITY u(id, base, number) ORDER BY u.number);

    j := 1;
    FOR i IN 1 .. n LOOP
      first_event := j;
      WHILE j <= m AND c[j] = i LOOP j := j + 1; END LOOP;
      CONTINUE WHEN outcomes[i] IS NOT NULL;
      IF store_kind = 'real' AND ats[i] < at - interval '5 seconds' THEN
        outcomes[i] := 'clock_behind';
        CONTINUE;
      END IF;
      -- Each event must follow on the version that is stored, or that a command before it in this batch has stored:
      -- so nothing builds on what was left out, and no version is ever missing.
      fitting := first_event;
      WHILE fitting < j AND vers[fitting] = versions[a[fitting]] + 1 LOOP
        versions[a[fitting]] := vers[fitting];
        fitting := fitting + 1;
      END LOOP;
      IF fitting < j THEN
        outcomes[i] := 'conflict';
        FOR k IN first_event .. fitting - 1 LOOP versions[a[k]] := versions[a[k]] - 1; END LOOP;
        CONTINUE;
      END IF;
      outcomes[i] := 'stored';
      FOR k IN first_event .. j - 1 LOOP
        base := base + 1;
        at := greatest(ats[i], at + interval '1 microsecond');
        h := sha256(h || uuid_send(aggregates[a[k]]) || int8send(vers[k]) || int8send(base)
          || int8send((extract(epoch FROM at) * 1000000)::bigint) || uuid_send(cids[i])
          || int4send(octet_length(topics[k])) || convert_to(topics[k], 'UTF8')
          || int4send(octet_length(states[k])) || states[k]
          || int4send(octet_length(metas[k])) || metas[k]
          || coalesce(int4send(octet_length(contracts[k])) || convert_to(contracts[k], 'UTF8'), int4send(-1))
          || coalesce(int4send(octet_length(wires[k])) || wires[k], int4send(-1)));
        positions[k] := base; instants[k] := at; chains[k] := h;
        IF contracts[k] IS NOT NULL THEN lasts[i] := base; END IF;
      END LOOP;
    END LOOP;
    IF j <= m THEN
      RAISE EXCEPTION 'append: events must come in the order of their commands' USING ERRCODE = 'SH002';
    END IF;
    -- What does not fit may have been stored before, as this very command: look.
    IF NOT looked AND 'stored' <> ANY (outcomes) THEN
      RAISE unique_violation;
    END IF;

    INSERT INTO {feed}.commands (command_id, fingerprint, last_position, reply)
      SELECT cids[i], prints[i], lasts[i], replies[i] FROM generate_series(1, n) i WHERE outcomes[i] = 'stored';
    INSERT INTO {feed}.stored_events (originator_id, originator_version, topic, state, notification_id, recorded_at,
                                      command_id, metadata, contract, wire, chain)
      SELECT aggregates[a[k]], vers[k], topics[k], states[k], positions[k], instants[k],
             cids[c[k]], metas[k], contracts[k], wires[k], chains[k]
        FROM generate_series(1, m) k WHERE positions[k] IS NOT NULL;
    IF cardinality(tc) > 0 THEN
      INSERT INTO {feed}.texts (text_id, about, unit_id, text, salt, sha256, command_id)
        SELECT tids[k], abouts[k], units[k], words[k], salts[k], hashes[k], cids[tc[k]]
          FROM generate_series(1, cardinality(tc)) k WHERE outcomes[tc[k]] = 'stored';
    END IF;
    IF cardinality(xc) > 0 THEN
      UPDATE {feed}.texts x SET text = NULL, salt = NULL
        FROM unnest(xc, xids) u(c, i) WHERE x.text_id = u.i AND outcomes[u.c] = 'stored' AND x.text IS NOT NULL;
    END IF;
    EXIT;
  EXCEPTION WHEN unique_violation THEN
    IF looked THEN RAISE; END IF;
    looked := true;
  END; END LOOP;
END $$;
