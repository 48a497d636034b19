SELECT 'notice_review', d.unit_id, NULL::uuid, d.from_on, $3, 'assignments', d.position, 'meetings', g.position, g.day, NULL::uuid, NULL::date, NULL::date, NULL::text, NULL::text
  FROM notice_review_due d LEFT JOIN notice_review g ON g.unit_id = d.unit_id
