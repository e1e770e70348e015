import {
  expectedPlace,
  importDecisions,
  moveLead,
  readDetermination,
  readMeasure,
  readRejection,
  readState,
  reconcileIssued,
  say,
  withRegister,
  word,
  writeDecisionSheet,
} from '@landscar/pipeline';
import type { Command } from 'commander';
import { inChinese } from '../../error-view.js';
import { EXIT } from '../../exit-codes.js';
import { countOption, listOption } from '../../option-parsers.js';
import { printProblems } from '../footprints.js';
import {
  decisionOptions,
  registerOptions,
  timeOf,
  type DecisionFlags,
  type RegisterFlags,
} from './register-options.js';

interface SetFlags extends DecisionFlags {
  readonly reason?: string;
  readonly evidence?: string[];
  readonly determination?: string;
  readonly measure?: string;
  readonly revision?: number;
}

/** Commands that move leads along the table of states. */
export function addDecide(leads: Command): void {
  decisionOptions(
    leads
      .command('set')
      .description('moves a lead to another state, with its record')
      .argument('<site>', 'site folder')
      .argument('<lead>', 'event id or patch number')
      .argument('<state>', 'in Chinese or as code; `landscar leads moves` lists what is allowed'),
  )
    .option('--reason <text>', 'why')
    .option('--evidence <a,b>', 'photo numbers, files, document numbers', listOption)
    .option('--determination <word>', '合规, 违法违规, 非生产建设项目, 可不编报方案')
    .option('--measure <word>', '整改意见, 立案')
    .option('--revision <n>', 'refuse unless the lead is still at this revision', countOption)
    .addHelpText('after', '\nResult: one line on stdout; exit code 3 where the move is not allowed.')
    .action(async (site: string, lead: string, state: string, flags: SetFlags) => {
      const to = readState(state, 'state');
      const from = await withRegister(site, flags.register, async (register) => {
        const before = await register.lead(lead);
        await moveLead(register.db, {
          lead,
          to,
          who: flags.as,
          at: timeOf(flags),
          ...(flags.reason !== undefined && { why: to === 'rejected' ? readRejection(flags.reason) : flags.reason }),
          ...(flags.evidence !== undefined && { evidence: flags.evidence }),
          ...(flags.determination !== undefined && {
            determination: readDetermination(flags.determination, '--determination'),
          }),
          ...(flags.measure !== undefined && { measure: readMeasure(flags.measure, '--measure') }),
          ...(flags.revision !== undefined && { revision: flags.revision }),
        });
        return before?.status ?? '';
      });
      const { lang, as: who } = flags;
      const values = { lead, from: word(lang, 'status', from), to: word(lang, 'status', to), who };
      process.stdout.write(`${say(lang, 'leads.moved', values)}\n`);
    });
  registerOptions(
    leads
      .command('sheet')
      .description('a sheet on which people decide, to be taken back with `leads import`')
      .argument('<site>', 'site folder')
      .requiredOption('--out <file>', 'the .xlsx to write'),
  )
    .option('--status <status>', 'leads of one state only')
    .option('--period <yyyymm>', 'of one period')
    .addHelpText('after', '\nResult: the sheet; its path on stdout.')
    .action(
      async (site: string, flags: RegisterFlags & { out: string; status?: string; period?: string }): Promise<void> => {
        await withRegister(site, flags.register, async (register) => {
          const list = await register.leads({
            ...(flags.status !== undefined && { status: readState(flags.status, '--status') }),
            ...(flags.period !== undefined && { period: flags.period }),
          });
          await writeDecisionSheet(register.db, list, flags.out, flags.lang);
        });
        process.stdout.write(`${flags.out}\n`);
      },
    );
  decisionOptions(
    leads
      .command('import')
      .description('takes the decisions of a sheet, row by row')
      .argument('<site>', 'site folder')
      .argument('<sheet>', '.xlsx or .csv'),
  )
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nResult: counts on stdout, each refused row on stderr; exit code 4 where rows were refused.',
    )
    .action(async (site: string, sheet: string, flags: DecisionFlags & { json?: boolean }) => {
      const result = await withRegister(site, flags.register, (r) =>
        importDecisions(r.db, sheet, { who: flags.as, at: timeOf(flags) }),
      );
      const { applied, already, empty, errors } = result;
      if (flags.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
      else {
        const counts = { applied, already, empty, refused: errors.length };
        process.stdout.write(`${say(flags.lang, 'leads.imported', counts)}\n`);
        for (const { row, code, where, message } of errors) {
          const chinese = flags.lang === 'zh' ? inChinese(code, where) : '';
          process.stderr.write(`${say(flags.lang, 'leads.row', { row })}: ${chinese}${message}\n`);
        }
      }
      process.exitCode = errors.length > 0 ? EXIT.partial : EXIT.done;
    });
  decisionOptions(
    leads
      .command('import-patches')
      .description('takes patches sent down by ministry or province (下发) and lays them over the leads')
      .argument('<site>', 'site folder')
      .argument('<file>', 'shapefile, GeoPackage or GeoJSON')
      .requiredOption('--batch <name>', 'name of the batch, such as 202506'),
  )
    .option('--crs <crs>', 'CRS where the files state none, or a wrong one')
    .option('--number <field>', 'field of the patch number (default: QDNM, 图斑编号, TBID)')
    .option('--json', 'as JSON, with every pair')
    .addHelpText(
      'after',
      '\nResult: counts on stdout, or with --json who meets whom; exit code 4 where features were left out.',
    )
    .action(
      async (
        site: string,
        file: string,
        flags: DecisionFlags & { batch: string; crs?: string; number?: string; json?: boolean },
      ) => {
        const { batch, number, crs, lang, as: who } = flags;
        const at = timeOf(flags);
        const options = { batch, who, at, lang, area: await expectedPlace(site), ...(crs !== undefined && { crs }) };
        const result = await withRegister(site, flags.register, (r) =>
          reconcileIssued(r.db, file, { ...options, ...(number !== undefined && { numberField: number }) }),
        );
        const { matched, onlyIssued, onlyOwn, already, left } = result;
        if (flags.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
        else {
          const counts = {
            batch,
            matched: matched.length,
            onlyIssued: onlyIssued.length,
            onlyOwn: onlyOwn.length,
            already,
            left: left.length,
          };
          process.stdout.write(`${say(flags.lang, 'leads.reconciled', counts)}\n`);
          process.stdout.write(`${result.crs}  ${result.crsReason}\n`);
          printProblems(result.problems, process.stderr);
        }
        process.exitCode = left.length > 0 ? EXIT.partial : EXIT.done;
      },
    );
}
