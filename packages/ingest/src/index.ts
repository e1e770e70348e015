export { ingestPair } from './ingest-pair.js';
export { DEFAULT_GATE, type IngestOptions, type IngestStage, type PairGate, type SceneInput } from './options.js';
export { planIngest, type IngestPlan, type PlannedScene } from './plan-ingest.js';
export { SENSORS, sensorById } from './scenes/sensors/sensors.js';
export { expandScenes, type ExpandOptions, type SceneRequest } from './scenes/expand-scenes.js';
export type { StacQuery } from './scenes/stac/find-items.js';
export { catalogueScene, type CatalogueScene } from './scenes/catalogue-scene.js';
