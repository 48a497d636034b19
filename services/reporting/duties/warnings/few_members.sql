SELECT 'few_members', r.unit_id, NULL::uuid, 1, 'registry', r.position, r.day
  FROM roll r JOIN standing c ON c.unit_id = r.unit_id AND c.kind = 'cell' JOIN rule p ON p.key = 'few_members'
 WHERE r.official < p.bound
