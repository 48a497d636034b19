-- Keepers whose figures may be others under the structure of one day than under that of each fact's own day.
-- $1 keepers, $2 the positions up to which their registries are known; $3 first and $4 last day of the quarter, $5 the day.
-- Both lenses count the same rows but for where a unit stands and as what (evidence/today.sql), and that is asked for days of
-- the quarter alone. So they agree where all that was there in the quarter stood all the while where it stands on the day.
WITH asked AS (
  SELECT * FROM unnest($1::text[], $2::bigint[]) v(keeper, at)),
version AS MATERIALIZED (
  SELECT u.keeper, u.unit_id, u.kind, u.level, u.cell_type, u.parent_id, u.valid_from, u.valid_until
    FROM asked v JOIN reporting_facts.unit_version u ON u.keeper = v.keeper
     AND u.known_from <= v.at AND (u.known_until IS NULL OR u.known_until > v.at)),
there AS MATERIALIZED (
  SELECT * FROM version WHERE valid_from <= $4 AND valid_until > $3),
seen AS (                 -- what each unit is on the day, or was last before it, or will be: as placement.py has it
  SELECT DISTINCT ON (keeper, unit_id) * FROM version
   ORDER BY keeper, unit_id, valid_from <= $5 AND valid_until > $5 DESC, valid_from <= $5 DESC, valid_from DESC, valid_until DESC),
committee AS (            -- when in the quarter each was there
  SELECT keeper, unit_id, range_agg(daterange(valid_from, valid_until)) AS days
    FROM there WHERE kind = 'committee' GROUP BY keeper, unit_id),
-- moved: a unit that was something else in the quarter, or stood elsewhere
moved AS (
  SELECT t.keeper FROM there t JOIN seen s USING (keeper, unit_id)
   WHERE (t.parent_id, t.cell_type, t.level) IS DISTINCT FROM (s.parent_id, s.cell_type, s.level)),
-- alone: one that was there for longer than what it stood below
alone AS (
  SELECT t.keeper FROM there t
   WHERE t.parent_id IS NOT NULL AND NOT EXISTS (
     SELECT FROM committee c WHERE c.keeper = t.keeper AND c.unit_id = t.parent_id
        AND c.days @> daterange(greatest(t.valid_from, $3), least(t.valid_until, $4 + 1)))),
-- continued: one that goes on in another by then
continued AS (
  SELECT t.keeper FROM there t JOIN asked v USING (keeper)
    JOIN reporting_facts.lineage l ON l.keeper = t.keeper AND l.predecessor_id = t.unit_id AND l.principal AND l.day <= $5
     AND l.known_from <= v.at AND (l.known_until IS NULL OR l.known_until > v.at)),
-- tops: several of them, or one that ever was on another level
tops AS (
  SELECT keeper FROM version WHERE parent_id IS NULL GROUP BY keeper
  HAVING count(DISTINCT unit_id) > 1 OR count(DISTINCT coalesce(level, '')) > 1 OR bool_or(kind <> 'committee')),
-- regrouped: another catalogue of types and levels holds on the day
regrouped AS (
  SELECT f.keeper FROM asked v JOIN reporting_facts.cell_type_fact f ON f.keeper = v.keeper
     AND f.known_from <= v.at AND (f.known_until IS NULL OR f.known_until > v.at)
   WHERE f.effective_from > least($4::date, $5::date) AND f.effective_from <= greatest($4::date, $5::date))
SELECT keeper FROM moved
UNION SELECT keeper FROM alone
UNION SELECT keeper FROM continued
UNION SELECT keeper FROM tops
UNION SELECT keeper FROM regrouped
