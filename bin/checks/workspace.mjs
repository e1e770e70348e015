// Reads a workspace as the layering check sees it: one record a package, with what it declares and what it imports.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** Folders of the workspace, in the form of pnpm-workspace.yaml's `packages:` list (`packages/*` or a plain folder). */
const packageFolders = (root) => {
  const yaml = readFileSync(path.join(root, 'pnpm-workspace.yaml'), 'utf8');
  const list = /^packages:\n((?: +- .*\n?)+)/m.exec(yaml)?.[1] ?? '';
  return [...list.matchAll(/- +['"]?([^'"\n]+)['"]?/g)].flatMap(([, pattern]) => {
    if (!pattern.endsWith('/*')) return [pattern];
    const parent = pattern.slice(0, -2);
    if (!existsSync(path.join(root, parent))) return [];
    return readdirSync(path.join(root, parent))
      .sort()
      .map((name) => `${parent}/${name}`);
  });
};

const sourceFiles = (dir) =>
  !statSync(dir, { throwIfNoEntry: false })?.isDirectory()
    ? []
    : readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.(ts|mts|js|mjs)$/.test(entry.name))
        .map((entry) => path.join(entry.parentPath, entry.name))
        .sort();

/** Module names that a file asks for: imports and exports (types too), dynamic `import()`, `require` and `resolve`. */
const importedModules = (text) => {
  const found = ts.preProcessFile(text, true, true).importedFiles.map((one) => one.fileName);
  const resolved = [...text.matchAll(/\b(?:require|require\.resolve|import\.meta\.resolve)\(\s*['"]([^'"]+)['"]/g)];
  return [...new Set([...found, ...resolved.map((match) => match[1])])].sort();
};

const readSources = (root, dir) =>
  sourceFiles(path.join(root, dir)).map((file) => {
    const text = readFileSync(file, 'utf8');
    return { file: path.relative(root, file), imports: importedModules(text), lineCount: text.split('\n').length - 1 };
  });

/**
 * Every package of the workspace: `dir`, `name`, `dependencies` and `devDependencies` (names), `references` (folders of
 * its tsconfig.json), `sources` and `tests` (file, imports, lineCount).
 */
export const readWorkspace = (root) =>
  packageFolders(root)
    .filter((dir) => existsSync(path.join(root, dir, 'package.json')))
    .map((dir) => {
      const manifest = JSON.parse(readFileSync(path.join(root, dir, 'package.json'), 'utf8'));
      const tsconfigFile = path.join(root, dir, 'tsconfig.json');
      const tsconfig = existsSync(tsconfigFile) ? ts.readConfigFile(tsconfigFile, ts.sys.readFile).config : undefined;
      return {
        dir,
        name: manifest.name,
        dependencies: Object.keys(manifest.dependencies ?? {}).concat(Object.keys(manifest.optionalDependencies ?? {})),
        devDependencies: Object.keys(manifest.devDependencies ?? {}),
        hasTsconfig: tsconfig !== undefined,
        references: (tsconfig?.references ?? []).map((one) => path.normalize(path.join(dir, one.path))),
        sources: readSources(root, path.join(dir, 'src')),
        tests: ['test', 'tests'].flatMap((folder) => readSources(root, path.join(dir, folder))),
      };
    });
