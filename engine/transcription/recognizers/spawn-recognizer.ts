import { fileURLToPath } from 'node:url';
import type { ChildHandle } from '../../base/fork-child.ts';

/** A recognizer's process, however it was started; what it replies is checked by its reader. */
export type RecognizerChild = ChildHandle<unknown, unknown>;

/** Starts the entry at `entryPath`; under Electron without RunAsNode this is a utility process instead. */
export type SpawnRecognizer = (entryPath: string) => RecognizerChild;

/** The entry `fileName` (without its ending) beside the module at `moduleUrl`, as source or as a bundle. */
export function recognizerEntryPath(fileName: string, moduleUrl: string): string {
  const ending = moduleUrl.endsWith('.ts') ? '.ts' : '.js';
  return fileURLToPath(new URL(`./${fileName}${ending}`, moduleUrl));
}
