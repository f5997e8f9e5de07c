/** What the words up to a pause look like. */
export interface TurnText {
  readonly text: string;
  /** 0–1: may this be the end of the utterance? */
  readonly completeness: number;
  /** They have the form of a question. */
  readonly isAsking: boolean;
  /** Length of the pause from which on the words count; left out: at once. */
  readonly fromPauseMs?: number;
}

/** How long a pause must last to end a turn. */
export interface EndpointPolicy {
  /** The words before the pause that the turn is in. */
  observeText(turnId: string, text: TurnText): void;
  /** Speech resumed: the words before the pause say nothing about how the next ones end. */
  observeResumed(turnId: string): void;
  hangoverMs(turnId: string, pauseMs: number): number;
  /** The turn is over. */
  forget(turnId: string): void;
}

export interface HangoverRule {
  /** Completeness from which on waiting gains nothing. */
  readonly wholeRatio: number;
  /** … of what has the form of a question. */
  readonly wholeQuestionRatio: number;
  /** Wait after words that do not look whole. */
  readonly unfinishedMs: number;
  /** Wait while no words are known: a plain silence timer. */
  readonly unknownTextMs: number;
}

/**
 * Chosen with whole conversations held out (`npm run train -- --endpoint`), where the speaker's own pauses, pitch
 * and lengthening add nothing reliable to completeness. Ending questions sooner cuts no more turns there.
 */
export const HANGOVER_RULE: HangoverRule = {
  wholeRatio: 0.65,
  wholeQuestionRatio: 0.4,
  unfinishedMs: 1_200,
  unknownTextMs: 700,
};

/** @param bounds the user's; a whole utterance waits for the shortest time. */
export function createEndpointPolicy(
  bounds: { readonly minHangoverMs: number; readonly maxHangoverMs: number },
  rule: HangoverRule = HANGOVER_RULE,
): EndpointPolicy {
  const texts = new Map<string, TurnText>();
  return {
    observeText: (turnId, text) => void texts.set(turnId, text),
    observeResumed: (turnId) => void texts.delete(turnId),
    hangoverMs: (turnId, pauseMs) => {
      const text = texts.get(turnId);
      const known = text && pauseMs >= (text.fromPauseMs ?? 0) ? text : undefined;
      const wantedMs = hangoverFor(known, bounds.minHangoverMs, rule);
      return Math.min(bounds.maxHangoverMs, Math.max(bounds.minHangoverMs, wantedMs));
    },
    forget: (turnId) => void texts.delete(turnId),
  };
}

function hangoverFor(text: TurnText | undefined, minHangoverMs: number, rule: HangoverRule): number {
  if (!text || text.text === '') return rule.unknownTextMs;
  const wholeRatio = text.isAsking ? rule.wholeQuestionRatio : rule.wholeRatio;
  return text.completeness >= wholeRatio ? minHangoverMs : rule.unfinishedMs;
}
