import { parentPort } from 'node:worker_threads';
import { BlockComparer } from '../coregister/block-comparer.js';
import { fitPseudoInvariant } from '../normalise/robust-fit.js';
import type { MeasureTask } from './measure-thread.js';

const blocks = new BlockComparer();

function answerOf(task: MeasureTask): unknown {
  switch (task.kind) {
    case 'keep':
      return blocks.keep(task.block, task.bands, task.saturatedFrom);
    case 'compare':
      return blocks.compare(task.block, task.bands, task.saturatedFrom);
    case 'forget':
      return blocks.forget();
    case 'fit':
      return fitPseudoInvariant(task.names, task.pairs);
  }
}

parentPort?.on('message', (task: MeasureTask) => parentPort?.postMessage(answerOf(task)));
