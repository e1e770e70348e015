"""The usual script: rasterio windows of both dates with a halo, PyTorch on the CPU (channels-last), probabilities written.

python torch_twin.py STACK_DIR OUT_TIF BLOCK_PX HALO_PX THREADS [WIDTHS] -> seconds on the clock and of the processor on stdout
The network is the reference net's architecture with random weights: speed does not depend on their values.
"""
import sys, time
import numpy as np, rasterio, torch
import torch.nn as nn, torch.nn.functional as F
from rasterio.windows import Window

stack, out, block, halo, threads = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6])
widths = [int(w) for w in (sys.argv[6] if len(sys.argv) > 6 else '16,32,64,128,256').split(',')]
torch.set_num_threads(threads)


def block_of(inputs, outputs):
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, padding=1), nn.ReLU(inplace=True),
                         nn.Conv2d(outputs, outputs, 3, padding=1), nn.ReLU(inplace=True))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.ModuleList(block_of(a, b) for a, b in zip([12] + widths[:-1], widths))
        self.up = nn.ModuleList(block_of(widths[i] + widths[i - 1], widths[i - 1]) for i in range(len(widths) - 1, 0, -1))
        self.out = nn.Conv2d(widths[0], 1, 1)

    def forward(self, x):
        skips = []
        for i, b in enumerate(self.down):
            x = b(x if i == 0 else F.max_pool2d(x, 2)); skips.append(x)
        for b, skip in zip(self.up, skips[-2::-1]):
            x = b(torch.cat([F.interpolate(x, scale_factor=2.0, mode='nearest'), skip], 1))
        return self.out(x)


def main():
    net = Net().eval().to(memory_format=torch.channels_last)
    with rasterio.open(f'{stack}/before.tif') as before, rasterio.open(f'{stack}/after.tif') as after:
        height, width = before.height, before.width
        sample = [src.read(out_shape=(6, 512, 512)).reshape(6, -1).astype(np.float32) for src in (before, after)]
        moments = [(s.mean(1)[:, None, None], s.std(1)[:, None, None] + 1e-6) for s in sample]
        profile = before.profile
        profile.update(count=1, dtype='uint8', nodata=255, compress='deflate', tiled=True, blockxsize=512, blockysize=512, BIGTIFF='IF_SAFER')
        profile.pop('predictor', None)
        with rasterio.open(out, 'w', **profile) as result, torch.inference_mode():
            for y in range(0, height, block):
                for x in range(0, width, block):
                    x0, y0 = max(0, (x - halo) // 16 * 16), max(0, (y - halo) // 16 * 16)
                    x1, y1 = min(width, -(-(x + block + halo) // 16) * 16), min(height, -(-(y + block + halo) // 16) * 16)
                    window = Window(x0, y0, x1 - x0, y1 - y0)
                    planes = [((src.read(window=window).astype(np.float32) - m) / s).clip(-5, 5)
                              for src, (m, s) in zip((before, after), moments)]
                    tensor = torch.from_numpy(np.concatenate(planes))[None].contiguous(memory_format=torch.channels_last)
                    tensor = F.pad(tensor, (0, -tensor.shape[3] % 16, 0, -tensor.shape[2] % 16), mode='reflect')
                    p = torch.sigmoid(net(tensor))[0, 0].numpy()
                    bw, bh = min(block, width - x), min(block, height - y)
                    part = p[y - y0:y - y0 + bh, x - x0:x - x0 + bw]
                    result.write((part * 254).round().astype(np.uint8), 1, window=Window(x, y, bw, bh))


start, used = time.time(), time.process_time()
main()
print(time.time() - start, time.process_time() - used)
