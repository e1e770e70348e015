import { describe, expect, it } from 'vitest';
import { ENGINES, type Crew, type EngineName, type Job } from '@landscar/jobs';

interface SquareJob extends Job {
  value: number;
  fail?: 'error' | 'exit' | 'memory';
}
const handlerUrl = new URL('./handlers/square.mjs', import.meta.url);
const jobsOf = (count: number): SquareJob[] => Array.from({ length: count }, (_, i) => ({ id: `j${i}`, value: i }));

describe.each(Object.keys(ENGINES) as EngineName[])('engine %s', (name) => {
  const withCrew = async <T>(work: (crew: Crew) => Promise<T>, signal?: AbortSignal): Promise<T> => {
    const crew = ENGINES[name]({ handlerUrl, workers: 2, signal });
    try {
      return await work(crew);
    } finally {
      await crew.close();
    }
  };

  it('answers every job once, in the order of the jobs', async () => {
    const outcomes = await withCrew((crew) => crew.run<SquareJob, number>(jobsOf(20)));
    expect(outcomes.map((o) => (o.ok ? o.result : null))).toEqual(jobsOf(20).map((j) => j.value ** 2));
  });

  it('takes one list after the other, and none', async () => {
    await withCrew(async (crew) => {
      expect(await crew.run<SquareJob, number>([])).toEqual([]);
      for (const count of [1, 3]) {
        const outcomes = await crew.run<SquareJob, number>(jobsOf(count));
        expect(outcomes.map((o) => (o.ok ? o.result : null))).toEqual([0, 1, 4].slice(0, count));
      }
    });
  });

  it('turns a failing job into an outcome and runs the others', async () => {
    const jobs = jobsOf(5).map((j) => (j.value === 2 ? { ...j, fail: 'error' as const } : j));
    const outcomes = await withCrew((crew) => crew.run<SquareJob, number>(jobs));
    expect(outcomes.map((o) => o.ok)).toEqual([true, true, false, true, true]);
    expect(outcomes[2]).toMatchObject({ ok: false, error: { code: 'BUG', parts: { found: 'cannot square 2' } } });
  });

  it('names memory that ran out', async () => {
    const jobs = jobsOf(3).map((j) => (j.value === 1 ? { ...j, fail: 'memory' as const } : j));
    const outcomes = await withCrew((crew) => crew.run<SquareJob, number>(jobs));
    expect(outcomes.map((o) => o.ok)).toEqual([true, false, true]);
    expect(outcomes[1]).toMatchObject({ ok: false, error: { code: 'JOBS_OUT_OF_MEMORY', retryable: true } });
  });

  it('starts nothing new after an abort and says how much is done', async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    const run = withCrew(
      (crew) =>
        crew.run<SquareJob, number>(jobsOf(50), (outcome, done) => {
          seen.push(outcome.job.id);
          if (done === 3) stop.abort();
        }),
      stop.signal,
    );
    await expect(run).rejects.toMatchObject({ code: 'JOBS_INTERRUPTED' });
    expect(seen.length).toBeLessThan(10);
  });
});

it('a thread that dies is tried again and then named', async () => {
  const jobs: SquareJob[] = [
    { id: 'good', value: 4 },
    { id: 'deadly', value: 1, fail: 'exit' },
    { id: 'after', value: 5 },
  ];
  const crew = ENGINES.pool({ handlerUrl, workers: 1 });
  const outcomes = await crew.run<SquareJob, number>(jobs);
  await crew.close();
  expect(outcomes.map((o) => o.ok)).toEqual([true, false, true]);
  expect(outcomes[1]).toMatchObject({ error: { code: 'JOBS_WORKER_DIED', retryable: true } });
});
