/** Where every build of TensorFlow.js keeps its engine and its registries: they would share them, and mix their backends. */
const KEYS = ['_tfengine', '_tfGlobals'] as const;
type Globals = Partial<Record<(typeof KEYS)[number], unknown>>;

/**
 * Keeps a second build of TensorFlow.js in the same thread apart: while it works, the globals are its own, and before
 * and after they are those of the first.
 */
export class OwnEngine {
  private mine: Globals = {};

  /** Runs `work` with this build's globals; calls of one thread come one after the other. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const scope = globalThis as Globals;
    const theirs = take(scope);
    put(scope, this.mine);
    try {
      return await work();
    } finally {
      this.mine = take(scope);
      put(scope, theirs);
    }
  }
}

const take = (scope: Globals): Globals => Object.fromEntries(KEYS.map((key) => [key, scope[key]]));

function put(scope: Globals, values: Globals): void {
  for (const key of KEYS) scope[key] = values[key];
}
