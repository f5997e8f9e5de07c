import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { PassRunner } from './pass-runner.ts';
import type { ModelVariant } from './speech-process-messages.ts';
import type { TwinTrust } from './twin-trust.ts';

/** An utterance that both models can be tried on; kept in memory only. */
export interface CheckedUtterance {
  readonly samples: Int16Array;
  readonly language: string;
  readonly prompt: string;
  /** What one of the models made of it; undefined when neither was asked yet. */
  readonly known?: { readonly variant: ModelVariant; readonly text: string };
}

export interface TwinCheckerDeps {
  readonly runner: PassRunner;
  readonly trust: TwinTrust;
  readonly clock: Clock;
  readonly log: Logger;
  /** The verdict has changed. */
  readonly onVerdict: () => void;
}

const IDLE_MS = 2_000;
const REMEMBERED_UTTERANCE_COUNT = 8;
/** Of what a trusted twin recognized, one in so many is looked at again. */
const TRUSTED_SAMPLE_INTERVAL_COUNT = 8;

/** Compares the twin with the whole model on real utterances, when nobody speaks. */
export class TwinChecker {
  readonly #deps: TwinCheckerDeps;
  #utterances: CheckedUtterance[];
  #seenCount = 0;

  /** @param bundled utterances to begin with. */
  constructor(deps: TwinCheckerDeps, bundled: readonly CheckedUtterance[]) {
    this.#deps = deps;
    this.#utterances = deps.trust.verdict === 'unproven' ? [...bundled] : [];
  }

  /** Keeps an utterance for a later comparison; the oldest gives way. */
  remember(utterance: CheckedUtterance): void {
    const { verdict } = this.#deps.trust;
    this.#seenCount += 1;
    if (verdict === 'refused') return;
    if (verdict === 'trusted' && this.#seenCount % TRUSTED_SAMPLE_INTERVAL_COUNT !== 0) return;
    this.#utterances = [...this.#utterances, utterance].slice(-REMEMBERED_UTTERANCE_COUNT);
  }

  /** Runs until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, runner, log } = this.#deps;
    while (!signal.aborted) {
      try {
        await clock.sleep(IDLE_MS, signal);
        const utterance = runner.isIdle && runner.isTwinReady ? this.#utterances.pop() : undefined;
        if (utterance) await this.#compare(utterance, signal);
      } catch (error) {
        log.debug('twin not compared', { error });
      }
    }
  }

  async #compare(utterance: CheckedUtterance, signal: AbortSignal): Promise<void> {
    const { trust, onVerdict, log } = this.#deps;
    const before = trust.verdict;
    const fullText = await this.#textOf(utterance, 'full', signal);
    const twinText = await this.#textOf(utterance, 'twin', signal);
    if (fullText === undefined || twinText === undefined) return;
    await trust.compare(fullText, twinText);
    log.info('short context compared', {
      agreedCount: trust.agreedCount,
      comparedCount: trust.comparedCount,
    });
    if (trust.verdict !== before) onVerdict();
  }

  async #textOf(
    { known, samples, language, prompt }: CheckedUtterance,
    variant: ModelVariant,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    if (known?.variant === variant) return known.text;
    const result = await this.#deps.runner.check({ samples, variant, language, prompt }, signal);
    // The twin may have gone since: a model is not compared with itself.
    return result.variant === variant ? result.text : undefined;
  }
}
