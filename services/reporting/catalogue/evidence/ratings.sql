-- Scores of the quarter's meetings.
rating AS (               -- scores of the quarter's meetings: a score counts with its meeting, on the meeting's day
  SELECT f.position, f.meeting_id, f.rater, f.total, h.unit_id, h.day, h.kind
    FROM known.rating_fact f JOIN held h ON h.meeting_id = f.meeting_id
   WHERE f.rater <> 'observer'    -- who was not there has not observed: his score goes with his visit
      OR EXISTS (SELECT FROM known.visit_fact v WHERE v.meeting_id = f.meeting_id AND v.person_id = f.rater_id))

-- evidence
SELECT 'self_rated', 'meetings', position, unit_id, day, 0, 1 FROM held WHERE kind <> 'extraordinary'
UNION ALL
SELECT 'self_rated', 'ratings', position, unit_id, day, 1, 0 FROM rating WHERE rater = 'self' AND kind <> 'extraordinary'
UNION ALL
SELECT rater || '_score', 'ratings', position, unit_id, day, total, 1 FROM rating WHERE rater IN ('self', 'observer', 'superior')
UNION ALL
SELECT 'divergence', 'ratings', o.position, o.unit_id, o.day, s.total - o.total, 1
    FROM rating o JOIN rating s ON s.meeting_id = o.meeting_id AND s.rater = 'self' WHERE o.rater = 'observer'
