"""Tests of sinhhoat, in folders by what they test."""
