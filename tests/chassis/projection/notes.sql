CREATE TABLE {schema}.notes (              -- no key: a doubled event must show
  number   bigserial,
  feed     text NOT NULL,
  position bigint NOT NULL,
  about    text NOT NULL,
  what     text NOT NULL);
