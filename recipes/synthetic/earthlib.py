"""Spectra of a public library for the generator: python recipes/synthetic/earthlib.py EARTHLIB_DIR
EARTHLIB_DIR is `earthlib/` of the unpacked wheel (pip download earthlib --no-deps; 1.1.0, MIT licence, Christopher Anderson; soils of
ICRAF-ISRIC, the rest measured at Santa Barbara). Writes packages/train/src/synthetic/library-spectra.ts: of each kind the spectra that
stand for groups of alike ones, as Sentinel-2 sees them in blue, green, red, nir, swir16 and swir22, reflectance x 10 000.
"""
import csv, pathlib, re, sys
import numpy as np

here = pathlib.Path(sys.argv[1]) / 'data'
rows = list(csv.DictReader(open(here / 'spectra.csv')))
header = (here / 'spectra.sli.hdr').read_text()
number = lambda key: int(re.search(key + r' = (\d+)', header).group(1))
names = [name.strip() for name in re.search(r'spectra names = \{(.*?)\}', header, re.S).group(1).split(',')]
um = np.array([float(w) for w in re.search(r'wavelength = \{(.*?)\}', header, re.S).group(1).split(',')])
library = np.fromfile(here / 'spectra.sli', '<f4').reshape(number('lines'), number('samples'))
# Centre and width of B2, B3, B4, B8, B11, B12, micrometres (earthlib's own table of the sensor).
BANDS = [(.494, .095), (.560, .045), (.665, .038), (.834, .145), (1.612, .143), (2.194, .242)]
seen = np.stack([library[:, np.abs(um - centre) <= width / 2].mean(1) for centre, width in BANDS], 1)
at = {name: i for i, name in enumerate(names)}
WANTED = {
    'bare': (lambda r: r['LEVEL_2'] == 'bare', 60),
    'roof': (lambda r: r['LEVEL_3'] in ('comp_shingle', 'concrete_tile', 'tile', 'metal', 'paint', 'wood_shingle'), 40),
    'litter': (lambda r: r['LEVEL_3'] in ('litter', 'npv'), 12),
    'char': (lambda r: r['LEVEL_2'] == 'burned', 6),
}


def medoids(x, count, rng):
    """Rows that stand for groups of alike ones (k-means in the logarithm, then the row nearest to each mean)."""
    logs = np.log(np.maximum(x, .005))
    centres = logs[rng.choice(len(x), count, replace=False)]
    for _ in range(40):
        group = ((logs[:, None] - centres) ** 2).sum(2).argmin(1)
        centres = np.stack([logs[group == k].mean(0) if (group == k).any() else centres[k] for k in range(count)])
    return x[np.unique(((logs[:, None] - centres) ** 2).sum(2).argmin(0))]


lines = []
for kind, (wanted, count) in WANTED.items():
    x = seen[[at[r['NAME']] for r in rows if wanted(r) and r['NAME'] in at]]
    x = x[np.isfinite(x).all(1) & (x > 0).all(1) & (x < 1).all(1)]
    kept = np.rint(1e4 * medoids(x, min(count, len(x)), np.random.default_rng(0))).astype(int).tolist()
    print(kind, len(x), len(kept))
    lines.append(f'  {kind}: {kept},')
pathlib.Path('packages/train/src/synthetic/library-spectra.ts').write_text(f'''/**
 * Written by recipes/synthetic/earthlib.py from earthlib 1.1.0 (MIT licence, Copyright (c) 2023 Christopher Anderson): blue, green, red,
 * nir, swir16, swir22, reflectance x 10 000.
 */
export const LIBRARY_SPECTRA = {{
{chr(10).join(lines)}
}} as const;
''')
