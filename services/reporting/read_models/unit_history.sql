-- Every open event about one unit: $1 keeper, $2 unit.
SELECT service, position, contract, aggregate_id, coalesce(day, (recorded_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) AS day,
       until_on, reason, recorded_at, actor
  FROM reporting_facts.told WHERE keeper = $1 AND unit_id = $2
 ORDER BY day, recorded_at, service, position
