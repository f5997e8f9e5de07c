import type { ErrorCode } from '../../../protocol/error-codes.ts';
import type { ChatMessage, ChatUsage } from '../base/chat-model.ts';

/** What the engine and the process of the embedded model say to each other. */

export type EmbeddedRequest =
  | {
      readonly type: 'load';
      readonly path: string;
      readonly contextTokenCount: number;
      readonly useGpu: boolean;
      /** Where the measured thread counts of this machine's models are kept. */
      readonly threadsPath?: string | undefined;
    }
  | {
      readonly type: 'chat';
      readonly id: number;
      readonly messages: readonly ChatMessage[];
      readonly outputLimitCount: number;
    }
  | { readonly type: 'abort'; readonly id: number }
  /** Speech recognition began or ended its work: it gets its cores, or the model has them all. */
  | { readonly type: 'share-cores'; readonly isSpeechBusy: boolean }
  | { readonly type: 'ping' };

export type EmbeddedReply =
  | {
      readonly type: 'loaded';
      readonly description: string;
      readonly isOnCpu: boolean;
      readonly loadMs: number;
    }
  | {
      readonly type: 'load-failed';
      readonly code: ErrorCode;
      readonly detail: string;
      /** Where the code alone does not say what to do. */
      readonly remedy?: string;
    }
  | { readonly type: 'text'; readonly id: number; readonly text: string }
  | { readonly type: 'thinking'; readonly id: number }
  /** The chat has ended one way or another, and the next may start. */
  | {
      readonly type: 'ended';
      readonly id: number;
      readonly reason: 'stop' | 'length' | 'aborted' | 'failed';
      readonly detail: string;
      readonly usage: ChatUsage;
    }
  | { readonly type: 'pong'; readonly residentBytes: number };
