// Where networks are examined with made-up nuisances: by nuisances.mjs as they ship, by oscd/nuisance_exam.py out of fold.
export const EXAM_PLACES = ['montpellier', 'norcia', 'rio', 'saclay_w', 'bordeaux', 'nantes', 'pisa', 'valencia'];
export const EXAM_SEEDS = [0, 1];
