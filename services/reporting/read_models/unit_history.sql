-- A page of the events about one unit, and in every row how many there are; a page past the end is one row without an event.
-- $1 keeper, $2 unit; $3 contracts that may be shown, NULL for all; $4 offset, $5 limit.
WITH shown AS MATERIALIZED (
  SELECT service, position, contract, aggregate_id, coalesce(day, (recorded_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) AS day,
         until_on, reason, recorded_at, actor
    FROM reporting_facts.told WHERE keeper = $1 AND unit_id = $2 AND ($3::text[] IS NULL OR contract = ANY($3))),
page AS (SELECT * FROM shown ORDER BY day, recorded_at, service, position OFFSET $4 LIMIT $5)
SELECT t.total, p.*
  FROM (SELECT count(*) AS total FROM shown) t LEFT JOIN page p ON true
 ORDER BY p.day, p.recorded_at, p.service, p.position
