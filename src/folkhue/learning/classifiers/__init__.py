"""Classifiers of RGB triples."""
