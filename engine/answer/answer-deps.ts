import type { Clock } from '../base/clock.ts';
import type { EngineError } from '../base/engine-error.ts';
import type { Logger } from '../base/logger.ts';
import type { Semaphore } from '../base/semaphore.ts';
import type { Settings } from '../protocol/settings.ts';
import type { AnswerCache } from './answer-cache.ts';
import type { AnswerControl } from './answer-control.ts';
import type { ChatModel } from './servers/base/chat-model.ts';
import type { CallHistory } from './prompt/call-history.ts';

/** What the answer stage works with. */
export interface AnswerDeps {
  /** The model to ask now, or why there is none. */
  readonly chatModel: () => ChatModel | EngineError;
  readonly settings: () => Settings;
  readonly cache: AnswerCache;
  /** Three priority classes: foreground, speculative, prewarm. */
  readonly limiter: Semaphore;
  readonly history: CallHistory;
  readonly control: AnswerControl;
  /** No one is speaking and nothing else needs the machine: background work may start. */
  readonly isIdle: () => boolean;
  /** Questions worth answering before anyone asks them, most likely first. */
  readonly starterQuestions: readonly string[];
  readonly clock: Clock;
  readonly log: Logger;
}
