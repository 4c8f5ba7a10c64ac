"""Spreadsheets, read and edited: CSV and .xlsx, as a campaign file names them."""
