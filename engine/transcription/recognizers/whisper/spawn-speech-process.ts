import { childEntryPath, type ChildHandle } from '../../../base/fork-child.ts';
import type { SpeechProcessReply, SpeechProcessRequest } from './speech-process-messages.ts';

/** A running speech process, however it was started. */
export type SpeechProcess = ChildHandle<SpeechProcessRequest, SpeechProcessReply>;

/** Starts the program at `entryPath`: a forked Node, or a utility process under Electron. */
export type SpawnSpeechProcess = (entryPath: string) => SpeechProcess;

export const speechProcessEntryPath = childEntryPath('speech-process', import.meta.url);
