SELECT 'low_score', r.unit_id, NULL::uuid, 1, 'ratings', r.position, r.day
  FROM rating r JOIN rule p ON p.key = 'low_score'
 WHERE r.rater = 'self' AND r.kind = 'regular' AND r.total < p.bound * 100
