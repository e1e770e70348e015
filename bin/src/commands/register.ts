import { backupRegister, restoreInto, say, withRegister } from '@landscar/pipeline';
import type { Command } from 'commander';
import { EXIT } from '../exit-codes.js';
import { registerOptions, type RegisterFlags } from './leads/register-options.js';

/** `verify`, under `register` and under `leads`. */
export function addRegisterCheck(parent: Command): void {
  registerOptions(
    parent.command('verify').description('the hash chain of the history').argument('<site>', 'site folder'),
  )
    .option('--json', 'as JSON')
    .addHelpText('after', '\nResult: one line on stdout; exit code 3 where the chain is broken.')
    .action(async (site: string, { register, lang, json }: RegisterFlags & { json?: boolean }) => {
      const check = await withRegister(site, register, (r) => r.verify());
      const { entries, brokenAt } = check;
      if (json) process.stdout.write(`${JSON.stringify(check)}\n`);
      else if (brokenAt === null) process.stdout.write(`${say(lang, 'register.whole', { entries })}\n`);
      else process.stdout.write(`${say(lang, 'register.broken', { brokenAt })}\n`);
      process.exitCode = brokenAt === null ? EXIT.done : EXIT.badInput;
    });
}

export function addRegister(program: Command): void {
  const register = program.command('register').description('the register as a whole: backup, restore, verify');
  registerOptions(
    register
      .command('backup')
      .description('writes the whole register into one file, of one moment, with a hash at the end')
      .argument('<site>', 'site folder')
      .argument('<file>', 'the .jsonl.gz to write'),
  )
    .addHelpText('after', '\nResult: the number of rows on stdout.')
    .action(async (site: string, file: string, flags: RegisterFlags) => {
      const { rows } = await withRegister(site, flags.register, (r) => backupRegister(r.db, file));
      process.stdout.write(`${say(flags.lang, 'register.rows', { rows })}\n`);
    });
  registerOptions(
    register
      .command('restore')
      .description('fills an empty register from a backup, SQLite or PostgreSQL, all or nothing')
      .argument('<site>', 'site folder')
      .argument('<file>', 'a file of `landscar register backup`'),
  )
    .addHelpText('after', '\nResult: the register and the number of rows on stdout; exit code 3 where it is in use.')
    .action(async (site: string, file: string, flags: RegisterFlags) => {
      const { url, rows } = await restoreInto(site, flags.register, file);
      process.stdout.write(`${url.replace(/:[^:@/]*@/u, ':***@')}\n${say(flags.lang, 'register.rows', { rows })}\n`);
    });
  addRegisterCheck(register);
}
