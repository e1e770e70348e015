import { parentPort } from 'node:worker_threads';
import { toEnvelope } from '@landscar/core';
import { hashPath } from '@landscar/geodata';
import { BlockComparer } from '../coregister/block-comparer.js';
import { fitPseudoInvariant } from '../normalise/robust-fit.js';
import type { MeasureAnswer, MeasureTask } from './measure-thread.js';

const blocks = new BlockComparer();

function doTask(task: MeasureTask): unknown {
  switch (task.kind) {
    case 'keep':
      return blocks.keep(task.block, task.bands, task.saturatedFrom);
    case 'compare':
      return blocks.compare(task.block, task.bands, task.saturatedFrom);
    case 'forget':
      return blocks.forget();
    case 'fit':
      return fitPseudoInvariant(task.names, task.pairs);
    case 'hash':
      return hashPath(task.path);
  }
}

// One after the other: answers have the order of the tasks.
let last: Promise<void> = Promise.resolve();
parentPort?.on('message', (task: MeasureTask) => {
  last = last.then(async () => {
    let answer: MeasureAnswer;
    try {
      answer = { ok: true, value: await doTask(task) };
    } catch (error) {
      answer = { ok: false, error: toEnvelope(error) };
    }
    parentPort?.postMessage(answer);
  });
});
