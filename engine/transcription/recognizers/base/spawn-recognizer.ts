import type { ChildHandle } from '../../../base/fork-child.ts';

/** A recognizer's process, however it was started; what it replies is checked by its reader. */
export type RecognizerChild = ChildHandle<unknown, unknown>;

/** Starts the entry at `entryPath`; under Electron without RunAsNode this is a utility process instead. */
export type SpawnRecognizer = (entryPath: string) => RecognizerChild;
