// A whole detection in this thread, for recipes: the plan and what came of it.
import { detectWorkerUrl, finishDetection, planDetection } from '../packages/detect/dist/index.js';

const run = (await import(detectWorkerUrl)).default;

export async function detectHere(stackDir, out, options) {
  const plan = await planDetection(stackDir, out, options);
  for (const job of plan.jobs) await run(job);
  return { plan, detection: await finishDetection(plan) };
}
