"""Detectors without learning, out of fold by the same places, folds and pixels as landscar-s2 (figures.py):
python baselines.py PLANES_DIR STACKS_DIR      (recipes/oscd/export-planes.mjs and prepare.mjs make both)

Each gives a score a pixel; a pixel is flagged where score - 0.3 * (its 97.5 % quantile in the scene, where above 0) passes a bar,
which for each place is the one with the best F1 over the other folds. One bar without regard to the scene does worse for
all of them (`plain`).
- vectors: log length of the standardised change vector, smoothed 2 px, above its scene median (a channel of landscar-diff@2);
- IR-MAD: iteratively reweighted multivariate alteration detection (Nielsen 2007): log of the chi-square distance of the
  canonical variates, smoothed 2 px, above its scene median;
- index: how much greener before than after and how much barer after than before (NDVI, bare-soil index), the smaller of both.
"""
import pathlib, sys
import numpy as np, rasterio
from scipy import ndimage, stats
from figures import average_precision, counts
from object_rule import f1, load


def read(stacks, place, date):
    with rasterio.open(pathlib.Path(stacks) / place.name / f'{date}.tif') as file:
        return file.read().astype(np.float64) / 1e4


def ir_mad(before, after, rounds=30):
    x, y = before.reshape(len(before), -1).T, after.reshape(len(after), -1).T
    w = np.ones(len(x))
    distance = w
    for _ in range(rounds):
        mean = lambda v: (w[:, None] * v).sum(0) / w.sum()
        a, b = x - mean(x), y - mean(y)
        cov = lambda u, v: (u * w[:, None]).T @ v / w.sum()
        saa, sbb, sab = cov(a, a) + 1e-9 * np.eye(a.shape[1]), cov(b, b) + 1e-9 * np.eye(b.shape[1]), cov(a, b)
        rho2, left = np.linalg.eig(np.linalg.solve(saa, sab) @ np.linalg.solve(sbb, sab.T))
        order = np.argsort(-rho2.real)
        rho, left = np.sqrt(np.clip(rho2.real[order], 0, 1 - 1e-9)), left.real[:, order]
        left /= np.sqrt(np.einsum('ij,ik,kj->j', left, saa, left))
        right = np.linalg.solve(sbb, sab.T) @ left
        right /= np.sqrt(np.einsum('ij,ik,kj->j', right, sbb, right))
        distance = (((a @ left - b @ right) ** 2) / (2 * (1 - rho) + 1e-9)).sum(1)
        new = stats.chi2.sf(distance, len(rho))
        if np.abs(new - w).mean() < 1e-3:
            break
        w = new + 1e-6
    score = np.log(ndimage.gaussian_filter(np.sqrt(distance).reshape(before.shape[1:]), 2) + .05)
    return score - np.median(score)


def index_rule(place):
    greener = (place.channel('ndviBefore') - place.channel('ndviAfter')) / 2
    barer = (place.channel('bareSoilAfter') - place.channel('bareSoilBefore')) / 4
    return np.minimum(greener, barer)


def above(c, bar):
    hit, false = c[1][bar:].sum(), c[0][bar:].sum()
    return dict(hit=hit, false_px=false, missed=c[1].sum() - hit)


def best(c):
    hit, false = np.cumsum(c[1][::-1])[::-1], np.cumsum(c[0][::-1])[::-1]
    return int(np.argmax(2 * hit / np.maximum(1, hit + false + c[1].sum())))


def main():
    planes, stacks = sys.argv[1:3]
    places = [p for p in load(planes, planes)[0] if p.labelled]
    detectors = {
        'change vectors': lambda p: p.channel('vectorAboveMedian'),
        'IR-MAD': lambda p: ir_mad(read(stacks, p, 'before'), read(stacks, p, 'after')),
        'NDVI and bare-soil index': index_rule,
    }
    print('| what | F1 pooled | F1 mean over places | AP pooled | AP mean | F1, one bar for all scenes |')
    for name, detect in detectors.items():
        scores = {p.name: detect(p) for p in places}
        rows = {}
        for rule, share in (('scene', .3), ('plain', 0)):
            pixels = {p.name: counts(p, scores[p.name] - share * max(np.quantile(scores[p.name][::7], .975), 0)) for p in places}
            bars = {p.name: best(sum(pixels[q.name] for q in places if q.cell != p.cell)) for p in places}
            rows[rule] = pixels, [above(pixels[p.name], bars[p.name]) for p in places]
        pixels, found = rows['scene']
        pooled = lambda parts: 100 * f1({k: sum(d[k] for d in parts) for k in parts[0]})
        print(f"| {name} | {pooled(found):.1f} | {100 * np.mean([f1(d) for d in found]):.1f} | {average_precision(sum(pixels.values())):.1f} | "
              f"{np.mean([average_precision(c) for c in pixels.values()]):.1f} | {pooled(rows['plain'][1]):.1f} |", flush=True)


main()
