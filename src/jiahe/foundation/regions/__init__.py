"""Regions: the tree of province, city, county, township and village, and who reports to whom in it.

``models.Region`` is one unit, known by (code, level). ``loading`` brings the official list in; ``queries`` reads the
tree. The tree of codes and the tree of reports differ in one place: 平潭 stands in 福州's codes and reports to the
province, and it is the reports that scopes and sums follow.
"""
