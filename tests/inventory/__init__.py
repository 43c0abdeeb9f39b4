"""Whole-project checks: every route has an owner, a permission row and a journey; every template is rendered."""
