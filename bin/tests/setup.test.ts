import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const bin = fileURLToPath(new URL('..', import.meta.url));
let folder: string;

const run = (script: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) => {
  const { status, stdout, stderr } = spawnSync(path.join(bin, script), args, { encoding: 'utf8', env });
  return { status, stdout, stderr };
};

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'landscar-setup-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('bin/setup', () => {
  it('names an unknown option and the allowed ones', () => {
    expect(run('setup', ['--with-everything'])).toEqual({
      status: 2,
      stdout: '',
      stderr:
        'bin/setup: unknown option --with-everything; allowed: --with-tfjs-node, --without-tfjs-node, --with-readers, --without-readers, --if-needed\n',
    });
  });

  it('stops at a Node that is too old, and says what to do', () => {
    const oldNode = path.join(folder, 'node');
    writeFileSync(oldNode, '#!/bin/sh\n[ "$1" = -p ] && echo 18.18.2 && exit 0\nexit 1\n');
    chmodSync(oldNode, 0o755);
    const { status, stdout, stderr } = run('setup', [], {
      ...process.env,
      PATH: `${folder}${path.delimiter}${process.env['PATH'] ?? ''}`,
    });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('Node 18.18.2 is too old: 20.19 or newer is needed');
    expect(stderr).toContain('What to do:\n  - Install Node 20.19 or newer');
  });
});

describe('bin/setup on a machine that lacks something', () => {
  const TOOLS =
    'bash dirname env sed cut head tail date mkdir cat wc readlink sha256sum find sort xargs flock rm grep uname sh dash';

  /** A checkout with the set-up script only, and a PATH with the named tools, `node` and the given stand-ins. */
  const setUp = (standIns: Record<string, string>, env: Record<string, string> = {}) => {
    const root = path.join(folder, 'checkout');
    const tools = path.join(folder, 'tools');
    for (const dir of ['bin', '.cache/tools/node_modules/.bin', 'packages/core/src']) {
      mkdirSync(path.join(root, dir), { recursive: true });
    }
    mkdirSync(tools);
    copyFileSync(path.join(bin, 'setup'), path.join(root, 'bin/setup'));
    for (const file of ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc']) {
      copyFileSync(path.join(bin, '..', file), path.join(root, file));
    }
    for (const manifest of ['packages/core/package.json', 'bin/package.json']) {
      writeFileSync(path.join(root, manifest), '{}');
    }
    for (const tool of TOOLS.split(' ')) {
      const real = ['/usr/bin', '/bin', '/usr/local/bin'].map((dir) => path.join(dir, tool)).find(existsSync);
      if (real !== undefined) symlinkSync(real, path.join(tools, tool));
    }
    symlinkSync(process.execPath, path.join(tools, 'node'));
    for (const [name, script] of Object.entries(standIns)) {
      const file = name.includes('/') ? path.join(root, name) : path.join(tools, name);
      writeFileSync(file, `#!/bin/bash\n${script}\n`);
      chmodSync(file, 0o755);
    }
    const { status, stdout, stderr } = spawnSync(path.join(root, 'bin/setup'), [], {
      encoding: 'utf8',
      env: { PATH: tools, HOME: folder, ...env },
    });
    return { status, stdout, stderr };
  };
  const version = /"packageManager": "pnpm@([0-9.]+)/.exec(
    readFileSync(path.join(bin, '../package.json'), 'utf8'),
  )?.[1];
  const pnpm = {
    '.cache/tools/node_modules/.bin/pnpm': `[ "$1" = --version ] && echo ${version ?? ''} && exit 0; exit 1`,
  };
  const npm = { npm: 'exit 0' };
  const notRoot = { id: 'echo 1000' };

  it('no network: names the registry, the mirror and the certificate', () => {
    const { status, stdout, stderr } = setUp({ npm: 'echo "npm error code ENOTFOUND"; exit 1' });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('      | npm error code ENOTFOUND');
    expect(stderr).toContain('Set-up stopped at step 2 of 6');
    expect(stderr).toMatch(
      /What to do:\n {2}- .*npm ping\n {2}- .*npm config set registry URL\.\n {2}- .*NODE_EXTRA_CA_CERTS/,
    );
  });

  it('no npm beside Node: says where it comes from', () => {
    const { status, stderr } = setUp({});
    expect(status).toBe(1);
    expect(stderr).toContain('there is no `npm` in PATH');
    expect(stderr).toContain('apt-get install npm');
  });

  it('neither root nor a system GDAL: what to ask an administrator for', () => {
    const { status, stderr } = setUp({ ...npm, ...pnpm, ...notRoot }, { LANDSCAR_GDAL: 'bundled' });
    expect(status).toBe(1);
    expect(stderr).toContain('Set-up stopped at step 3 of 6 (GDAL)');
    expect(stderr).toContain('Ask an administrator for: apt-get install libgdal-dev g++ make python3');
  });

  it('a way to GDAL that is not there', () => {
    const { status, stderr } = setUp({ ...npm, ...pnpm, ...notRoot }, { LANDSCAR_GDAL: 'shared' });
    expect(status).toBe(1);
    expect(stderr).toContain('the system GDAL or a compiler is missing (gdal-config, g++, make, python3)');
  });

  it('packages that do not install: the last lines of the log, and its name', () => {
    const { status, stderr } = setUp(
      {
        ...npm,
        ...notRoot,
        '.cache/tools/node_modules/.bin/pnpm': `[ "$1" = --version ] && echo ${version ?? ''} && exit 0; echo ERR_PNPM_META_FETCH_FAIL; exit 1`,
      },
      { LANDSCAR_GDAL: 'prebuilt' },
    );
    expect(status).toBe(1);
    expect(stderr).toContain('      | ERR_PNPM_META_FETCH_FAIL');
    expect(stderr).toContain('Set-up stopped at step 4 of 6 (Packages): pnpm install did not finish');
    expect(stderr).toContain('.cache/setup/packages.log');
  });
});

describe('bin/setup-readers', () => {
  /** Runs it with a PATH of stand-ins and the tools of a shell. */
  const readers = (standIns: Record<string, string>) => {
    for (const tool of ['bash', 'tail', 'sed', 'timeout', 'sleep', 'env', 'cat']) {
      const real = ['/usr/bin', '/bin'].map((dir) => path.join(dir, tool)).find(existsSync);
      if (real !== undefined) symlinkSync(real, path.join(folder, tool));
    }
    for (const [name, script] of Object.entries(standIns)) {
      writeFileSync(path.join(folder, name), `#!/bin/bash\n${script}\n`);
      chmodSync(path.join(folder, name), 0o755);
    }
    const { status, stdout, stderr } = spawnSync(path.join(bin, 'setup-readers'), [path.join(folder, 'log')], {
      encoding: 'utf8',
      env: { PATH: folder, LANDSCAR_READERS_LIMIT_S: '1' },
    });
    return { status, stdout, stderr };
  };

  it('without root: names what is missing and what to ask for, and stops nothing', () => {
    const { status, stdout, stderr } = readers({ id: 'echo 1000' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toContain('missing: ogrinfo soffice pdftotext a Chinese font');
    expect(stderr).toContain('the tests that read our exports back with them are skipped');
    expect(stderr).toContain('an administrator can: apt-get install gdal-bin libreoffice-calc');
  });

  it('with an apt-get that fails or never ends: its last words, within the time', () => {
    const failed = readers({ id: 'echo 0', 'apt-get': 'echo "E: Unable to fetch some archives"; exit 100' });
    expect(failed.status).toBe(0);
    expect(failed.stderr).toContain('      | E: Unable to fetch some archives');
    expect(failed.stderr).toContain('still missing: ogrinfo soffice');
    const began = Date.now();
    writeFileSync(path.join(folder, 'apt-get'), '#!/bin/bash\nexec sleep 60\n');
    const { stderr } = spawnSync(path.join(bin, 'setup-readers'), [path.join(folder, 'log')], {
      encoding: 'utf8',
      env: { PATH: folder, LANDSCAR_READERS_LIMIT_S: '1' },
    });
    expect(stderr).toContain('still missing: ogrinfo soffice');
    expect(Date.now() - began).toBeLessThan(20_000);
  });
});

describe('test-summary.mjs', () => {
  const summarise = (report?: object) => {
    const file = path.join(folder, 'results.json');
    if (report !== undefined) writeFileSync(file, JSON.stringify(report));
    const { status, stdout } = spawnSync(process.execPath, [path.join(bin, 'checks/test-summary.mjs'), file], {
      encoding: 'utf8',
    });
    return { status, stdout };
  };
  const counts = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 2, numTodoTests: 1 };
  const loaded = { status: 'passed', assertionResults: [{}] };
  const broken = { status: 'failed', assertionResults: [] };

  it('counts what passed, failed and was skipped', () => {
    expect(summarise({ ...counts, testResults: [loaded] })).toEqual({
      status: 0,
      stdout: '5 passed, 0 failed, 3 skipped\n',
    });
  });

  it('counts a file that could not be loaded as a failed test', () => {
    expect(summarise({ ...counts, testResults: [loaded, broken] })).toEqual({
      status: 1,
      stdout: '5 passed, 1 failed, 3 skipped\n',
    });
  });

  it('counts a file whose hook threw as a failed test', () => {
    const hook = { status: 'failed', assertionResults: [{ status: 'skipped' }, { status: 'passed' }] };
    const test = { status: 'failed', assertionResults: [{ status: 'failed' }] };
    expect(summarise({ ...counts, numFailedTests: 1, testResults: [loaded, hook, test] }).stdout).toBe(
      '5 passed, 2 failed, 3 skipped\n',
    );
  });

  it('fails where no test ran', () => {
    expect(summarise({ ...counts, numPassedTests: 0, testResults: [] }).status).toBe(1);
  });

  it('counts a missing report as a failure', () => {
    expect(summarise()).toEqual({ status: 1, stdout: '0 passed, 1 failed, 0 skipped\n' });
  });
});
