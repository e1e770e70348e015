export { M2_PER_HA, M2_PER_MU, m2ToHa, m2ToMu, parseAreaM2, parseLengthM } from './units.js';
export {
  InvariantError,
  LandscarError,
  defined,
  fromEnvelope,
  invariant,
  toEnvelope,
  type ErrorEnvelope,
  type ErrorOptionsExtra,
  type ErrorParts,
} from './errors.js';
export { isRecord } from './is-record.js';
export { growWindow, intersectWindows, tileWindows, windowsIntersect, type Window } from './window.js';
export { IMAGERY_BLOCK_PX, IMAGERY_PATCH_PX, imagerySample, sampleIn } from './imagery-sample.js';
export {
  gridBounds,
  gridTransform,
  pixelToWorld,
  windowGrid,
  worldToPixel,
  type Bounds,
  type GeoTransform,
  type Grid,
} from './grid.js';
export {
  bboxOf,
  polygonsOf,
  positionsOf,
  type Areal,
  type Feature,
  type FeatureCollection,
  type Geometry,
  type LineString,
  type Linear,
  type MultiLineString,
  type MultiPolygon,
  type Point,
  type Polygon,
  type PolygonRings,
  type Position,
  type Ring,
} from './geometry.js';
export { geodesicAreaM2, geodesicDistanceM } from './geodesic.js';
export { daysBetween, parseDate, periodOf, seasonGapDays, type IsoDate } from './dates.js';
export { collectGarbage } from './collect-garbage.js';
export { select } from './select.js';
export { canonicalJson } from './hashing.js';
export {
  STACK_FILES,
  STACK_SAMPLE,
  STACK_VERSION,
  VALIDITY_BITS,
  type BandFit,
  type BandName,
  type MeasuredShift,
  type NormalisationCell,
  type StackManifest,
  type StackScene,
  type StackWarning,
  type ValidityReason,
} from './stack.js';
export {
  DISTURBANCES_VERSION,
  DISTURBANCE_CLASSES,
  NOTHING_MEASURED,
  FALSE_ALARM_REASONS,
  GROUND_KINDS,
  type DetectionSummary,
  type GateProof,
  type GroundKind,
  type Disturbance,
  type DisturbanceClass,
  type DatedChange,
  type DisturbanceEvidence,
  type SceneChange,
  type FalseAlarmReason,
} from './disturbance.js';
export {
  LEAD_CATEGORIES,
  LEAD_TAGS,
  type FocusPlace,
  type Lead,
  type LeadCategory,
  type LeadTag,
  type ProjectRef,
  type Reason,
  type Score,
} from './lead.js';
export { KernelRoom } from './wasm/kernel-room.js';
export { wasm, type WasmCode, type WasmFunction } from './wasm/wasm-code.js';
export { instantiate, newMemory, type WasmMemory } from './wasm/wasm-host.js';
