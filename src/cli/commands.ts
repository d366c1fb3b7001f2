import type { Command } from './command.js';
import { deleteCommand } from './commands/delete.js';
import { doctorCommand } from './commands/doctor.js';
import { evaluateRegionsCommand } from './commands/evaluate-regions.js';
import { evaluateRetrievalCommand } from './commands/evaluate-retrieval.js';
import { evaluateTilesCommand } from './commands/evaluate-tiles.js';
import { importCasesCommand } from './commands/import-cases.js';
import { ingestCommand } from './commands/ingest.js';
import { modelsCommand } from './commands/models.js';
import { modelsAddCommand } from './commands/models-add.js';
import { modelsMeasureCommand } from './commands/models-measure.js';
import { modelsPresetsCommand } from './commands/models-presets.js';
import { rebuildCommand } from './commands/rebuild.js';
import { searchCommand } from './commands/search.js';
import { serveCommand } from './commands/serve.js';
import { spacesCommand, spacesDropCommand, spacesSwitchCommand } from './commands/spaces.js';
import { spacesAddCommand } from './commands/spaces-add.js';
import { spacesCompareCommand } from './commands/spaces-compare.js';
import { statusCommand } from './commands/status.js';
import { verifyCommand } from './commands/verify.js';
import { versionCommand } from './commands/version.js';

/** Every command there is, in the order of help. */
export const COMMANDS: readonly Command[] = [
  importCasesCommand,
  ingestCommand,
  searchCommand,
  statusCommand,
  serveCommand,
  evaluateRetrievalCommand,
  evaluateTilesCommand,
  evaluateRegionsCommand,
  modelsCommand,
  modelsAddCommand,
  modelsPresetsCommand,
  modelsMeasureCommand,
  spacesCommand,
  spacesAddCommand,
  spacesCompareCommand,
  spacesSwitchCommand,
  spacesDropCommand,
  verifyCommand,
  rebuildCommand,
  deleteCommand,
  doctorCommand,
  versionCommand,
];
