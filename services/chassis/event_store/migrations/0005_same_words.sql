-- Finds the texts of a unit, to compare their words: of the words themselves nothing stands in the index.
CREATE INDEX texts_unit_id_idx ON {feed}.texts (unit_id) WHERE text IS NOT NULL;
