-- Which facts were taken back or changed since a position: a quarter that was closed is looked after by that.
DO $$
DECLARE name text;
BEGIN
  FOR name IN SELECT table_name FROM information_schema.columns
               WHERE table_schema = '{schema}' AND column_name = 'known_until' ORDER BY table_name LOOP
    EXECUTE format('CREATE INDEX %I ON {schema}.%I (keeper, known_until) WHERE known_until IS NOT NULL', name || '_until_idx', name);
  END LOOP;
END $$;
