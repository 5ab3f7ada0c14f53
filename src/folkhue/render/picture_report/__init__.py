"""Exploration of labeled pictures: charts of their features, maps and sheets of thumbnails."""
