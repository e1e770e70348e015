export { catalogue, type Catalogue } from './catalogue.js';
export { readSite, sitePath, type Site } from './config/read-site.js';
export { siteSchemaJson, type SiteConfig } from './config/schema.js';
export { detect, type DetectCall } from './detect.js';
export { writeWhole as writePicture } from '@landscar/geodata';
export {
  DEFAULT_JUDGE_OPTIONS,
  MOVES,
  RULES,
  RULE_SETS,
  ruleSetFor,
  WORKED_EXAMPLES,
  SHARED_STATES,
  backupRegister,
  creditCandidates,
  exchangeSchemas,
  exportClues,
  importClues,
  importDecisions,
  leadUnknown,
  moveLead,
  readDetermination,
  readMeasure,
  readRejection,
  readState,
  reconcileIssued,
  say,
  takeReceipt,
  verifyPackage,
  warningText,
  word,
  writeCredit,
  writeDecisionSheet,
  type Lang,
  type PackageCheck,
} from '@landscar/report';
export { doctor, type DoctorCheck } from './doctor.js';
export { evaluatePairs } from './evaluate.js';
export { exportRun, writeReportOfRun, writeRunDossiers, type DossierCall, type ExportCall } from './export-run.js';
export { exportFieldCheck, importFieldCheck, type FieldImport } from './field-check.js';
export { exportFeedback } from './feedback.js';
export { addLeads, mergeByHand, redrawByHand, splitByHand, type HandCall } from './hand-work.js';
export {
  checkFootprintFiles,
  expectedPlace,
  footprintVersions,
  importFootprintFiles,
  type FootprintVersion,
  type ImportCall,
} from './footprint-store.js';
export { ingest, type IngestCall } from './ingest.js';
export { initSite } from './init-site.js';
export { benchModels, importUsersModel, listModels, verifyModels, type ListedModel } from './models.js';
export { listShippedModels, modelFolder } from './models-folder.js';
export { plan, type Plan, type PlanCall } from './plan/plan.js';
export { planPicture } from './plan/plan-picture.js';
export { report, type ReportCall } from './report.js';
export type { RunContext } from './run-context.js';
export type { OnRunEvent, RunEvent, Stage } from './run-events.js';
export type { RunRecord } from './run-record.js';
export { drawRunSample, estimateSample, type DrawCall } from './sample.js';
export { scan, type ScanCall, type ScanResult } from './scan.js';
export { LANDSCAR_VERSION } from './version.js';
export { restoreInto, withRegister } from './with-register.js';
export { runNotRecorded } from './errors.js';
