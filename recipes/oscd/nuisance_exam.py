"""False objects per 100 km² on made-up nuisances, out of fold: no network saw the place, with a nuisance or without.

python nuisance_exam.py PLANES_DIR NETS_DIR recipes/landscar-s2/rule.json [SEEDS]
PLANES_DIR by `export-planes.mjs RECIPE PLANES_DIR 0 0 2`, NETS_DIR by out_of_fold.py. The bar of a place is chosen on the
labelled places of the other folds. The mean of the networks of SEEDS (all that are complete), without half-turns, as it ships.
"""
import collections, json, pathlib, sys
import torch
from figures import rule_of
from object_rule import Place, best_bar, complete_seeds, find_objects, load, score_of
from out_of_fold import Net, logits


def main():
    planes_dir, nets_dir, rule_file = sys.argv[1:4]
    rule = rule_of(json.loads(pathlib.Path(rule_file).read_text()))
    places, nets = load(planes_dir, nets_dir)
    seeds = [int(s) for s in sys.argv[4].split(',')] if len(sys.argv) > 4 else complete_seeds(nets)
    labelled = [p for p in places if p.labelled]
    objects = {p.name: find_objects(p, score_of(p, nets, seeds, ('plain',)), rule) for p in labelled}
    sums = collections.defaultdict(lambda: [0, 0.])
    torch.set_num_threads(1)
    for fold in sorted({p.cell for p in labelled}):
        bar = best_bar([(q, objects[q.name]) for q in labelled if q.cell != fold], rule.false_limit)
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
    print(f'seeds {seeds}')
    for nuisance, (count, km2) in sorted(sums.items()):
        print(f'{nuisance:14s} {count:4d} objects in {km2:.0f} km²: {100 * count / km2:6.1f} per 100 km²')


if __name__ == '__main__':
    main()
