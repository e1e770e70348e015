#!/usr/bin/env node
// Checks section 2 of ARCHITECTURE.md on the real sources: who may import whom, and that each package's declared
// dependencies, its imports and its TypeScript references say the same.
//   node bin/check-layers.mjs [--root DIR]
// Prints every problem at once and exits 1 when there is one.
import path from 'node:path';
import process from 'node:process';
import { checkLayers } from './checks/layers.mjs';
import { readWorkspace } from './checks/workspace.mjs';

const rootFlag = process.argv.indexOf('--root');
const root = rootFlag > 0 ? path.resolve(process.argv[rootFlag + 1] ?? '.') : path.resolve(import.meta.dirname, '..');
const packages = readWorkspace(root);
const problems = checkLayers(packages);
for (const problem of problems) console.log(`layers: ${problem}`);

const lengths = packages.flatMap((one) => one.sources.map((source) => source.lineCount)).sort((a, b) => a - b);
const median = lengths[Math.floor(lengths.length / 2)] ?? 0;
const long = packages.flatMap((one) => one.sources).filter((source) => source.lineCount > 400);
console.log(
  `layers: ${packages.length} packages, ${lengths.length} source files, median ${median} lines, ` +
    `${long.length} over 400 lines${long.length > 0 ? ` (${long.map((source) => source.file).join(', ')})` : ''}; ` +
    `${problems.length} problems`,
);
process.exit(problems.length > 0 ? 1 : 0);
