"""Ratings of meetings: rubrics, and the scores of the cell, its observers and the committee above, side by side."""
