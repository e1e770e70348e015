#!/usr/bin/env node
// Counts that keep the tree readable, on all sources of the workspace and its scripts: file lengths, their median, runs of
// lines that stand twice, and a decision note for every dependency.
//   node bin/check-tree.mjs [--root DIR]
// Prints every problem at once and exits 1 when there is one.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { findClones } from './checks/clones.mjs';
import { checkDecisions } from './checks/decisions.mjs';
import { readWorkspace } from './checks/workspace.mjs';

const MAX_LINES = 400;
const MAX_MEDIAN_LINES = 100;
/** Ten telling lines twice are a function that wants a name. */
const CLONE_LINES = 10;

const rootFlag = process.argv.indexOf('--root');
const root = rootFlag > 0 ? path.resolve(process.argv[rootFlag + 1] ?? '.') : path.resolve(import.meta.dirname, '..');
const packages = readWorkspace(root);

const scripts = ['bin', 'bin/checks', 'bench'].flatMap((dir) =>
  existsSync(path.join(root, dir))
    ? readdirSync(path.join(root, dir))
        .filter((name) => name.endsWith('.mjs'))
        .map((name) => `${dir}/${name}`)
    : [],
);
const sources = packages.flatMap((one) => one.sources.map((source) => source.file));
const tests = packages.flatMap((one) => one.tests.map((test) => test.file));
const read = (file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') });
const lineCount = ({ text }) => text.split('\n').length - 1;

const texts = [...sources, ...scripts].map(read);
const lengths = texts.map(lineCount).sort((a, b) => a - b);
const median = lengths[lengths.length >> 1] ?? 0;
const long = [...texts, ...tests.map(read)].filter((one) => lineCount(one) > MAX_LINES);
const clones = findClones(texts, CLONE_LINES);
const workspaceManifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const manifests = [
  { file: 'package.json', dependencies: Object.keys(workspaceManifest.devDependencies ?? {}) },
  ...packages.map((one) => ({
    file: `${one.dir}/package.json`,
    dependencies: [...one.dependencies, ...one.devDependencies],
  })),
];
const problems = [
  ...long.map(
    (one) => `${one.file} has ${lineCount(one)} lines, ${MAX_LINES} are allowed: give its parts files of their own`,
  ),
  ...(median > MAX_MEDIAN_LINES ? [`the median file has ${median} lines, ${MAX_MEDIAN_LINES} are allowed`] : []),
  ...clones.map(({ lines, a, b }) => `${a} and ${b} share ${lines} lines, fewer than ${CLONE_LINES} are allowed`),
  ...checkDecisions(root, manifests),
];
for (const problem of problems) console.log(`tree: ${problem}`);
console.log(
  `tree: ${texts.length} source files, median ${median} lines, longest ${lengths.at(-1) ?? 0}; ${clones.length} clones of ` +
    `${CLONE_LINES} lines or more; ${problems.length} problems`,
);
process.exit(problems.length > 0 ? 1 : 0);
