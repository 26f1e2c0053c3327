"""Drawn scenes whose truth is known: pictures, captions, and what these are scored against.

Everything follows from a seed and an index; read ``scene.py`` first.
"""
