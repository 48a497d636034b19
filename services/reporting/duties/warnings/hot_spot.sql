SELECT 'hot_spot', unit_id, NULL::uuid, 1, 'meetings', told_by, day FROM waiting WHERE hot_spot
