import type { EngineConfig } from '../../engine/settings/config.ts';
import type { ErrorCode } from '../../engine/protocol/error-codes.ts';
import type { OutsideQuestion } from '../../engine/protocol/outside-question.ts';

/** What `serve` and the process of its engine send each other; both ends are ours, so nothing is parsed. */

export type ToServedEngine =
  | {
      readonly type: 'start';
      readonly config: EngineConfig;
      /** What the tokens follow from, base64: never in an environment or on a command line. */
      readonly secret: string;
    }
  | { readonly type: 'confirmed'; readonly confirmIndex: number; readonly isAllowed: boolean }
  /** End in order; the process is killed if it takes longer than its supervisor allows. */
  | { readonly type: 'stop' };

export type FromServedEngine =
  | { readonly type: 'ready'; readonly port: number; readonly hudUrl: string }
  | { readonly type: 'confirm'; readonly confirmIndex: number; readonly question: OutsideQuestion }
  | {
      readonly type: 'failed';
      readonly code: ErrorCode;
      readonly message: string;
      readonly remedy: string;
    };
