import { fileURLToPath } from 'node:url';
import type { ChildHandle } from '../../../base/fork-child.ts';
import type { SpeechProcessReply, SpeechProcessRequest } from './speech-process-messages.ts';

/** A running speech process, however it was started. */
export type SpeechProcess = ChildHandle<SpeechProcessRequest, SpeechProcessReply>;

/** Starts the program at `entryPath`: a forked Node, or a utility process under Electron. */
export type SpawnSpeechProcess = (entryPath: string) => SpeechProcess;

/** The entry beside this file, as source or as a bundle. */
export const speechProcessEntryPath = fileURLToPath(
  new URL(`./speech-process${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
);
