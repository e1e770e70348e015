"""How dense in clusters changes lie: on the labelled places, and in a generated scene (fixtures/src/scene/clusters.ts).

python recipes/synthetic/cluster_density.py ../shared/data/oscd [STACK_DIR with truth.geojson]
Objects of 20 px and more; the gap is from an object to the next one, px, 80 where there is none nearer; the last two are how many times the
marked ground lies within 46 and 89 px of it, the halos of the network and of its features.
"""
import json, pathlib, sys
import numpy as np, rasterio
from rasterio.features import rasterize
from scipy import ndimage

FAR, HALOS = 80, (46, 89)


def measure(marked):
    labels, count = ndimage.label(marked)
    sizes = np.bincount(labels.ravel())[1:]
    gaps = []
    for k, (rows, columns) in enumerate(ndimage.find_objects(labels)):
        if sizes[k] < 20:
            continue
        part = labels[max(0, rows.start - FAR):rows.stop + FAR, max(0, columns.start - FAR):columns.stop + FAR]
        others = (part > 0) & (part != k + 1)
        gaps.append(ndimage.distance_transform_edt(part != k + 1)[others].min() if others.any() else FAR)
    near = [ndimage.maximum_filter(marked, 2 * halo + 1).sum() for halo in HALOS]
    return dict(all=marked.size, marked=marked.sum(), near=np.array(near), sizes=sizes[sizes >= 20], gaps=np.array(gaps))


def show(name, m):
    ratios = ' '.join(f'{v:.1f}' for v in m['near'] / m['marked'])
    print(f"{name:12s} {100 * m['marked'] / m['all']:5.2f} %  objects {len(m['sizes']):4d} of {m['sizes'].mean():.0f} px  "
          f"gap {np.median(m['gaps']):.0f} px  within 46, 89 px {ratios}", flush=True)


places = []
for folder in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    files = [f for f in (folder / 'label.tif', folder / 'label_approx.tif') if f.exists()]
    if files:
        with rasterio.open(files[0]) as source:
            places.append(measure(source.read(1) == 1))
        show(folder.name, places[-1])
whole = {k: sum(p[k] for p in places) for k in ('all', 'marked', 'near')}
show('all', {**whole, **{k: np.concatenate([p[k] for p in places]) for k in ('sizes', 'gaps')}})
seen = sum(p['marked'] ** 2 / p['all'] for p in places) / whole['marked']
print(f'as a marked pixel finds its place: {100 * seen:.1f} %')
if len(sys.argv) > 2:
    stack = pathlib.Path(sys.argv[2])
    truth = json.loads((stack / 'truth.geojson').read_text())
    with rasterio.open(stack / 'after.tif') as source:
        shapes = [(f['geometry'], 1) for f in truth['features']]
        show('generated', measure(rasterize(shapes, out_shape=source.shape, transform=source.transform) == 1))
