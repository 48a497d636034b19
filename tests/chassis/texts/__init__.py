"""Tests of free texts: what is taken in, how it is erased, and that it is nowhere else."""
