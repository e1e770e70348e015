export { exportLeads, LEAD_FILES, type ExportLeadsInput } from './exports/export-leads.js';
export { leadsOnStack } from './exports/leads-on-stack.js';
export { type RunInfo } from './exports/run-info.js';
export { reasonText, say, word, type MessageKey } from './messages/catalogue.js';
export { type Lang } from './messages/phrase.js';
export {
  exportPackage,
  type ExportPackageInput,
  type MapFeature,
  type PackageResult,
} from './exports/package/export-package.js';
export { REPORT_FILES, writeRunReport } from './exports/run-report/write-run-report.js';
export { unobservedAreas } from './exports/package/unobserved-areas.js';
export { verifyPackage, type PackageCheck } from './exports/package/verify-package.js';
export { type HumanDecision } from './exports/profiles/profile.js';
export { EXPORT_PROFILES } from './exports/profiles/profiles.js';
export {
  importFootprints,
  type ImportedFootprints,
  type ImportFootprintsCall,
} from './footprints/import-footprints.js';
export { expectedAreaOf, type ExpectedArea } from './footprints/crs-reading.js';
export { loadFootprints } from './footprints/load-footprints.js';
export type { Footprint, FootprintKind, FootprintProblem, FootprintSet, FootprintSource } from './footprints/types.js';
export { openSteepGround, type SteepGround } from './focus/steep-ground.js';
export { loadCounties, loadFocusLayers, loadZones } from './focus/load-layers.js';
export type { County, CountySource, FocusLayer, FocusSource, ZoneLayer, ZoneSource } from './focus/layer-types.js';
export { judge, type JudgeInput, type JudgeResult } from './judge/judge.js';
export { DEFAULT_JUDGE_OPTIONS, type JudgeOptions, type PriorityWeights } from './judge/options.js';
export type { SmallestAreas } from './judge/smallest-area.js';
export { openMatcher, type MatchedPart, type MatcherOptions } from './match/matcher.js';
export { RULE_SETS, ruleSetFor, type RuleSet } from './rules/rule-sets.js';
export { REASON_KEYS, type ReasonKey } from './rules/reason-keys.js';
export { RULES } from './rules/rules.js';
export { WORKED_EXAMPLES } from './rules/worked-examples.js';
export { openRegister, type LeadFilter, type RecordedDigest, type Register } from './register/register.js';
export type { RecordedRun, RunToRecord } from './register/record-run.js';
export type { RectifiedGround, RectifiedLead } from './register/rectification.js';
export type { RunDigest } from './register/digest.js';
export type { ChainCheck, HistoryEntry } from './register/history-chain.js';
export { exchangeSchemas, type CluePackage, type ClueReceipt } from './clues/clue-schema.js';
export { exportClues, SHARED_STATES, type CluesToSend } from './clues/export-clues.js';
export { importClues, type ClueConflict, type ClueImport } from './clues/import-clues.js';
export { takeReceipt } from './clues/take-receipt.js';
export { creditCandidates, type CreditCandidate } from './exports/credit/candidates.js';
export { writeFeedback, type FeedbackResult } from './exports/feedback/write-feedback.js';
export { humanDecisions } from './exports/profiles/human-decisions.js';
export { writeCredit } from './exports/credit/write-credit.js';
export { writeDossiers, type DossierFormat, type DossierInput } from './dossier/write-dossiers.js';
export { checkFootprints, type FootprintCheck } from './footprints/check-footprints.js';
export {
  DETERMINATIONS,
  LEAD_STATES,
  MEASURES,
  MOVES,
  REJECTION_REASONS,
  movesFrom,
  type Determination,
  type LeadState,
  type Measure,
  type Move,
} from './lifecycle/moves.js';
export { leadUnknown } from './lifecycle/errors.js';
export { moveLead, type Decision } from './lifecycle/move-lead.js';
export { readDetermination, readMeasure, readRejection, readState } from './lifecycle/decision-words.js';
export { writeDecisionSheet } from './lifecycle/decision-sheet.js';
export { judgeAgainWith, judgeFieldFind, type FieldFind, type HandSources } from './lifecycle/judge-by-hand.js';
export { readOutlines } from './lifecycle/read-outlines.js';
export { addLeads, mergeLeads, redrawLead, splitLead, type Hand, type JudgeAgain } from './lifecycle/redraw.js';
export { importDecisions, type ImportedDecisions } from './lifecycle/import-decisions.js';
export { backupRegister, restoreRegister } from './register/backup.js';
export { reconcileIssued, type Reconciliation } from './register/reconcile.js';
export { exportFieldPack, type FieldPackInput } from './exports/fieldcheck/export-field-pack.js';
export {
  applyFieldChecks,
  readFieldPack,
  type FieldCheck,
  type FieldConflict,
  type FieldPackContent,
} from './exports/fieldcheck/import-field-pack.js';
export { drawNonLeadPoints } from './exports/sampling/non-lead-points.js';
export { readSampleXlsx, sampleXlsx, type ReadSample } from './exports/sampling/sample-sheet.js';
export {
  drawSample,
  estimateFromSample,
  type Sample,
  type SampleEstimate,
  type SampleItem,
} from './exports/sampling/sample.js';
export { warningText } from './exports/warning-text.js';
export type { LookedGround, OwedGround } from './register/owed-ground.js';
