"""The command line of sinhhoat and what it starts."""
