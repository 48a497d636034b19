"""A month's plan of meetings as secretaries keep it elsewhere, in CSV or iCalendar, checked whole before it is sent."""

from sinhhoat.calendars.announcement import Announcement, Plan
from sinhhoat.calendars.check import read_plan

__all__ = ["Announcement", "Plan", "read_plan"]
