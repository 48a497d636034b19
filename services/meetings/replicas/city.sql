-- The meeting policies that the city has adopted, whole, as they were told. What is withdrawn leaves no row.
CREATE TABLE {schema}.policy (
  effective_from date PRIMARY KEY,
  content        text NOT NULL);
