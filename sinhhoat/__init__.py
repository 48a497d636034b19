"""The command line of sinhhoat: demo, up, serve, load, report, history, status."""
