SELECT 'resolution_review', d.unit_id, NULL::uuid, d.day, d.day, 'meetings', d.told_by, 'meetings', f.position, f.day, NULL::uuid, NULL::date, NULL::date, NULL::text, NULL::text
  FROM review_due_here d
  LEFT JOIN known.review_fact f ON f.resolution_id = d.resolution_id AND f.meeting_id = d.meeting_id
