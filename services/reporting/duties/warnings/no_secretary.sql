SELECT 'no_secretary', unit_id, NULL::uuid, 1, 'registry', position, day FROM committee_now WHERE NOT secretary
