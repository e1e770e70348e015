"""False objects per 100 km² on made-up nuisances, out of fold: no network saw the place, with a nuisance or without; and
beside them what the same networks find of the labels.

python nuisance_exam.py PLANES_DIR NETS_DIR recipes/landscar-s2/rule.json 0,1,2 [FOLDS]
PLANES_DIR by `export-planes.mjs RECIPE PLANES_DIR 0 0 4`, NETS_DIR by out_of_fold.py. The mean of the networks of the seeds,
without half-turns, as it ships. The bar of a place is chosen on the labelled places of the other folds; where only some
FOLDS are there it is that of the rule.
"""
import collections, json, pathlib, sys
import numpy as np, torch
from figures import rule_of
from object_rule import Place, best_bar, f1, figures, find_objects, load, score_of
from out_of_fold import Net, logits


def main():
    planes_dir, nets_dir, rule_file, seeds = sys.argv[1:5]
    seeds = [int(s) for s in seeds.split(',')]
    chosen = json.loads(pathlib.Path(rule_file).read_text())
    rule = rule_of(chosen)
    places, nets = load(planes_dir, nets_dir)
    folds = sys.argv[5].split(',') if len(sys.argv) > 5 else sorted({p.cell for p in places})
    labelled = [p for p in places if p.labelled and p.cell in folds]
    objects = {p.name: find_objects(p, score_of(p, nets, seeds, ('plain',)), rule) for p in labelled}
    sums = collections.defaultdict(lambda: [0, 0.])
    found = {}
    torch.set_num_threads(1)
    for fold in folds:
        others = [(q, objects[q.name]) for q in labelled if q.cell != fold]
        bar = chosen['decision']['bar'] if len(sys.argv) > 5 else best_bar(others, rule.false_limit)
        found |= {p.name: figures(p, objects[p.name], bar) for p in labelled if p.cell == fold}
        members = []
        for seed in seeds:
            net = Net(len(places[0].channels))
            net.load_state_dict(torch.load(pathlib.Path(nets_dir) / f'{fold}-{seed}.pt'))
            members.append(net.eval())
        for path in sorted(pathlib.Path(planes_dir, 'exam').glob('*.json')):
            place = Place(path)
            if place.cell != fold:
                continue
            seen = {(fold, s): {f'{place.name}.plain': logits(net, place.planes)[0]} for s, net in zip(seeds, members)}
            o = find_objects(place, score_of(place, seen, seeds, ('plain',)), rule)
            sums[place.nuisance][0] += int(o.pieces[o.score >= bar].sum())
            sums[place.nuisance][1] += place.km2
    total = {k: sum(d[k] for d in found.values()) for k in next(iter(found.values()))}
    print(f"folds {folds} seeds {seeds}: F1 {100 * f1(total):.1f}, mean {100 * np.mean([f1(d) for d in found.values()]):.1f}, "
          f"objects from 0.2 ha {total['small']} of {total['small_all']}, from 1 ha {total['large']} of {total['large_all']}, "
          f"false {100 * total['false'] / total['km2']:.1f} per 100 km²")
    for nuisance, (count, km2) in sorted(sums.items()):
        print(f'{nuisance:14s} {count:4d} objects in {km2:.0f} km²: {100 * count / km2:6.1f} per 100 km²')


if __name__ == '__main__':
    main()
