SELECT 'secretaries_briefing', d.unit_id, NULL::uuid, d.month, d.last, 'registry', d.told_by, 'meetings', b.position, b.day, NULL::uuid, NULL::date, NULL::date, NULL::text, NULL::text
  FROM briefing_due d LEFT JOIN briefing b ON b.unit_id = d.unit_id AND b.day BETWEEN d.month AND d.last
