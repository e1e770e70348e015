import type { DetectJob } from './detect-job.js';

/** Which blocks are still to end, looked at or failed: whoever needs some waits for them. */
export class EndedBlocks {
  private readonly open: Set<string>;
  private waiting: (() => void)[] = [];
  private stopped = false;

  constructor(jobs: readonly DetectJob[]) {
    this.open = new Set(jobs.map(({ id }) => id));
  }

  get areAll(): boolean {
    return this.open.size === 0;
  }

  end(id: string): void {
    this.open.delete(id);
    this.wake();
  }

  endAll(): void {
    this.open.clear();
    this.wake();
  }

  /** The rest will never end: whoever waits gets an error. */
  stop(): void {
    this.stopped = true;
    this.wake();
  }

  /** Keeps its promise when all of these have ended. */
  async of(jobs: readonly DetectJob[]): Promise<void> {
    for (const { id } of jobs) {
      while (this.open.has(id)) {
        if (this.stopped) throw new Error('the blocks will not be looked at');
        await new Promise<void>((resolve) => this.waiting.push(resolve));
      }
    }
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
