-- In the place of the tables of these names, where units are counted under the structure of one day.
-- $9 to $12: a unit, the type as which it counts, the committee under which, and whether that is an upper one;
-- $13 the upper committees; $14 and $15 types of cells and their groups; $16 to $18 the keepers whose facts count, and the
-- positions up to which their registries and meetings are known.
placed AS (
  SELECT * FROM unnest($9::uuid[], $10::text[], $11::uuid[], $12::bool[]) p(unit_id, cell_type, parent_id, direct)),
upper AS (
  SELECT unnest($13::uuid[]) AS unit_id),
member AS (               -- when each unit was there is its own; where and as what it counts is of the day
  SELECT u.unit_id, u.kind, CASE WHEN u.kind = 'cell' THEN p.cell_type END AS cell_type, u.told_by, p.parent_id, p.direct,
         u.valid_from, u.valid_until
    FROM unit u JOIN placed p USING (unit_id)),
type_group AS (
  SELECT * FROM unnest($14::text[], $15::text[]) t(token, group_key)),
other AS (
  SELECT * FROM unnest($16::text[], $17::bigint[], $18::bigint[]) v(keeper, registry, meetings) WHERE keeper <> $1),
passed AS (               -- duties at other keepers, of cells that were here
  SELECT v.keeper, u.unit_id, d.month, d.due_on
    FROM (SELECT m::date AS month, (m + interval '1 month' - interval '1 day')::date AS due_on
            FROM generate_series($2::date::timestamp, $3::date::timestamp, interval '1 month') m) d
   CROSS JOIN other v
    JOIN reporting_facts.unit_version u ON u.keeper = v.keeper AND u.kind = 'cell'
     AND u.known_from <= v.registry AND (u.known_until IS NULL OR u.known_until > v.registry)
     AND u.valid_from <= d.due_on AND u.valid_until > d.due_on
    JOIN placed p ON p.unit_id = u.unit_id
   WHERE EXISTS (SELECT FROM unit here WHERE here.unit_id = u.unit_id)),
met_elsewhere AS (
  SELECT f.keeper, f.unit_id, f.kind, f.month, f.day, f.position,
         f.kind = 'regular' AND f.day BETWEEN $2 AND $3 AND f.unexcused_in_three_months IS NOT NULL AS declares
    FROM other v JOIN reporting_facts.meeting_fact f ON f.keeper = v.keeper
     AND f.known_from <= v.meetings AND (f.known_until IS NULL OR f.known_until > v.meetings)
   WHERE f.month BETWEEN $2 AND $3 OR f.day BETWEEN $2 AND $3),
planned_elsewhere AS (
  SELECT f.keeper, f.unit_id
    FROM other v JOIN reporting_facts.theme_fact f ON f.keeper = v.keeper AND f.day = $2
     AND f.known_from <= v.meetings AND (f.known_until IS NULL OR f.known_until > v.meetings)),
passed_committee AS (     -- months at other keepers, of grassroots committees that were here
  SELECT v.keeper, u.unit_id, d.month, d.last
    FROM month_of d CROSS JOIN other v
    JOIN reporting_facts.unit_version u ON u.keeper = v.keeper AND u.kind = 'committee'
     AND u.known_from <= v.registry AND (u.known_until IS NULL OR u.known_until > v.registry)
     AND u.valid_from <= d.last AND u.valid_until > d.last
    JOIN placed p ON p.unit_id = u.unit_id
     AND (p.direct OR (p.parent_id IS NULL AND p.unit_id NOT IN (SELECT unit_id FROM upper)))
   WHERE EXISTS (SELECT FROM unit here WHERE here.unit_id = u.unit_id)),
briefed_elsewhere AS (
  SELECT f.keeper, f.unit_id, d.month, f.day, f.position
    FROM other v JOIN reporting_facts.gathering_fact f ON f.keeper = v.keeper
     AND f.known_from <= v.meetings AND (f.known_until IS NULL OR f.known_until > v.meetings)
    JOIN month_of d ON f.day BETWEEN d.month AND d.last
   WHERE 'secretaries_briefing' = ANY (f.forms)),
guided_elsewhere AS (
  SELECT f.keeper, f.unit_id, d.month, f.day, f.position
    FROM other v JOIN reporting_facts.guidance_fact f ON f.keeper = v.keeper
     AND f.known_from <= v.meetings AND (f.known_until IS NULL OR f.known_until > v.meetings)
    JOIN month_of d ON f.until_on BETWEEN d.month AND d.last
    JOIN reporting_facts.told t ON t.keeper = f.keeper AND t.service = 'meetings' AND t.position = f.position
     AND t.day >= d.month)
