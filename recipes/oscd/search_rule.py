"""How the constants of the shipped rule were found: python search_rule.py PLANES_DIR NETS_DIR draw|near

draw: 90 rules drawn at random, over the networks of seed 0. near: a grid around what was good there, over every seed alone
(with its half-turn) and over their mean as it ships. Every fold is in sight, so the best of these figures flatter themselves;
figures.py chooses bar and calibration of each place on the other folds, and can do nothing about the constants.
"""
import itertools, random, sys
from object_rule import Rule, complete_seeds, evaluate, load, row, scores_of


def drawn(count=90, seed=1):
    rng = random.Random(seed)
    one = lambda *values: rng.choice(values)
    for _ in range(count):
        yield Rule(lo=one(-2.5, -2, -1.5, -1), quantile_weight=one(0, .15, .15, .3), below_mean=one(2, 2.25, 2.5, 3),
                   highest=one(.5, .8, 1.2), green_above=one(.2, .2, .15, .3), green_weight=one(2, 3, 3, 4), edge_above=one(1.1, 1.3),
                   edge_weight=one(2, 3, 5), size_weight=one(0, .2, .35, .5, .7), size_max_ha=one(3, 5, 10),
                   false_limit=one(22.5, 23.5, 24))


def near():
    for below, green, edge, size in itertools.product((2.25, 2.5, 3), (3, 4), (3, 5), (.2, .35)):
        yield Rule(lo=-1, quantile_weight=0, below_mean=below, green_weight=green, edge_weight=edge, size_weight=size,
                   size_max_ha=10, false_limit=24)


def main():
    places, nets = load(sys.argv[1], sys.argv[2])
    seeds = complete_seeds(nets)
    choices = [[0]] if sys.argv[3] == 'draw' else [*([s] for s in seeds), seeds]
    scores = [scores_of(places, nets, choice) for choice in choices]
    for rule in drawn() if sys.argv[3] == 'draw' else near():
        print(rule)
        for choice, score in zip(choices, scores):
            print(row(f'  seeds {choice}', evaluate(places, rule, score)[0]), flush=True)


main()
