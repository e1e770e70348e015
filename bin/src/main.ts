import { CommanderError } from 'commander';
import { exitCodeOf, renderError } from './error-view.js';
import { buildProgram } from './program.js';

try {
  await buildProgram().parseAsync(process.argv);
} catch (error) {
  // Commander has already printed its own usage errors and help.
  if (!(error instanceof CommanderError)) process.stderr.write(`${renderError(error)}\n`);
  process.exitCode = exitCodeOf(error);
}
