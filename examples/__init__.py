"""Registers of real districts as published figures, with made-up names, and the generator that writes them."""
