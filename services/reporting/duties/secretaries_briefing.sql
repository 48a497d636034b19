SELECT 'secretaries_briefing', d.unit_id, NULL::uuid, d.month, d.last, 'registry', d.told_by, 'meetings', coalesce(b.position, e.position),
       coalesce(b.day, e.day), NULL::uuid, NULL::date, NULL::date, NULL::text, CASE WHEN b.position IS NULL THEN e.keeper END
  FROM briefing_due d
  LEFT JOIN briefing b ON b.unit_id = d.unit_id AND b.month = d.month
  LEFT JOIN briefing_elsewhere e ON e.unit_id = d.unit_id AND e.month = d.month
