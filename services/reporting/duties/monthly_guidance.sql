SELECT 'monthly_guidance', d.unit_id, NULL::uuid, d.month, d.last, 'registry', d.told_by, 'meetings', coalesce(g.position, e.position),
       coalesce(g.day, e.day), NULL::uuid, NULL::date, NULL::date, NULL::text, CASE WHEN g.position IS NULL THEN e.keeper END
  FROM briefing_due d
  LEFT JOIN guided_month g ON g.unit_id = d.unit_id AND g.month = d.month
  LEFT JOIN guidance_elsewhere e ON e.unit_id = d.unit_id AND e.month = d.month
