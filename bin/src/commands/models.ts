import type { Command } from 'commander';
import { addModelsBench } from './models/bench.js';
import { addModelsFeedback } from './models/feedback.js';
import { addModelsFinetune } from './models/finetune.js';
import { addModelsImport } from './models/import.js';
import { addModelsList } from './models/list.js';
import { addModelsTrain } from './models/train.js';
import { addModelsVerify } from './models/verify.js';

export function addModels(program: Command): void {
  const models = program
    .command('models')
    .description('the detection models: list, verify, bench, import, train, feedback, finetune');
  for (const add of [
    addModelsList,
    addModelsVerify,
    addModelsBench,
    addModelsImport,
    addModelsTrain,
    addModelsFeedback,
    addModelsFinetune,
  ])
    add(models);
}
