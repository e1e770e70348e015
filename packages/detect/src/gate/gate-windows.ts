import type { Window } from '@landscar/core';
import { TILE_PX } from './change-screen.js';

/** What a screened block comes to. */
export interface GatedBlock {
  /** Windows that the network looks at because something can have changed, inside of the block, not overlapping. */
  readonly hot: readonly Window[];
  /** Windows of the block that the gate skips. */
  readonly cold: readonly Window[];
}

/** Pixels around a hot square that may belong to the same object. */
const MARGIN_PX = 16;
const COLD_PX = 128;

/**
 * Boxes around hot squares that touch one another; where boxes overlap they are one; the whole block where the boxes
 * with their halos cost more than it does. What no box covers is cold, in windows of up to 128 px.
 */
export function gateWindows(block: Window, hot: Uint8Array, haloPx: number): GatedBlock {
  const boxes = mergeOverlaps(boxesOf(block, hot));
  if (boxes.length === 0) return { hot: [], cold: coldWindows(block, []) };
  const cost = ({ width, height }: Window): number => (width + 2 * haloPx) * (height + 2 * haloPx);
  const total = boxes.reduce((sum, box) => sum + cost(box), 0);
  if (total >= cost(block)) return { hot: [block], cold: [] };
  return { hot: boxes, cold: coldWindows(block, boxes) };
}

function boxesOf(block: Window, hot: Uint8Array): Window[] {
  const across = Math.ceil(block.width / TILE_PX);
  const seen = new Uint8Array(hot.length);
  const boxes: Window[] = [];
  for (let start = 0; start < hot.length; start++) {
    if (hot[start] !== 1 || seen[start] === 1) continue;
    let [x0, y0, x1, y1] = [Infinity, Infinity, 0, 0];
    const open = [start];
    seen[start] = 1;
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const [i, j] = [at % across, Math.floor(at / across)];
      [x0, y0, x1, y1] = [Math.min(x0, i), Math.min(y0, j), Math.max(x1, i + 1), Math.max(y1, j + 1)];
      for (let v = Math.max(0, j - 1); v <= j + 1; v++) {
        for (let u = Math.max(0, i - 1); u <= Math.min(across - 1, i + 1); u++) {
          const next = v * across + u;
          if (hot[next] === 1 && seen[next] !== 1) {
            seen[next] = 1;
            open.push(next);
          }
        }
      }
    }
    boxes.push(boxWithMargin(block, x0, y0, x1, y1));
  }
  return boxes;
}

function boxWithMargin(block: Window, i0: number, j0: number, i1: number, j1: number): Window {
  const x0 = Math.max(0, i0 * TILE_PX - MARGIN_PX);
  const y0 = Math.max(0, j0 * TILE_PX - MARGIN_PX);
  const x1 = Math.min(block.width, i1 * TILE_PX + MARGIN_PX);
  const y1 = Math.min(block.height, j1 * TILE_PX + MARGIN_PX);
  return { x: block.x + x0, y: block.y + y0, width: x1 - x0, height: y1 - y0 };
}

const overlaps = (a: Window, b: Window): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

function mergeOverlaps(boxes: readonly Window[]): Window[] {
  const merged: Window[] = [];
  for (const box of boxes) {
    let grown = box;
    for (let k = merged.findIndex((m) => overlaps(m, grown)); k !== -1;) {
      grown = bounding(grown, merged[k]!);
      merged.splice(k, 1);
      k = merged.findIndex((m) => overlaps(m, grown));
    }
    merged.push(grown);
  }
  return merged;
}

function bounding(a: Window, b: Window): Window {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}

function coldWindows(block: Window, boxes: readonly Window[]): Window[] {
  const cold: Window[] = [];
  for (let y = 0; y < block.height; y += COLD_PX) {
    for (let x = 0; x < block.width; x += COLD_PX) {
      const window = {
        x: block.x + x,
        y: block.y + y,
        width: Math.min(COLD_PX, block.width - x),
        height: Math.min(COLD_PX, block.height - y),
      };
      if (!boxes.some((box) => overlaps(box, window))) cold.push(window);
    }
  }
  return cold;
}

/** Whether a cold window is among those that are run all the same: one in `SAMPLE_EVERY`, fixed by where it lies. */
export const SAMPLE_EVERY = 48;
export function isSampled({ x, y }: Window): boolean {
  let hash = Math.imul(x + 1, 0x9e37_79b1) ^ Math.imul(y + 1, 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b_3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) % SAMPLE_EVERY === 0;
}
