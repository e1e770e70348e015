import type { Lang } from './words.js';

/** What `landscar doctor` says: Chinese, then English. */
export const DOCTOR_WORDS = {
  check: ['检查项', 'check'],
  found: ['实际情况', 'found'],
  next: ['处理', 'next'],
  fine: ['正常', 'ok'],
  without: ['没有', '-'],
  lacking: ['缺少', 'FAIL'],
} as const;

/** Names of checks and what to do where one fails, in Chinese; program names stay as they are. */
const NAMES: Readonly<Record<string, string>> = {
  cores: 'CPU 核数',
  memory: '内存（可用 / 全部）',
  disk: '磁盘（可用，位置）',
  'runtime baseline': '运行环境 baseline',
  'runtime onnx': '运行环境 onnx',
  'runtime tfjs-node': '运行环境 tfjs-node',
  'runtime tfjs-wasm': '运行环境 tfjs-wasm',
  'install Node 20 or newer': '安装 Node 20 或更新版本',
  'use --workers 1': '使用 --workers 1',
  'name another --out': '换用其他 --out',
  'run ./bin/setup': '运行 ./bin/setup',
};

export const checkName = (lang: Lang, name: string): string => (lang === 'zh' ? (NAMES[name] ?? name) : name);
