"""The rows of the regime (F01-F38): scenarios that a running stack carries out, and the page about them."""
