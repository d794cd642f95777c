"""Newspaper layout: reading order, articles and clean text out of pages and out of text copied from pages."""
