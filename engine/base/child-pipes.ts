import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import type { Readable } from 'node:stream';

/** Three pipes have two ends each, and the system takes a few more to start a process. */
const DESCRIPTORS_PER_CHILD_COUNT = 12;

/** A child's output; undefined where no file descriptors were left for it, which its `error` event reports. */
export function pipesOf(
  child: ChildProcess,
): { readonly stdout: Readable; readonly stderr: Readable } | undefined {
  const { stdout, stderr } = child;
  return stdout && stderr ? { stdout, stderr } : undefined;
}

/**
 * For children whose `error` event nobody can hear: it would end this process.
 * @throws the system's error when there are too few file descriptors to start one.
 */
export function requireDescriptors(): void {
  const opened: number[] = [];
  try {
    while (opened.length < DESCRIPTORS_PER_CHILD_COUNT) opened.push(openSync(devNull, 'r'));
  } finally {
    for (const descriptor of opened) closeSync(descriptor);
  }
}
