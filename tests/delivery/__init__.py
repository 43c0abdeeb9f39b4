"""Tests of how help reaches people."""
