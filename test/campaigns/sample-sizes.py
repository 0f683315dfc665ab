"""Makes sample-sizes.json: python3 -m venv v && v/bin/pip install scipy==1.17.1 && v/bin/python test/campaigns/sample-sizes.py

Another way than the service's: the chance of no bad one is followed draw by draw with Python's fractions, and the answer is the
first draw at which it is small enough. Each answer is compared with scipy's hypergeometric law in floats.
"""

import json
import pathlib
from fractions import Fraction

from scipy.stats import hypergeom

SHARES = ["0.0005", "0.001", "0.005", "0.01", "0.02", "0.05", "0.1"]
CONFIDENCES = ["0.9", "0.95", "0.99", "0.999"]
LOTS = [1, 2, 3, 7, 10, 19, 20, 21, 50, 99, 100, 101, 333, 1000, 1999, 2000, 2001, 10000, 100000, 1000000]


def smallest(lot, share, confidence, attempt):
    bad = int(Fraction(share) * lot) + 1
    risk = (1 - Fraction(confidence)) / 2 ** (attempt - 1)
    over, under = 1, 1
    for drawn in range(lot):
        over *= lot - bad - drawn
        under *= lot - drawn
        if over * risk.denominator <= risk.numerator * under:
            check(lot, bad, drawn + 1, float(risk))
            return drawn + 1
    return lot


def check(lot, bad, n, risk):
    assert hypergeom.pmf(0, lot, bad, n) <= risk * (1 + 1e-9)
    assert n == 1 or hypergeom.pmf(0, lot, bad, n - 1) >= risk * (1 - 1e-9)


rows = [
    [lot, share, confidence, attempt, smallest(lot, share, confidence, attempt)]
    for lot in LOTS
    for share in SHARES
    for confidence in CONFIDENCES
    for attempt in (1, 2, 4)
    if not (lot == 1000000 and share == "0.0005" and attempt > 1)
]
lines = ",\n".join(json.dumps(row) for row in rows)
pathlib.Path(__file__).with_suffix(".json").write_text(f"[\n{lines}\n]\n")
print(len(rows))
