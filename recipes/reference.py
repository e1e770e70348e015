"""A model of the rule scene-object@2 straight from landscar-s2/spec.md, in NumPy and SciPy, apart from the engine: a check
of numbers. Weights, bands and constants come from the model folder.

  pip install numpy scipy tifffile imagecodecs
  python reference.py MODEL_DIR t1.tif t2.tif DX DY OUT.json     scores and flags as packages/detect/test/goldens hold them
  python reference.py MODEL_DIR t1.tif t2.tif DX DY OUT.json 500 300 256     of a window alone, as a scene of its own

t1 and t2 hold blue, green, red, nir first, then swir16, swir22 where the model sees them, reflectance x 10 000; t1 is moved by
(DX, DY) px as test/oscd-stack.ts does.
"""
import json
import sys
from pathlib import Path

import numpy as np
from scipy.ndimage import correlate1d, gaussian_filter, label, uniform_filter

NOISE = {"blue": 0.010, "green": 0.010, "red": 0.012, "nir": 0.016, "swir16": 0.014, "swir22": 0.014}


class Model:
    def __init__(self, folder):
        manifest = json.loads((folder / "manifest.json").read_text())
        self.bands = manifest["input"]["bands"]
        self.rule = manifest["decision"]
        self.noise = np.array([NOISE[band] for band in self.bands])
        saved = json.loads((folder / "model.json").read_text())["weightsManifest"][0]["weights"]
        values = np.frombuffer((folder / "weights.bin").read_bytes(), "<f4")
        self.weights, at = {}, 0
        for weight in saved:
            size = int(np.prod(weight["shape"]))
            self.weights[weight["name"]] = values[at : at + size].reshape(weight["shape"])
            at += size
        self.members = sorted({name.split("_")[0] for name in self.weights})


def gauss(x, s):
    return gaussian_filter(x, s, mode="reflect", truncate=4.0)


def box(x, k):
    return uniform_filter(x, k, mode="reflect")


def mad(x):
    return 1.4826 * np.median(np.abs(x - np.median(x)))


def moments(band):
    low, high = np.percentile(band, [1, 99])
    clipped = np.clip(band, low, high)
    return clipped.mean(), clipped.std() + 1e-6


def major_axis(x, y, noise):
    w = np.ones(len(x))
    for _ in range(6):
        mean = lambda v: (w[:, None] * v).sum(0) / w.sum()
        mx, my = mean(x), mean(y)
        sx, sy = (np.sqrt(mean((v - m) ** 2)) + 1e-6 for v, m in ((x, mx), (y, my)))
        gain = np.clip(sy / sx, 0.5, 2)
        offset = my - gain * mx
        r = y - (gain * x + offset)
        r = r - np.median(r, 0)
        s = np.maximum(1.4826 * np.median(np.abs(r), 0), noise / 2)
        q = ((r / s) ** 2).mean(1)
        w = (q < np.median(q)) + 1e-3
    return gain, offset


def multivariate(x, y, noise):
    a = np.c_[x, np.ones(len(x))]
    w = np.ones(len(x))
    for _ in range(6):
        aw = a * w[:, None]
        fit = np.linalg.solve(aw.T @ a + 1e-6 * np.eye(a.shape[1]), aw.T @ y)
        r = y - a @ fit
        s = np.maximum(1.4826 * np.median(np.abs(r), 0), 0.7 * noise)
        w = 1 / (1 + ((r / s) ** 2).mean(1))
    return fit, s


def length(planes):
    return np.log(np.sqrt(np.mean([p * p for p in planes], 0)) + 0.05)


def fitted(b, a, noise):
    """What a scene's pixels say of its common change: fits, noise, moments and brightness. b, a (bands, height, width)."""
    count = len(b)
    flat1, flat2 = b.reshape(count, -1).T, a.reshape(count, -1).T
    step = max(1, len(flat1) // 60000)
    x, y = flat1[::step], flat2[::step]
    gain, offset = major_axis(x, y, noise)
    d = flat2 - (gain * flat1 + offset)
    middle = np.median(d, 0)
    scale = np.maximum(1.4826 * np.median(np.abs(d - middle), 0), noise)
    fit, m_scale = multivariate(x, y, noise)
    bright = [np.median(log_brightness(t)) for t in (b, a)]
    return {"gain": gain, "offset": offset, "middle": middle, "scale": scale, "fit": fit, "m_scale": m_scale} | {
        "moments": [[moments(p) for p in t] for t in (b, a)],
        "bright": bright,
    }


def layers(b, a, f):
    """The layers that channels are made of, before a scene's medians of them are taken off."""
    tall = lambda v: v[:, None, None]
    d = a - (tall(f["gain"]) * b + tall(f["offset"])) - tall(f["middle"])
    z = np.clip(d / tall(f["scale"]), -12, 12)
    predicted = np.tensordot(f["fit"][:-1].T, b, 1) + tall(f["fit"][-1])
    m = np.clip((a - predicted) / tall(f["m_scale"]), -12, 12)
    z1, z2 = [gauss(p, 1) for p in z], [gauss(p, 2) for p in z]
    standard = lambda t, k: np.array([np.clip((p - mu) / sd, -5, 5) for p, (mu, sd) in zip(t, f["moments"][k])])
    index = lambda p, q: (np.maximum(p, 1e-3) - np.maximum(q, 1e-3)) / (np.maximum(p, 1e-3) + np.maximum(q, 1e-3) + 1e-3)
    n1, n2 = index(b[3], b[2]), index(a[3], a[2])
    s1, s2 = (bare_soil(t) if len(b) > 4 else index(t[2], t[0]) for t in (b, a))
    lb = [log_brightness(t) - median for t, median in zip((b, a), f["bright"])]
    sobel = lambda p, axis: correlate1d(correlate1d(p, [-1, 0, 1], axis, mode="reflect"), [1, 2, 1], 1 - axis, mode="reflect")
    g1, g2 = ([sobel(p, 0), sobel(p, 1)] for p in lb)
    dot = lambda u, v: gauss(u[0] * v[0] + u[1] * v[1], 3)
    tx = [np.log(np.sqrt(np.maximum(box(p * p, 5) - box(p, 5) ** 2, 0)) + 0.02) for p in lb]
    return {
        "residuals": z1,
        "l1": length(z1),
        "l2": length(z2),
        "chi": length([gauss(p, 1.5) for p in m]),
        "absolute": np.log(np.sqrt(np.mean([gauss(p, 1) ** 2 for p in d], 0)) + 0.005) + 3.5,
        "vector": np.log(gauss(np.sqrt(((standard(a, 1) - standard(b, 0)) ** 2).sum(0)), 2) + 0.05),
        "ndvi": [n1, n2],
        "soil": [s1, s2],
        "bright": lb,
        "texture": tx,
        "textureChange": gauss(tx[1] - tx[0], 1),
        "edges": 2 * dot(g1, g2) / (np.sqrt(dot(g1, g1) * dot(g2, g2)) + 1e-3),
        "ndviChange": gauss(n2 - n1, 1),
        "soilChange": gauss(s2 - s1, 1),
    }


def usual(e):
    """A scene's medians and deviations of its layers."""
    spread = {name: (np.median(e[name]), mad(e[name])) for name in ("l2", "chi", "ndviChange", "soilChange")}
    return spread | {"vector": np.percentile(e["vector"], [50, 90]), "texture": [np.median(p) for p in e["texture"]]}


def normalised(b, a, e, u):
    """The 24 channels of four bands, the 28 of six, by name."""
    above = lambda name, added: (e[name] - u[name][0]) / (u[name][1] + added)
    l_median, l_q90 = u["vector"]
    (m1, m2), (n1, n2), (s1, s2) = u["texture"], e["ndvi"], e["soil"]
    out = {f"residual{k}": np.clip(p, -9, 9) / 2 for k, p in enumerate(e["residuals"])}
    out |= {"lengthZ": above("l2", 0.15), "lengthAbsolute": e["absolute"], "multiZ": above("chi", 0.15)}
    out |= {"ndviBefore": 2 * n1, "ndviAfter": 2 * n2, "soilBefore": 4 * s1, "soilAfter": 4 * s2}
    out |= {"c9": e["l1"] - box(e["l1"], 9), "c25": e["l2"] - box(e["l2"], 25), "c71": e["l2"] - box(e["l2"], 71)}
    out |= {"vector": (e["vector"] - l_median) / max(l_q90 - l_median, 0.05), "vectorAboveMedian": e["vector"] - l_median}
    if len(b) > 4:
        built = lambda t: 2 * (t[4] - t[3]) / (t[4] + t[3] + 0.001)
        out |= {"builtBefore": built(b), "builtAfter": built(a)}
    out |= {"brightBefore": 2 * e["bright"][0], "brightAfter": 2 * e["bright"][1]}
    out |= {"textureBefore": e["texture"][0] - m1, "textureAfter": e["texture"][1] - m2}
    out |= {"textureChange": e["textureChange"] - (m2 - m1), "edgeAgreement": e["edges"]}
    out |= {"ndviChange": above("ndviChange", 0.02) / 2, "soilChange": above("soilChange", 0.01) / 2}
    return {name: np.clip(plane, -6, 6).astype(np.float32) for name, plane in out.items()}


def channels(t1, t2, noise):
    """t1, t2 (bands, height, width) reflectance, a scene of its own -> its channels by name."""
    b, a = t1.astype(np.float64), t2.astype(np.float64)
    e = layers(b, a, fitted(b, a, noise))
    return normalised(b, a, e, usual(e))


def log_brightness(t):
    return np.log(np.maximum(t[:3].mean(0), 0.005))


def bare_soil(t):
    blue, red, nir, swir = (np.maximum(t[k], 1e-3) for k in (0, 2, 3, 4))
    return ((swir + red) - (nir + blue)) / (swir + red + nir + blue + 1e-3)


def convolve(x, weights, name):
    kernel, bias = weights[f"{name}/kernel"], weights[f"{name}/bias"]
    size, (h, wd) = kernel.shape[0], x.shape[1:]
    edge = size // 2
    padded = np.pad(x, ((0, 0), (edge, edge), (edge, edge)))
    out = np.zeros((kernel.shape[3], h, wd), np.float32)
    for i in range(size):
        for j in range(size):
            out += np.tensordot(kernel[i, j].T, padded[:, i : i + h, j : j + wd], 1)
    return out + bias[:, None, None]


def unet(x, weights, member):
    def block(p, name):
        for k in (0, 1):
            p = np.maximum(convolve(p, weights, f"{member}_{name}_{k}"), 0)
        return p

    half = lambda p: p.reshape(p.shape[0], p.shape[1] // 2, 2, p.shape[2] // 2, 2).max((2, 4))
    twice = lambda p: p.repeat(2, 1).repeat(2, 2)
    e1 = block(x, "e1")
    e2 = block(half(e1), "e2")
    e3 = block(half(e2), "e3")
    p = block(half(e3), "e4")
    for name, skip in (("d3", e3), ("d2", e2), ("d1", e1)):
        p = block(np.concatenate([twice(p), skip]), name)
    return convolve(p, weights, f"{member}_out")[0]


def score(c, model):
    planes = np.array(list(c.values()))
    h, w = planes.shape[1:]
    padded = np.pad(planes, ((0, 0), (0, -h % 16), (0, -w % 16)), mode="reflect")
    logit = np.mean([unet(padded, model.weights, m) for m in model.members], 0)[:h, :w]
    return logit + model.rule["changeLengthWeight"] * c["vectorAboveMedian"]


def judge(p, c, rule, pixel_ha=0.01):
    """Flags, and the score and hectares of each candidate that is large enough."""
    lift = rule["quantileWeight"] * max(np.percentile(p.ravel()[::7], 100 * rule["quantile"]), 0)
    parts, count = label(p >= rule["lo"] + lift, np.ones((3, 3)))
    flags, judged = np.zeros(p.shape, bool), []
    order = np.argsort(parts.ravel(), kind="stable")
    ends = np.searchsorted(parts.ravel()[order], np.arange(count + 2))
    size, outline = rule["size"], rule["outline"]
    for k in range(1, count + 1):
        at = order[ends[k] : ends[k + 1]]
        ha = len(at) * pixel_ha
        if ha < rule["minObjectM2"] / 1e4 - 1e-9:
            continue
        mean = lambda plane: plane.ravel()[at].mean()
        s = mean(p) + size["weight"] * np.log(np.clip(ha, size["minHa"], size["maxHa"]))
        for penalty in rule["penalties"]:
            least = min(mean(c[name]) for name in penalty["channels"])
            s -= penalty["weight"] * max(0, least - penalty["above"])
        judged.append((s, ha))
        if s >= rule["bar"]:
            inner = p.ravel()[at] - lift
            closest = min(mean(p) - lift - outline["belowMean"], outline["highest"])
            flags.ravel()[at[inner >= closest]] = True
    return flags, judged


def moved(band, dx, dy):
    h, w = band.shape
    sx, sy = np.clip(np.arange(w) - dx, 0, w - 1), np.clip(np.arange(h) - dy, 0, h - 1)
    x0, y0 = sx.astype(int), sy.astype(int)
    x1, y1 = np.minimum(w - 1, x0 + 1), np.minimum(h - 1, y0 + 1)
    fx, fy = sx - x0, (sy - y0)[:, None]
    rows = lambda y: band[y][:, x0] * (1 - fx) + band[y][:, x1] * fx
    return np.floor(rows(y0) * (1 - fy) + rows(y1) * fy + 0.5)


def read(file, count):
    import tifffile

    image = tifffile.imread(file)
    image = image if image.shape[0] < image.shape[2] else np.moveaxis(image, 2, 0)
    return image[:count].astype(np.float64)


def main(folder, first, second, dx, dy, out, x=0, y=0, side=None):
    model = Model(Path(folder))
    dx, dy = float(dx), float(dy)
    t1, t2 = (read(file, len(model.bands)) for file in (first, second))
    if max(abs(dx), abs(dy)) > 0.2:
        t1 = np.array([moved(band, dx, dy) for band in t1])
    if side is not None:
        x, y, side = int(x), int(y), int(side)
        t1, t2 = t1[:, y : y + side, x : x + side], t2[:, y : y + side, x : x + side]
    c = channels(np.maximum(t1, 1) / 1e4, np.maximum(t2, 1) / 1e4, model.noise)
    p = score(c, model)
    flags, judged = judge(p, c, model.rule)
    edges = np.flatnonzero(np.diff(np.r_[0, flags.ravel().astype(np.int8), 0]))
    runs = [int(v) for start, end in zip(edges[::2], edges[1::2]) for v in (start, end - start)]
    every = 101
    golden = {"shape": list(p.shape), "shiftRowsColumns": [dy, dx], "everyNth": every}
    golden |= {"score": [round(float(v), 3) for v in p.ravel()[::every]], "runs": runs}
    Path(out).write_text(json.dumps(golden, separators=(",", ":")) + "\n")
    kept = sum(s >= model.rule["bar"] for s, _ in judged)
    print(f"{int(flags.sum())} px flagged, {kept} of {len(judged)} candidates kept")


if __name__ == "__main__":
    main(*sys.argv[1:])
