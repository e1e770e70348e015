import { describe, expect, it } from 'vitest';
import { ENGINES, type EngineName, type Job } from '@landscar/jobs';

interface SquareJob extends Job {
  value: number;
  fail?: 'error' | 'exit';
}
const handlerUrl = new URL('./handlers/square.mjs', import.meta.url);
const jobsOf = (count: number): SquareJob[] => Array.from({ length: count }, (_, i) => ({ id: `j${i}`, value: i }));

describe.each(Object.keys(ENGINES) as EngineName[])('engine %s', (name) => {
  const engine = ENGINES[name];

  it('answers every job once, in the order of the jobs', async () => {
    const outcomes = await engine<SquareJob, number>(jobsOf(20), { handlerUrl, workers: 2 });
    expect(outcomes.map((o) => (o.ok ? o.result : null))).toEqual(jobsOf(20).map((j) => j.value ** 2));
  });

  it('takes jobs that are still being planned; what stops the planning stops it', async () => {
    const later = new Promise<SquareJob[]>((resolve) => setTimeout(() => resolve(jobsOf(3)), 50));
    const outcomes = await engine<SquareJob, number>(later, { handlerUrl, workers: 2 });
    expect(outcomes.map((o) => (o.ok ? o.result : null))).toEqual([0, 1, 4]);
    const failing = engine<SquareJob, number>(Promise.reject(new Error('no plan')), { handlerUrl, workers: 2 });
    await expect(failing).rejects.toThrow('no plan');
  });

  it('turns a failing job into an outcome and runs the others', async () => {
    const jobs = jobsOf(5).map((j) => (j.value === 2 ? { ...j, fail: 'error' as const } : j));
    const outcomes = await engine<SquareJob, number>(jobs, { handlerUrl, workers: 2 });
    expect(outcomes.map((o) => o.ok)).toEqual([true, true, false, true, true]);
    expect(outcomes[2]).toMatchObject({ ok: false, error: { code: 'BUG', parts: { found: 'cannot square 2' } } });
  });

  it('starts nothing new after an abort and says how much is done', async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    const run = engine<SquareJob, number>(jobsOf(50), {
      handlerUrl,
      workers: 2,
      signal: stop.signal,
      onOutcome: (outcome, done) => {
        seen.push(outcome.job.id);
        if (done === 3) stop.abort();
      },
    });
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
  const outcomes = await ENGINES.pool<SquareJob, number>(jobs, { handlerUrl, workers: 1 });
  expect(outcomes.map((o) => o.ok)).toEqual([true, false, true]);
  expect(outcomes[1]).toMatchObject({ error: { code: 'JOBS_WORKER_DIED', retryable: true } });
});
