-- Every event about one unit: $1 keeper, $2 unit. A fact that a later event closed is told with the event that closed it.
WITH fact AS (
  SELECT 'registry' AS service, position, known_until, valid_from AS day, NULL::date AS until_on
    FROM reporting_facts.unit_version WHERE keeper = $1 AND unit_id = $2
  UNION ALL SELECT 'registry', position, known_until, day, NULL FROM reporting_facts.roll_fact WHERE keeper = $1 AND unit_id = $2
  UNION ALL SELECT 'assignments', position, known_until, from_on, until_on
    FROM reporting_facts.assignment_fact WHERE keeper = $1 AND unit_id = $2
  UNION ALL SELECT 'assignments', position, known_until, day, NULL FROM reporting_facts.visit_fact WHERE keeper = $1 AND unit_id = $2
  UNION ALL SELECT 'meetings', position, known_until, day, NULL FROM reporting_facts.meeting_fact WHERE keeper = $1 AND unit_id = $2
  UNION ALL SELECT 'meetings', position, known_until, day, NULL FROM reporting_facts.move_fact WHERE keeper = $1 AND unit_id = $2
  UNION ALL SELECT 'ratings', position, known_until, day, NULL FROM reporting_facts.rating_fact WHERE keeper = $1 AND unit_id = $2),
event AS (
  SELECT service, position, day, until_on FROM fact
  UNION SELECT service, known_until, day, until_on FROM fact WHERE known_until IS NOT NULL)
SELECT DISTINCT ON (e.service, e.position) e.service, e.position, t.contract, t.aggregate_id, e.day, e.until_on,
       t.recorded_at, t.actor
  FROM event e JOIN reporting_facts.told t ON t.keeper = $1 AND t.service = e.service AND t.position = e.position
 ORDER BY e.service, e.position, e.day
