SELECT DISTINCT 'difficulties_found', unit_id, NULL::uuid, 1, 'assignments', position, day FROM found WHERE heading = 'difficulty'
