// The rule of section 2 of ARCHITECTURE.md, and the problems a workspace has with it.
import { isBuiltin } from 'node:module';

const SENTENCE =
  'core <- geodata <- {ingest, detect, report, jobs} <- pipeline <- bin: siblings never import one another ' +
  '(ARCHITECTURE.md, section 2)';

const STAGES = ['ingest', 'detect', 'report', 'jobs'];

/** Folder name of a package -> folder names that it may import. A package that is not here is refused until it is. */
const MAY_IMPORT = {
  core: [],
  geodata: ['core'],
  ingest: ['core', 'geodata'],
  detect: ['core', 'geodata'],
  report: ['core', 'geodata'],
  jobs: ['core', 'geodata'],
  train: ['core', 'geodata', 'detect'],
  pipeline: ['core', 'geodata', ...STAGES],
  review: [],
  bin: ['core', 'pipeline', 'train'],
  // Neither is needed to run landscar; both may look into every stage.
  fixtures: ['core', 'geodata', ...STAGES],
  bench: ['core', 'geodata', ...STAGES, 'pipeline', 'train', 'fixtures'],
};

const room = (dir) => dir.split('/').at(-1);

/** `@scope/name/deep` -> `@scope/name`; undefined for relative paths, Node's own modules and package-internal `#names`. */
const packageOf = (specifier) => {
  if (/^[./#]/.test(specifier) || isBuiltin(specifier) || /^[a-z]+:/.test(specifier)) return undefined;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
};

/** Package name -> files that import it. */
const importers = (files) => {
  const found = new Map();
  for (const { file, imports } of files) {
    for (const name of imports.map(packageOf)) {
      if (name !== undefined) found.set(name, [...(found.get(name) ?? []), file]);
    }
  }
  return found;
};

const ownPackages = (packages) => new Map(packages.map((one) => [one.name, one]));

const ruleProblems = (one, own, imported) => {
  const allowed = MAY_IMPORT[room(one.dir)];
  if (allowed === undefined) {
    return [
      `${one.dir} is not in the import rule; give it a place in MAY_IMPORT of bin/checks/layers.mjs and in ${SENTENCE}`,
    ];
  }
  return [...imported].flatMap(([name, files]) => {
    const target = own.get(name);
    if (target === undefined || target === one || allowed.includes(room(target.dir))) return [];
    const may = allowed.length > 0 ? allowed.join(', ') : 'no other package';
    return [`${files[0]} imports ${name}; ${room(one.dir)} may import ${may}. ${SENTENCE}`];
  });
};

const dependencyProblems = (one, own, imported) => {
  const declared = new Set(one.dependencies);
  const missing = [...imported]
    .filter(([name]) => !declared.has(name) && name !== one.name)
    .map(
      ([name, files]) => `${files[0]} imports ${name}, which ${one.dir}/package.json does not declare in dependencies`,
    );
  const unused = [...declared]
    .filter((name) => !imported.has(name))
    .map((name) => `${one.dir}/package.json declares ${name}, which nothing in ${one.dir}/src imports`);
  return [...missing, ...unused];
};

const referenceProblems = (one, own) => {
  if (!one.hasTsconfig) return [];
  const wanted = new Set(one.dependencies.filter((name) => own.has(name)).map((name) => own.get(name).dir));
  const given = new Set(one.references);
  return [
    ...[...wanted]
      .filter((dir) => !given.has(dir))
      .map((dir) => `${one.dir}/tsconfig.json lacks the reference to ${dir}`),
    ...[...given]
      .filter((dir) => !wanted.has(dir))
      .map((dir) => `${one.dir}/tsconfig.json refers to ${dir}, which ${one.dir}/package.json does not depend on`),
  ];
};

/** Imports past a package's front door: `@landscar/core/dist/x.js`, or a relative path that leaves the package. */
const deepImportProblems = (one, own) =>
  [...one.sources, ...one.tests].flatMap(({ file, imports }) =>
    imports.flatMap((specifier) => {
      const name = packageOf(specifier);
      if (name !== undefined && own.has(name) && specifier !== name) {
        return [`${file} imports ${specifier}: only ${name} itself is public`];
      }
      if (!specifier.startsWith('.')) return [];
      const target = new URL(specifier, `file:///${file}`).pathname.slice(1);
      return target.startsWith(`${one.dir}/`) ? [] : [`${file} reaches out of its package with ${specifier}`];
    }),
  );

const testProblems = (one) => {
  const declared = new Set([
    ...one.dependencies,
    ...one.devDependencies,
    one.name,
    'vitest',
    'fast-check',
    'typescript',
  ]);
  return [...importers(one.tests)]
    .filter(([name]) => !declared.has(name))
    .map(([name, files]) => `${files[0]} imports ${name}, which ${one.dir}/package.json does not declare`);
};

const cycleProblems = (packages, own) => {
  const problems = [];
  const finished = new Set();
  const visit = (one, trail) => {
    const at = trail.indexOf(one.name);
    if (at >= 0) {
      problems.push(`cycle: ${[...trail.slice(at), one.name].join(' -> ')}`);
      return;
    }
    if (finished.has(one.name)) return;
    for (const name of one.dependencies) if (own.has(name)) visit(own.get(name), [...trail, one.name]);
    finished.add(one.name);
  };
  for (const one of packages) visit(one, []);
  return problems;
};

/** All problems of a workspace (as `readWorkspace` gives it) with the rule, in words; empty when there is none. */
export const checkLayers = (packages) => {
  const own = ownPackages(packages);
  const perPackage = packages.flatMap((one) => {
    const imported = importers(one.sources);
    return [
      ...ruleProblems(one, own, imported),
      ...dependencyProblems(one, own, imported),
      ...referenceProblems(one, own),
      ...deepImportProblems(one, own),
      ...testProblems(one),
    ];
  });
  return [...perPackage, ...cycleProblems(packages, own)];
};
