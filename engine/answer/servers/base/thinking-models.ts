import { EngineError } from '../../../base/engine-error.ts';

/** Added to the limit of an answer, for a model that thinks whatever the request says. */
const THINKING_ROOM_TOKEN_COUNT = 1_024;

/** Which models of a server were seen to think, so that their thinking does not use up the answer. */
export class ThinkingModels {
  readonly #thinkers = new Set<string>();
  /** Models whose context has no room for thinking beside the question. */
  readonly #cramped = new Set<string>();

  note(model: string): void {
    this.#thinkers.add(model);
  }

  has(model: string): boolean {
    return this.#thinkers.has(model);
  }

  /** How many tokens the answer may have, thinking included. */
  limitOf(model: string, answerTokenCount: number): number {
    return this.#hasRoom(model) ? answerTokenCount + THINKING_ROOM_TOKEN_COUNT : answerTokenCount;
  }

  /** @returns whether a prompt that was too long may fit without the room. */
  giveUpRoom(model: string, error: unknown): boolean {
    const isTooLong = error instanceof EngineError && error.code === 'model-prompt-too-long';
    if (!isTooLong || !this.#hasRoom(model)) return false;
    this.#cramped.add(model);
    return true;
  }

  #hasRoom(model: string): boolean {
    return this.#thinkers.has(model) && !this.#cramped.has(model);
  }
}
