"""Reports as files: one document for PDF, Word, Excel, CSV and JSON, and whether a file still holds."""
