SELECT 'low_attendance', h.unit_id, NULL::uuid, 1, 'meetings', h.position, h.day
  FROM held h JOIN rule p ON p.key = 'low_attendance'
 WHERE h.kind = 'regular' AND h.expected > 0 AND h.present * 100 <= h.expected * p.bound
