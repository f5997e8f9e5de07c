import { childEntryPath, type ChildHandle } from '../../../base/fork-child.ts';
import type { EmbeddedReply, EmbeddedRequest } from './embedded-messages.ts';

/** A running process of the embedded model, however it was started. */
export type EmbeddedProcess = ChildHandle<EmbeddedRequest, EmbeddedReply>;

/** Starts the entry at `entryPath`; under Electron without RunAsNode this is a utility process instead. */
export type SpawnEmbeddedProcess = (entryPath: string) => EmbeddedProcess;

export const embeddedProcessEntryPath = childEntryPath('embedded-process', import.meta.url);
