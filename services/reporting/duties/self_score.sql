SELECT 'self_score', h.unit_id, NULL::uuid, h.day, h.day, 'meetings', h.position, 'ratings', r.position, r.day, NULL::uuid, NULL::date, NULL::date, NULL::text, NULL::text
  FROM held h LEFT JOIN rating r ON r.meeting_id = h.meeting_id AND r.rater = 'self'
 WHERE h.kind <> 'extraordinary'
