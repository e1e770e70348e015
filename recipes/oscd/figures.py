"""Figures of a rule over the mean of some out-of-fold networks, as the shipped model runs them (no half-turns), and what is
fitted to them: bar, calibration of pixels, confidence of objects.

python figures.py PLANES_DIR NETS_DIR 0,1,2 recipes/landscar-s2/rule.json
python figures.py PLANES_DIR - - recipes/landscar-s2-open/rule.json           without networks: change vectors judged as objects
Writes bar, calibration and confidence into the rule, scores.json and reliability.svg beside it, and prints the tables of the card. Every number
of a place is from networks, bar and calibration of the other folds; what ships is fitted on all places.
"""
import json, pathlib, sys
import numpy as np
from object_rule import FARMS, Place, Rule, best_bar, f1, figures, find_objects, load, score_of

BINS = np.linspace(-16, 16, 4097)
SPLIT = 'five folds over fourteen places, out of fold'


def rule_of(chosen):
    d = chosen['decision']
    green, edge = d['penalties']
    return Rule(d['lo'], d['quantileWeight'], d['outline']['belowMean'], d['outline']['highest'], green['above'], green['weight'],
                edge['above'], edge['weight'], d['size']['weight'], d['size']['maxHa'], chosen['falseLimit'])


def counts(place, score):
    """Judged pixels by score: unchanged, changed."""
    at = np.clip(np.digitize(score[place.judged], BINS) - 1, 0, len(BINS) - 2)
    changed = place.label[place.judged] == 1
    return np.stack([np.bincount(at[~changed], minlength=len(BINS) - 1), np.bincount(at[changed], minlength=len(BINS) - 1)])


def average_precision(c):
    false, true = np.cumsum(c[0][::-1]), np.cumsum(c[1][::-1])
    precision = true / np.maximum(1, true + false)
    return 100 * float((precision * np.diff(np.r_[0, true])).sum() / max(1, true[-1]))


def logistic_fit(x, no, yes):
    """Slope and intercept of P(yes | x) by Newton's method; counts at each x."""
    a = np.c_[x, np.ones(len(x))]
    w = np.zeros(2)
    for _ in range(60):
        p = 1 / (1 + np.exp(-(a @ w)))
        n = no + yes
        step = np.linalg.solve(a.T @ (a * (n * p * (1 - p))[:, None]) + 1e-9 * np.eye(2), a.T @ (yes - n * p))
        w += step
        if np.abs(step).max() < 1e-10:
            break
    return w


def reliability(c, w, bins=20):
    centre = (BINS[:-1] + BINS[1:]) / 2
    p = 1 / (1 + np.exp(-(w[0] * centre + w[1])))
    at = np.minimum((p * bins).astype(int), bins - 1)
    n = np.bincount(at, c.sum(0), bins)
    said, true = np.bincount(at, c.sum(0) * p, bins), np.bincount(at, c[1], bins)
    return n, said, true


def calibration_error(tables):
    n, said, true = (sum(t[k] for t in tables) for k in range(3))
    return float(np.abs(said - true).sum() / n.sum())


def diagram(rows):
    """Reliability as a picture: said against true share, circles by how many pixels; on the line is right."""
    dots = '\n'.join(f'<circle cx="{40 + 300 * said:.1f}" cy="{340 - 300 * true:.1f}" r="{np.log10(n) - 1:.1f}"/>' for n, said, true in rows)
    ticks = '\n'.join(f'<text x="{40 + 300 * t:.0f}" y="358" text-anchor="middle">{t}</text><text x="34" y="{344 - 300 * t:.0f}" text-anchor="end">{t}</text>'
                      for t in (0, .5, 1))
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 390" font-family="sans-serif" font-size="12">
<rect width="360" height="390" fill="#fff"/>
<path d="M40 40V340H340" fill="none" stroke="#444"/><path d="M40 340L340 40" stroke="#999" stroke-dasharray="4 3"/>
<g fill="#c1452b">
{dots}
</g>
{ticks}
<text x="190" y="380" text-anchor="middle">probability that is said, 说出的概率</text>
<text x="40" y="28">share of labelled pixels, 实际变化像元比例</text>
</svg>
"""


def interval(places, value, draws=1000):
    """95 %, places drawn with replacement."""
    rng = np.random.default_rng(0)
    found = [value([places[i] for i in rng.integers(len(places), size=len(places))]) for _ in range(draws)]
    return [round(float(v), 1) for v in np.percentile(found, [2.5, 97.5])]


def overdrawn(labelled, objects, bars):
    """Flagged ground against labelled ground, of each found object of 1 ha and more with what runs together with it."""
    ratios = []
    for place in labelled:
        o = objects[place.name]
        pairs = [(t, c, n) for t, c, n in o.covered if o.score[c] >= bars[place.name]]
        px = place.truth_ha / place.ha
        for truth in {t for t, _, _ in pairs}:
            mine = {c for t, c, _ in pairs if t == truth}
            covered = sum(n for t, _, n in pairs if t == truth)
            if place.truth_ha[truth] < 1 or covered < .3 * px[truth]:
                continue
            flagged = sum(o.hit_px[c] + o.false_px[c] for c in mine)
            ratios.append(flagged / sum(px[t] for t in {t for t, c, _ in o.covered if c in mine}))
    return ratios


def nulls(planes_dir, nets, seeds, rule, bars):
    objects, km2 = 0, 0
    for path in sorted(pathlib.Path(planes_dir).glob('*.json')):
        for view in ('nullBefore', 'nullAfter'):
            place = Place(path, view)
            o = find_objects(place, score_of(place, nets, seeds, (view,)), rule)
            objects += int(o.pieces[o.score >= bars[place.name]].sum())
            km2 += place.km2
    return objects, km2


def main():
    planes_dir, nets_dir, seeds, rule_file = sys.argv[1:5]
    seeds = [] if seeds == '-' else [int(s) for s in seeds.split(',')]
    chosen = json.loads(pathlib.Path(rule_file).read_text())
    rule = rule_of(chosen)
    places, nets = load(planes_dir, nets_dir)
    score = {p.name: score_of(p, nets, seeds, ('plain',)) for p in places}
    objects = {p.name: find_objects(p, score[p.name], rule) for p in places}
    labelled = [p for p in places if p.labelled]
    others = lambda place: [q for q in labelled if q.cell != place.cell]
    bars = {p.name: best_bar([(q, objects[q.name]) for q in others(p)], rule.false_limit) for p in places}
    by_place = {p.name: figures(p, objects[p.name], bars[p.name]) for p in places}
    pixels = {p.name: counts(p, score[p.name]) for p in labelled}
    centre = (BINS[:-1] + BINS[1:]) / 2
    fit = lambda ps: logistic_fit(centre, *sum(pixels[p.name] for p in ps))
    tables = {p.name: reliability(pixels[p.name], fit(others(p))) for p in labelled}

    def total(ps):
        return {k: sum(by_place[p.name][k] for p in ps) for k in by_place['rennes']}

    share = lambda a, b: 100 * a / max(1, b)
    measures = {
        'pixel F1, %, pooled': lambda ps: 100 * f1(total(ps)),
        'pixel F1, %, mean over places': lambda ps: 100 * float(np.mean([f1(by_place[p.name]) for p in ps])),
        'average precision, %, pooled': lambda ps: average_precision(sum(pixels[p.name] for p in ps)),
        'average precision, %, mean over places': lambda ps: float(np.mean([average_precision(pixels[p.name]) for p in ps])),
        'objects of 0.2 ha and more found, %': lambda ps: share(total(ps)['small'], total(ps)['small_all']),
        'objects of 1 ha and more found, %': lambda ps: share(total(ps)['large'], total(ps)['large_all']),
        'false objects per 100 km²': lambda ps: 100 * total(ps)['false'] / total(ps)['km2'],
        'expected calibration error': lambda ps: calibration_error([tables[p.name] for p in ps]),
    }
    scores = []
    for what, value in measures.items():
        digits = 4 if 'error' in what else 1
        scores.append(dict(what=what, value=round(value(labelled), digits), split=SPLIT))
        low, high = interval(labelled, value, 200 if 'precision' in what or 'error' in what else 1000)
        print(f'| {what} | {value(labelled):.{digits}f} ({low}–{high}) |')
    mean_error = np.mean([calibration_error([tables[p.name]]) for p in labelled])
    print(f'| expected calibration error, mean over places | {mean_error:.4f} |')
    farms = [p for p in places if p.name in FARMS]
    km2 = sum(p.km2 for p in farms)
    flagged, seen = (sum(by_place[p.name][k] for p in farms) for k in ('flagged', 'seen'))
    print(f'| strong farm seasons, all flagged; without what is built there by eye or label | {100 * flagged / km2:.1f}; {100 * seen / km2:.1f} per 100 km² ({flagged} and {seen} objects) |')
    ratios = overdrawn(labelled, objects, bars)
    print(f'| found objects of 1 ha and more are drawn too large by, median; mean | {np.median(ratios):.2f}; {np.mean(ratios):.2f} |')
    count, null_km2 = nulls(planes_dir, nets, seeds, rule, bars)
    print(f'| nothing changed, {null_km2:.0f} km² | {count} objects, {100 * count / null_km2:.2f} per 100 km² |')
    scores.append(dict(what='false objects per 100 km² where nothing changed', value=round(100 * count / null_km2, 2),
                       split=f'same date twice, {2 * len(places)} place dates, {null_km2:.0f} km²'))
    scores.append(dict(what='flagged objects per 100 km² on strong farm seasons, visible building left out',
                       value=round(100 * seen / km2, 1), split='norcia, saclay_w, valencia, out of fold'))
    print('\n| place | F1 | precision | recall | ≥ 0.2 ha | ≥ 1 ha | false | calibration error |')
    for p in labelled:
        d = by_place[p.name]
        scores.append(dict(what=f'pixel F1, %, {p.name}', value=round(100 * f1(d), 1), split=SPLIT))
        print(f"| {p.name} | {100 * f1(d):.1f} | {share(d['hit'], d['hit'] + d['false_px']):.1f} | {share(d['hit'], d['hit'] + d['missed']):.1f} | "
              f"{d['small']}/{d['small_all']} | {d['large']}/{d['large_all']} | {d['false']} | {calibration_error([tables[p.name]]):.3f} |")
    print('\n| probability | share | pixels |')
    rows = [(n, said / n, true / n) for n, said, true in zip(*(sum(t[k] for t in tables.values()) for k in range(3))) if n]
    for n, said, true in rows:
        print(f'| {said:.2f} | {true:.2f} | {int(n)} |')
    real = {p.name: o.false_pieces == 0 for p, o in ((p, objects[p.name]) for p in labelled)}
    kept = {p.name: np.isfinite(objects[p.name].score) & (objects[p.name].pieces > 0) for p in labelled}
    x = np.concatenate([objects[p.name].score[kept[p.name]] for p in labelled])
    yes = np.concatenate([real[p.name][kept[p.name]] for p in labelled]).astype(float)
    confidence = logistic_fit(x, 1 - yes, yes)
    calibration = fit(labelled)
    bar = best_bar([(p, objects[p.name]) for p in labelled], rule.false_limit)
    print(f"\nbar {bar:.3f}, by fold {sorted({round(float(b), 2) for b in bars.values()})}; calibration {calibration}; confidence {confidence}")
    chosen['decision'] |= dict(bar=round(float(bar), 2), calibration=dict(slope=float(calibration[0]), intercept=float(calibration[1])),
                               confidence=dict(slope=round(float(confidence[0]), 3), intercept=round(float(confidence[1]), 3)))
    pathlib.Path(rule_file).write_text(json.dumps(chosen, indent=2) + '\n')
    (pathlib.Path(rule_file).parent / 'reliability.svg').write_text(diagram(rows))
    (pathlib.Path(rule_file).parent / 'scores.json').write_text(json.dumps(scores, indent=2, ensure_ascii=False) + '\n')


if __name__ == '__main__':
    main()
