"""Figures as ratios against the stock library and the raw floor, measured in one run; none asserts an absolute time."""
