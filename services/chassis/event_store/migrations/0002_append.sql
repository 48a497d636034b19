-- The one way into a history. Commands are decided one after the other, as if each were appended alone, and stored
-- together: one transaction, one flush. Arrays are per command (cids, prints, replies, ats), per event (c says which
-- command, counted from 1, and so on), per text (tc, ...) and per text to erase (xc, xids).
CREATE FUNCTION {feed}.append(
    cids uuid[], prints bytea[], replies bytea[], ats timestamptz[],
    c int[], ids uuid[], vers bigint[], topics text[], states bytea[], metas bytea[], contracts text[], wires bytea[],
    tc int[], tids uuid[], abouts uuid[], units uuid[], words text[], salts bytea[], hashes bytea[],
    xc int[], xids uuid[])
RETURNS TABLE (cmd int, outcome text, last_position bigint, reply bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
-- A plan made while the tables were empty would scan them for ever after; these leave it the indexes only.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off SET jit = off
AS $$
#variable_conflict use_column
DECLARE
  n int := coalesce(cardinality(cids), 0);
  m int := coalesce(cardinality(ids), 0);
  store_kind text; base bigint; at timestamptz; h bytea; former int; current bigint; j int := 1; first_event int; fits bool;
  -- What is stored already, per command and per event. Arrays are never grown by index: unnest would pair wrong rows.
  known_print bytea[]; known_position bigint[]; known_reply bytea[]; stored_version bigint[];
  twin int[]; before int[];            -- the command with the same id, the event of the same aggregate, before it in the batch
  outcomes text[] := array_fill(NULL::text, ARRAY[n]);
  lasts bigint[] := array_fill(NULL::bigint, ARRAY[n]);
  positions bigint[] := array_fill(NULL::bigint, ARRAY[m]);
  instants timestamptz[] := array_fill(NULL::timestamptz, ARRAY[m]);
  chains bytea[] := array_fill(NULL::bytea, ARRAY[m]);
BEGIN
  -- First statement, alone: a snapshot taken before the lock must decide nothing (READ COMMITTED, VOLATILE).
  PERFORM pg_advisory_xact_lock('{feed}.stored_events'::regclass::oid::int, 0);
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'append is called in READ COMMITTED only' USING ERRCODE = 'SH002';
  END IF;
  IF (SELECT r.forked FROM {feed}.relay_cursor r) IS NOT NULL THEN
    RAISE EXCEPTION 'the feed is forked and accepts no command' USING ERRCODE = 'SH001';
  END IF;
  SELECT s.kind INTO STRICT store_kind FROM {feed}.store s;
  SELECT e.notification_id, e.recorded_at, e.chain INTO base, at, h
    FROM {feed}.stored_events e ORDER BY e.notification_id DESC LIMIT 1;
  base := coalesce(base, 0); at := coalesce(at, '-infinity'); h := coalesce(h, '\x');

  SELECT array_agg(x.fingerprint ORDER BY u.n), array_agg(x.last_position ORDER BY u.n), array_agg(x.reply ORDER BY u.n),
         array_agg(u.former ORDER BY u.n)
    INTO known_print, known_position, known_reply, twin
    FROM (SELECT v.id, v.n, lag(v.n::int) OVER (PARTITION BY v.id ORDER BY v.n) AS former
            FROM unnest(cids) WITH ORDINALITY v(id, n)) u
    LEFT JOIN {feed}.commands x ON x.command_id = u.id;
  SELECT array_agg(coalesce((SELECT e.originator_version FROM {feed}.stored_events e WHERE e.originator_id = u.id
                             ORDER BY e.originator_version DESC LIMIT 1), 0) ORDER BY u.n),
         array_agg(u.former ORDER BY u.n)
    INTO stored_version, before
    FROM (SELECT v.id, v.n, lag(v.n::int) OVER (PARTITION BY v.id ORDER BY v.n) AS former
            FROM unnest(ids) WITH ORDINALITY v(id, n)) u;

  FOR i IN 1 .. n LOOP
    first_event := j;
    WHILE j <= m AND c[j] = i LOOP j := j + 1; END LOOP;
    IF known_print[i] IS NOT NULL THEN
      outcomes[i] := CASE WHEN known_print[i] = prints[i] THEN 'repeated' ELSE 'reused' END;
      lasts[i] := known_position[i];
      CONTINUE;
    END IF;
    former := twin[i];
    WHILE former IS NOT NULL AND outcomes[former] <> 'stored' LOOP former := twin[former]; END LOOP;
    IF former IS NOT NULL THEN
      outcomes[i] := CASE WHEN prints[former] = prints[i] THEN 'repeated' ELSE 'reused' END;
      lasts[i] := lasts[former];
      known_reply[i] := replies[former];
      CONTINUE;
    END IF;
    IF store_kind = 'real' AND ats[i] < at - interval '5 seconds' THEN
      outcomes[i] := 'clock_behind';
      CONTINUE;
    END IF;
    -- Each event must follow on the version that is stored, or that a command before it in this batch has stored:
    -- so nothing builds on what was left out, and no version is ever missing.
    fits := true;
    FOR k IN first_event .. j - 1 LOOP
      former := before[k];
      WHILE former IS NOT NULL AND c[former] <> i AND outcomes[c[former]] <> 'stored' LOOP former := before[former]; END LOOP;
      current := CASE WHEN former IS NULL THEN stored_version[k] ELSE vers[former] END;
      fits := fits AND vers[k] = current + 1;
    END LOOP;
    IF NOT fits THEN
      outcomes[i] := 'conflict';
      CONTINUE;
    END IF;
    outcomes[i] := 'stored';
    FOR k IN first_event .. j - 1 LOOP
      base := base + 1;
      at := greatest(ats[i], at + interval '1 microsecond');
      h := sha256(h || uuid_send(ids[k]) || int8send(vers[k]) || int8send(base)
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

  INSERT INTO {feed}.commands (command_id, fingerprint, last_position, reply)
    SELECT u.id, u.p, u.l, u.r FROM unnest(cids, prints, lasts, replies, outcomes) u(id, p, l, r, o) WHERE u.o = 'stored';
  INSERT INTO {feed}.stored_events (originator_id, originator_version, topic, state, notification_id, recorded_at,
                                    command_id, metadata, contract, wire, chain)
    SELECT u.i, u.v, u.t, u.s, u.p, u.a, cids[u.c], u.m, u.k, u.w, u.h
      FROM unnest(c, ids, vers, topics, states, positions, instants, metas, contracts, wires, chains)
        u(c, i, v, t, s, p, a, m, k, w, h) WHERE u.p IS NOT NULL;
  INSERT INTO {feed}.texts (text_id, about, unit_id, text, salt, sha256, command_id)
    SELECT u.i, u.a, u.u, u.t, u.s, u.h, cids[u.c]
      FROM unnest(tc, tids, abouts, units, words, salts, hashes) u(c, i, a, u, t, s, h) WHERE outcomes[u.c] = 'stored';
  UPDATE {feed}.texts x SET text = NULL, salt = NULL
    FROM unnest(xc, xids) u(c, i) WHERE x.text_id = u.i AND outcomes[u.c] = 'stored' AND x.text IS NOT NULL;
  -- Whoever reuses an id learns nothing of what it was first used for.
  RETURN QUERY SELECT u.n::int, u.o, CASE WHEN u.o <> 'reused' THEN u.l END,
                      CASE WHEN u.o <> 'reused' THEN coalesce(u.k, u.r) ELSE '\x' END
    FROM unnest(outcomes, lasts, known_reply, replies) WITH ORDINALITY u(o, l, k, r, n) ORDER BY u.n;
END $$;
