SELECT 'monthly_guidance', d.unit_id, NULL::uuid, d.month, d.last, 'registry', d.told_by, 'meetings', g.position, g.day, NULL::uuid, NULL::date, NULL::date, NULL::text, NULL::text
  FROM briefing_due d LEFT JOIN guided_month g ON g.unit_id = d.unit_id AND g.month = d.month
