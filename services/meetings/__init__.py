"""Cell meetings: scheduled, moved, called off, held, and taken back."""
