CREATE TABLE {schema}.notes (number bigserial, feed text NOT NULL, position bigint NOT NULL, about text NOT NULL, what text NOT NULL);
CREATE TABLE {schema}.arrival (feed text NOT NULL, position bigint NOT NULL, at timestamptz NOT NULL);
