SELECT 'observer_visit', d.unit_id, d.person_id, d.month, d.due_on, 'assignments', d.told_by, 'assignments', a.position, a.day, a.unit_id, NULL::date, NULL::date, NULL::text, NULL::text
  FROM attendance_due d LEFT JOIN attended a ON a.person_id = d.person_id AND a.month = d.month
