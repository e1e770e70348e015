/** A run of pixels of one row, `x0` to before `x1`, with sums over its pixels. */
export interface PixelRun {
  readonly y: number;
  readonly x0: number;
  readonly x1: number;
}

export interface ScoredRun extends PixelRun {
  /** Of its pixels, west to east. */
  readonly ranks: Float32Array;
  readonly probabilities: Float32Array;
  readonly maxRank: number;
  readonly rankSum: number;
  readonly scoreSum: number;
  readonly planeSums: readonly number[];
  readonly probabilitySum: number;
  readonly maxProbability: number;
}

/** A connected object: its runs row by row. */
export interface Component {
  readonly runs: readonly ScoredRun[];
}

interface OpenComponent {
  parent: OpenComponent | undefined;
  runs: ScoredRun[];
  lastRow: number;
}

interface OwnedRun {
  readonly run: ScoredRun;
  readonly owner: OpenComponent;
}

/**
 * Connected objects over rows that come one after the other (union-find over runs), with edge neighbours or diagonal
 * ones too. An object leaves as soon as a row no longer touches it: memory holds open objects only, whatever the area.
 */
export class ComponentScan {
  private above: OwnedRun[] = [];

  constructor(
    private readonly diagonal: boolean,
    private readonly onComponent: (component: Component) => void,
  ) {}

  /** Takes the runs of the row `y`, west to east. Rows come in order. */
  pushRuns(y: number, runs: readonly ScoredRun[]): void {
    const reach = this.diagonal ? 1 : 0;
    const here: OwnedRun[] = [];
    let next = 0;
    for (const run of runs) {
      let owner: OpenComponent = { parent: undefined, runs: [run], lastRow: y };
      while (next < this.above.length && this.above[next]!.run.x1 + reach <= run.x0) next++;
      for (let k = next; k < this.above.length && this.above[k]!.run.x0 < run.x1 + reach; k++) {
        if (this.above[k]!.run.y === y - 1) owner = unite(owner, this.above[k]!.owner);
      }
      here.push({ run, owner });
    }
    this.release(y);
    this.above = here;
  }

  /** After the last row. */
  finish(): void {
    this.release(Infinity);
    this.above = [];
  }

  private release(y: number): void {
    for (const { owner } of this.above) {
      const root = find(owner);
      if (root.lastRow >= y || root.runs.length === 0) continue;
      const runs = root.runs.sort((a, b) => a.y - b.y || a.x0 - b.x0);
      root.runs = [];
      this.onComponent({ runs });
    }
  }
}

/** A run from `x0` on with the sums over its pixels. */
export function scoredRun(
  y: number,
  x0: number,
  ranks: Float32Array,
  probabilities: Float32Array,
  scoreSum: number,
  planeSums: readonly number[],
): ScoredRun {
  // One by one: in one destructuring V8 keeps them on the heap, and there is a run for every few pixels.
  let maxRank = -Infinity;
  let rankSum = 0;
  let probabilitySum = 0;
  let maxProbability = 0;
  for (let i = 0; i < ranks.length; i++) {
    maxRank = Math.max(maxRank, ranks[i]!);
    rankSum += ranks[i]!;
    probabilitySum += probabilities[i]!;
    maxProbability = Math.max(maxProbability, probabilities[i]!);
  }
  const x1 = x0 + ranks.length;
  return { y, x0, x1, ranks, probabilities, maxRank, rankSum, scoreSum, planeSums, probabilitySum, maxProbability };
}

/** The pixels of an object that have at least the rank `from`. Their scores and planes have served and are left out. */
export function pixelsFrom({ runs }: Component, from: number): Component {
  if (from === -Infinity) return { runs };
  const kept: ScoredRun[] = [];
  for (const { y, x0, ranks, probabilities } of runs) {
    for (let i = 0; i < ranks.length; i++) {
      if (ranks[i]! < from) continue;
      const start = i;
      while (i < ranks.length && ranks[i]! >= from) i++;
      kept.push(scoredRun(y, x0 + start, ranks.subarray(start, i), probabilities.subarray(start, i), 0, []));
    }
  }
  return { runs: kept };
}

/** The parts of an object that hang together over pixel edges. */
export function edgeConnectedParts({ runs }: Component): Component[] {
  const parts: Component[] = [];
  const scan = new ComponentScan(false, (part) => parts.push(part));
  for (let start = 0; start < runs.length;) {
    const y = runs[start]!.y;
    let end = start;
    while (end < runs.length && runs[end]!.y === y) end++;
    scan.pushRuns(y, runs.slice(start, end));
    start = end;
  }
  scan.finish();
  return parts;
}

/** What all pixels of an object sum up to, and its first pixel. */
export function sumsOf({ runs }: Component) {
  let pixelCount = 0;
  let maxRank = -Infinity;
  let rankSum = 0;
  let scoreSum = 0;
  let probabilitySum = 0;
  let maxProbability = 0;
  const planeSums = runs[0]!.planeSums.map(() => 0);
  for (const run of runs) {
    pixelCount += run.x1 - run.x0;
    maxRank = Math.max(maxRank, run.maxRank);
    rankSum += run.rankSum;
    scoreSum += run.scoreSum;
    for (let p = 0; p < planeSums.length; p++) planeSums[p]! += run.planeSums[p]!;
    probabilitySum += run.probabilitySum;
    maxProbability = Math.max(maxProbability, run.maxProbability);
  }
  const { y, x0 } = runs[0]!;
  return { y, x0, pixelCount, maxRank, rankSum, scoreSum, planeSums, probabilitySum, maxProbability };
}

function find(component: OpenComponent): OpenComponent {
  let root = component;
  while (root.parent !== undefined) root = root.parent;
  let at = component;
  while (at.parent !== undefined) {
    const next = at.parent;
    at.parent = root;
    at = next;
  }
  return root;
}

function unite(a: OpenComponent, b: OpenComponent): OpenComponent {
  let [big, small] = [find(a), find(b)];
  if (big === small) return big;
  if (big.runs.length < small.runs.length) [big, small] = [small, big];
  small.parent = big;
  for (const run of small.runs) big.runs.push(run);
  small.runs = [];
  big.lastRow = Math.max(big.lastRow, small.lastRow);
  return big;
}
