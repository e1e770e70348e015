export { finetuneModel, type Finetuned, type FinetuneOptions } from './finetune/finetune-model.js';
export { tfjsNodeIsHere } from './open-tfjs-node.js';
export { trainModel, type TrainOptions } from './run/train-model.js';
export { type LogLine } from './run/train-member.js';
