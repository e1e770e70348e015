export { activationRanges, type CalibrationInput } from './convert/activation-ranges.js';
export { calibrationInputs } from './convert/calibration-inputs.js';
export { buildModel } from './convert/build-model.js';
export { type ManifestFacts } from './convert/model-writer.js';
export { unetsToInt8 } from './convert/onnx-int8.js';
export { unetsToOnnx } from './convert/onnx-unet.js';
export { readNpz, type NpyArray } from './convert/npz.js';
export { unetFromTorch } from './convert/torch-unet.js';
export { randomUNet, receptiveFieldPx, turned, unetFlop, type ConvWeights, type UNet } from './convert/unet.js';
export { checkPairs, type PairToCheck } from './evaluate/check-pairs.js';
export { evaluate, type EvaluateOptions } from './evaluate/evaluate.js';
export { parsePairs, type EvaluationPair } from './evaluate/evaluation-pair.js';
export { placesUnknownWarning, seenPlacesWarning, type SeenPlace } from './evaluate/seen-places.js';
export { type Evaluation, type Figures, type PlaceFigures } from './evaluate/summarise.js';
export { areFeatureBands, FEATURE_BANDS, type FeatureBand } from './features/feature-bands.js';
export { FEATURE_SETS, featureChannels, type FeatureChoice } from './features/feature-sets.js';
export { scenePlanes } from './features/scene-planes.js';
export { beginEnd, finishDetection, type Detection, type DetectionEnd } from './finish-detection.js';
export { gateWindows } from './gate/gate-windows.js';
export { SQUARE_PX, squaresOf } from './gate/hot-squares.js';
export { type ImportFacts } from './import/import-facts.js';
export { importModel, type Imported } from './import/import-model.js';
export { benchModel, type ModelBench } from './measure/bench-model.js';
export { measureParts, type PartTimes } from './measure/measure-parts.js';
export { kindProbabilities, likeliestKind, type KindNet } from './kinds/kind-net.js';
export { measureObjects } from './kinds/measure-objects.js';
export { checkFit, loadModel, readModel, type Model } from './models/load-model.js';
export { requireProven, verifyModel, type RuntimeProof } from './models/verify-model.js';
export { type DecisionRule, type LearnedPlace, type ModelArtefact, type ModelManifest } from './models/manifest.js';
export {
  detectWorkerUrl,
  GATED_WINDOW_PX,
  planDetection,
  type DetectionPlan,
  type DetectOptions,
} from './plan-detection.js';
export { OwnEngine } from './runtimes/own-engine.js';
export { type InnerPart, type Precision, type Predictor, type Runtime, type RuntimeName } from './runtimes/runtime.js';
export { runtimesOnThisMachine } from './runtimes/runtimes.js';
export { type AreaStatistics, type StatisticsJob } from './statistics/area-statistics.js';
export { type RunStatistics } from './statistics/compute-statistics.js';
export { type DetectJob, type DetectResult } from './windows/detect-job.js';
export { modelWindow } from './windows/model-window.js';
export { ComponentScan, sumsOf } from './polygons/component-scan.js';
export { flagRuns } from './polygons/flag-runs.js';
export { outlinePolygon } from './polygons/outline-polygon.js';
export { maskOf } from './polygons/region-mask.js';
