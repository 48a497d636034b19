"""The published language of sinhhoat: every message, its subject, version and audience. Data only."""
