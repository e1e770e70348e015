"""The usual script: rasterio windows of both dates with a halo, PyTorch on the CPU (channels-last), probabilities written.

python torch_twin.py STACK_DIR OUT_TIF BLOCK_PX HALO_PX THREADS WIDTHS|MODEL_DIR -> seconds on the clock and of the processor on stdout

With WIDTHS (16,32,64,128,256) the reference net's architecture over twelve standardised bands, with random weights: speed does not
depend on their values. With the folder of a model that sees `landscar-diff@2` its own networks over its own features, by
recipes/reference.py: SciPy, as such a script would have them.
"""
import sys, time
from pathlib import Path
import numpy as np, rasterio, torch
import torch.nn as nn, torch.nn.functional as F
from rasterio.windows import Window

sys.path.insert(0, str(Path(__file__).parents[2] / 'recipes'))
import reference

stack, out, block, halo, threads = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6])
torch.set_num_threads(threads)
# What the features see beyond the network's window: boxes of 71 px over 2 px of smoothing.
FEATURE_HALO_PX = 43
SAMPLE_PX, SAMPLES = 256, 4


def block_of(inputs, outputs):
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, padding=1), nn.ReLU(inplace=True),
                         nn.Conv2d(outputs, outputs, 3, padding=1), nn.ReLU(inplace=True))


class Net(nn.Module):
    def __init__(self, inputs, widths):
        super().__init__()
        self.down = nn.ModuleList(block_of(a, b) for a, b in zip([inputs] + widths[:-1], widths))
        self.up = nn.ModuleList(block_of(widths[i] + widths[i - 1], widths[i - 1]) for i in range(len(widths) - 1, 0, -1))
        self.out = nn.Conv2d(widths[0], 1, 1)

    def forward(self, x):
        skips = []
        for i, b in enumerate(self.down):
            x = b(x if i == 0 else F.max_pool2d(x, 2)); skips.append(x)
        for b, skip in zip(self.up, skips[-2::-1]):
            x = b(torch.cat([F.interpolate(x, scale_factor=2.0, mode='nearest'), skip], 1))
        return self.out(x)


def net_of(model, member):
    """A network of a model, with its weights."""
    kernel = lambda name: model.weights[f'{member}_{name}/kernel']
    widths = [kernel(f'e{level}_0').shape[3] for level in range(1, 9) if f'{member}_e{level}_0/kernel' in model.weights]
    net = Net(kernel('e1_0').shape[2], widths)
    names = [f'e{i + 1}' for i in range(len(widths))] + [f'd{i}' for i in range(len(widths) - 1, 0, -1)]
    layers = [(part[2 * k], f'{name}_{k}') for name, part in zip(names, [*net.down, *net.up]) for k in (0, 1)]
    for layer, name in [*layers, (net.out, 'out')]:
        layer.weight.data = torch.from_numpy(kernel(name).transpose(3, 2, 0, 1).copy())
        layer.bias.data = torch.from_numpy(model.weights[f'{member}_{name}/bias'].copy())
    return net


class Bands:
    """Twelve standardised bands under the reference net."""

    reach_px = 0

    def __init__(self, widths):
        self.nets = [Net(12, [int(w) for w in widths.split(',')])]

    def look(self, sources):
        sample = [src.read(out_shape=(6, 512, 512)).reshape(6, -1).astype(np.float32) for src in sources]
        self.moments = [(s.mean(1)[:, None, None], s.std(1)[:, None, None] + 1e-6) for s in sample]

    def planes(self, dates):
        return np.concatenate([((d - m) / s).clip(-5, 5) for d, (m, s) in zip(dates, self.moments)]), 0


class Differences:
    """The features and networks of a model."""

    reach_px = FEATURE_HALO_PX

    def __init__(self, folder):
        self.model = reference.Model(Path(folder))
        self.nets = [net_of(self.model, member) for member in self.model.members]

    def look(self, sources):
        height, width = sources[0].height, sources[0].width
        at = [(int((i + 0.5) * width / SAMPLES) - SAMPLE_PX // 2, int((j + 0.5) * height / SAMPLES) - SAMPLE_PX // 2)
              for j in range(SAMPLES) for i in range(SAMPLES)]
        pieces = [self.reflectance([src.read(window=Window(x, y, SAMPLE_PX, SAMPLE_PX)) for src in sources]) for x, y in at]
        self.fit = reference.fitted(*(np.concatenate([p[k] for p in pieces], 1) for k in (0, 1)), self.model.noise)
        found = [reference.layers(*piece, self.fit) for piece in pieces]
        flat = lambda value: [v.ravel() for v in value] if isinstance(value, list) else value.ravel()
        every = [{name: flat(value) for name, value in layers.items()} for layers in found]
        joined = lambda values: [np.concatenate(v) for v in zip(*values)] if isinstance(values[0], list) else np.concatenate(values)
        self.usual = reference.usual({name: joined([layers[name] for layers in every]) for name in every[0]})

    def reflectance(self, dates):
        return [np.maximum(d, 1).astype(np.float32) / np.float32(1e4) for d in dates]

    def planes(self, dates):
        b, a = self.reflectance(dates)
        channels = reference.normalised(b, a, reference.layers(b, a, self.fit), self.usual)
        return np.stack(list(channels.values())), self.model.rule['changeLengthWeight'] * channels['vectorAboveMedian']


def main():
    how = sys.argv[6]
    seen = Bands(how) if how[0].isdigit() else Differences(how)
    nets = [net.eval().to(memory_format=torch.channels_last) for net in seen.nets]
    with rasterio.open(f'{stack}/before.tif') as before, rasterio.open(f'{stack}/after.tif') as after:
        height, width = before.height, before.width
        seen.look((before, after))
        profile = before.profile
        profile.update(count=1, dtype='uint8', nodata=255, compress='deflate', tiled=True, blockxsize=512, blockysize=512, BIGTIFF='IF_SAFER')
        profile.pop('predictor', None)
        with rasterio.open(out, 'w', **profile) as result, torch.inference_mode():
            for y in range(0, height, block):
                for x in range(0, width, block):
                    x0, y0 = max(0, (x - halo) // 16 * 16), max(0, (y - halo) // 16 * 16)
                    x1, y1 = min(width, -(-(x + block + halo) // 16) * 16), min(height, -(-(y + block + halo) // 16) * 16)
                    u0, v0, u1, v1 = max(0, x0 - seen.reach_px), max(0, y0 - seen.reach_px), min(width, x1 + seen.reach_px), min(height, y1 + seen.reach_px)
                    window = Window(u0, v0, u1 - u0, v1 - v0)
                    planes, added = seen.planes([src.read(window=window).astype(np.float32) for src in (before, after)])
                    inner = np.s_[..., y0 - v0:y1 - v0, x0 - u0:x1 - u0]
                    tensor = torch.from_numpy(planes[inner])[None].contiguous(memory_format=torch.channels_last)
                    tensor = F.pad(tensor, (0, -tensor.shape[3] % 16, 0, -tensor.shape[2] % 16), mode='reflect')
                    logit = torch.stack([net(tensor) for net in nets]).mean(0)[0, 0, :y1 - y0, :x1 - x0]
                    p = torch.sigmoid(logit + (added if np.isscalar(added) else torch.from_numpy(added[inner]))).numpy()
                    bw, bh = min(block, width - x), min(block, height - y)
                    part = p[y - y0:y - y0 + bh, x - x0:x - x0 + bw]
                    result.write((part * 254).round().astype(np.uint8), 1, window=Window(x, y, bw, bh))


start, used = time.time(), time.process_time()
main()
print(time.time() - start, time.process_time() - used)
