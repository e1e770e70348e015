export { finishDetection, type Detection } from './finish-detection.js';
export { checkFit, loadModel, type Model } from './models/load-model.js';
export { type DecisionRule, type ModelArtefact, type ModelManifest } from './models/manifest.js';
export { detectWorkerUrl, planDetection, type DetectionPlan, type DetectOptions } from './plan-detection.js';
export { type Precision, type Predictor, type Runtime, type RuntimeName } from './runtimes/runtime.js';
export { runtimesOnThisMachine } from './runtimes/runtimes.js';
export { type DetectJob, type DetectResult } from './windows/detect-job.js';
