import { CommanderError } from 'commander';
import { exitCodeOf, renderError } from './error-view.js';
import { buildProgram } from './program.js';
import { terminalLang } from './terminal-language.js';

// `landscar leads list | head`: the reader has gone away, which is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  await buildProgram(terminalLang).parseAsync(process.argv);
} catch (error) {
  // Commander has already printed its own usage errors and help.
  if (!(error instanceof CommanderError)) process.stderr.write(`${renderError(error, terminalLang)}\n`);
  process.exitCode = exitCodeOf(error);
}
