"""Out-of-fold networks of recipes/oscd/recipe.yaml in PyTorch, five times faster than in TensorFlow.js: the same inputs
(export-planes.mjs), network, crops, augmentation, loss and schedule; other random numbers. For choosing rules, not for shipping.

python out_of_fold.py PLANES_DIR OUT_DIR --folds 0,1,2,3,4 --seeds 0,1,2 [--threads 1] [--made-share 0.2] [--nuisance-share 0.1]
Each network leaves OUT_DIR/FOLD-SEED.npz: the logits, float16 (height, width), of the places of its fold (and of the farm
places that go with it), and of two null views of each; and OUT_DIR/FOLD-SEED.pt: its weights.
"""
import argparse, json, pathlib, time
import numpy as np, torch, torch.nn as nn, torch.nn.functional as F

STEPS, BATCH, CROP, RATE = 700, 8, 128, 3e-3
WIDTHS = (8, 16, 32, 64)
SHARES = {'plain': .4, 'degraded': .3, 'swapped': .15, 'swappedDegraded': .15}
FARM_FOLD = {'saclay_w': '0', 'norcia': '4'}


class Place:
    def __init__(self, path):
        facts = json.loads(path.read_text())
        self.__dict__.update(facts)
        n, c = self.width * self.height, len(self.channels)
        raw = np.memmap(path.with_suffix('.bin'), np.uint8, 'r')
        self.label, self.weight = (np.array(raw[k * n:(k + 1) * n]).reshape(self.height, self.width) for k in (0, 1))
        planes = raw[2 * n:].view(np.int16).reshape(len(self.views), c, self.height, self.width)
        self.planes = {name: planes[i] for i, name in enumerate(self.views)}
        self.positives = np.argwhere((self.label == 1) & (self.weight == 1))


def block(inputs, outputs):
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs, eps=1e-3), nn.ReLU(),
                         nn.Conv2d(outputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs, eps=1e-3), nn.ReLU())


class Net(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.down = nn.ModuleList(block(a, b) for a, b in zip((channels,) + WIDTHS[:-1], WIDTHS))
        self.up = nn.ModuleList(block(a + b, b) for a, b in zip(WIDTHS[:0:-1], WIDTHS[-2::-1]))
        self.out = nn.Conv2d(WIDTHS[0], 1, 1)

    def forward(self, x):
        skips = []
        for i, b in enumerate(self.down):
            x = b(x if i == 0 else F.max_pool2d(x, 2))
            skips.append(x)
        x = F.dropout2d(x, .2, self.training)
        for b, skip in zip(self.up, skips[-2::-1]):
            x = b(torch.cat([F.interpolate(x, scale_factor=2.0, mode='nearest'), skip], 1))
        return self.out(x)[:, 0]


def draw(places, extras, rng):
    """One crop: channels, label, weight. `extras` are made-up scenes and their shares of the crops."""
    area = np.sqrt([p.width * p.height for p in places])
    scenes = next((scenes for scenes, share in extras if share and rng.random() < share), None)
    if scenes:
        place, view, truth = scenes[rng.integers(len(scenes))], 'plain', True
    elif rng.random() < .1:
        place = places[rng.integers(len(places))]
        view, truth = ('nullBefore', 'nullAfter')[rng.integers(2)], False
    else:
        place = places[rng.choice(len(places), p=area / area.sum())]
        view, truth = rng.choice(list(SHARES), p=list(SHARES.values())), True
    x, y = rng.integers(place.width - CROP + 1), rng.integers(place.height - CROP + 1)
    if truth and len(place.positives) and rng.random() < .5:
        v, u = place.positives[rng.integers(len(place.positives))]
        x = np.clip(u - rng.integers(CROP), 0, place.width - CROP)
        y = np.clip(v - rng.integers(CROP), 0, place.height - CROP)
    part = np.s_[y:y + CROP, x:x + CROP]
    planes = place.planes[view][(slice(None),) + part].astype(np.float32) / 5000
    c = len(planes)
    gains = 1 + rng.normal(0, .08, c)
    gains[:6] = np.exp(rng.normal(0, .2)) * (1 + rng.normal(0, .06, 6))
    offsets = rng.normal(0, .12, c)
    offsets[:6] = 0
    planes = planes * gains[:, None, None].astype(np.float32) + offsets[:, None, None].astype(np.float32)
    label = place.label[part] if truth else np.zeros((CROP, CROP), np.uint8)
    weight = place.weight[part] if truth else np.ones((CROP, CROP), np.uint8)
    turns, flip = rng.integers(4), rng.random() < .5
    move = lambda a: np.rot90(a[..., ::-1] if flip else a, turns, (-2, -1)).astype(np.float32)
    return move(planes), move(label), move(weight)


def train(places, extras, seed, log):
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = Net(len(places[0].channels)).to(memory_format=torch.channels_last)
    average = torch.optim.swa_utils.AveragedModel(net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(.99), use_buffers=True)
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=1e-2)
    cycle = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, STEPS, pct_start=.1)
    start = time.time()
    for step in range(STEPS):
        x, label, weight = (torch.from_numpy(np.stack(a)) for a in zip(*(draw(places, extras, rng) for _ in range(BATCH))))
        logit = net(x.contiguous(memory_format=torch.channels_last))
        entropy = F.binary_cross_entropy_with_logits(logit, label, pos_weight=torch.tensor(3.), reduction='none')
        said = torch.sigmoid(logit) * weight
        truth = label * weight
        dice = 1 - (2 * (said * truth).sum() + 1) / (said.sum() + truth.sum() + 1)
        loss = (entropy * weight).sum() / (weight.sum() + 1e-6) + dice
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1)
        optimiser.step()
        cycle.step()
        average.update_parameters(net)
        if step % 100 == 99:
            print(log, step + 1, f'{loss.item():.3f}', f'{(time.time() - start) / (step + 1):.3f} s a step', flush=True)
    return average.module.eval()


@torch.no_grad()
def logits(net, planes):
    """Of the picture, and of the picture turned by 180 degrees and back; (height, width) each."""
    x = torch.from_numpy(planes.astype(np.float32) / 5000)[None]
    height, width = x.shape[-2:]
    x = F.pad(x, (0, -width % 16, 0, -height % 16), mode='reflect')
    straight = net(x)[0, :height, :width]
    turned = net(torch.rot90(x, 2, (-2, -1)))[0].rot90(2, (-2, -1))[:height, :width]
    return straight.numpy(), turned.numpy()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('planes'), parser.add_argument('out')
    parser.add_argument('--folds', default='0,1,2,3,4'), parser.add_argument('--seeds', default='0,1,2')
    parser.add_argument('--threads', type=int, default=1)
    parser.add_argument('--made-share', type=float, default=0, help='of the crops; from works made up on the places of the training folds')
    parser.add_argument('--nuisance-share', type=float, default=0, help='of the crops; from nuisances made up over the places of the training folds; nothing changed there')
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    out = pathlib.Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    read = lambda folder: [Place(path) for path in sorted(folder.glob('*.json'))]
    places, made, nuisances = (read(pathlib.Path(options.planes) / folder) for folder in ('', 'made', 'nuisances'))
    for seed in map(int, options.seeds.split(',')):
        for fold in options.folds.split(','):
            file = out / f'{fold}-{seed}.npz'
            if file.exists():
                continue
            others = [p for p in places if p.labelled and p.fold != fold]
            away = lambda scenes: [p for p in scenes if p.fold != fold]
            extras = [(away(nuisances), options.nuisance_share), (away(made), options.made_share)]
            net = train(others, extras, 1000 * int(fold) + seed, f'{fold}-{seed}')
            torch.save(net.state_dict(), out / f'{fold}-{seed}.pt')
            held = [p for p in places if (p.fold or FARM_FOLD[p.name]) == fold]
            arrays = {}
            for place in held:
                for view in ('plain', 'nullBefore', 'nullAfter'):
                    straight, turned = logits(net, place.planes[view])
                    arrays[f'{place.name}.{view}'] = straight.astype(np.float16)
                    if view == 'plain':
                        arrays[f'{place.name}.turned'] = turned.astype(np.float16)
            np.savez(file.with_suffix('.tmp.npz'), **arrays)
            file.with_suffix('.tmp.npz').rename(file)


if __name__ == '__main__':
    main()
