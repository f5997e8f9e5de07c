import { readFile, rename, writeFile } from 'node:fs/promises';
import { bareWord, wordsOf } from './local-agreement.ts';

/** What the comparisons of a model with its twin have shown so far. */
export type TwinVerdict = 'unproven' | 'trusted' | 'refused';

/** Comparisons before the twin may be used, and how many of the newest count. */
const MIN_COMPARED_COUNT = 6;
const REMEMBERED_COUNT = 20;
/** Share of texts that must agree, word for word. */
const MIN_AGREED_RATIO = 0.9;

/**
 * Trust in the short-context twin of one model: earned by agreeing with the whole model, lost by disagreeing.
 * Only the outcomes are kept in the file at `recordPath`, never a word.
 */
export class TwinTrust {
  readonly #recordPath: string;
  #outcomes: boolean[];

  private constructor(recordPath: string, outcomes: boolean[]) {
    this.#recordPath = recordPath;
    this.#outcomes = outcomes;
  }

  /** A missing or broken record means that the twin has to prove itself anew. */
  static async open(recordPath: string): Promise<TwinTrust> {
    return new TwinTrust(recordPath, await readOutcomes(recordPath));
  }

  get verdict(): TwinVerdict {
    if (this.#outcomes.length < MIN_COMPARED_COUNT) return 'unproven';
    return this.agreedCount >= MIN_AGREED_RATIO * this.comparedCount ? 'trusted' : 'refused';
  }

  get comparedCount(): number {
    return this.#outcomes.length;
  }

  get agreedCount(): number {
    return this.#outcomes.filter(Boolean).length;
  }

  async compare(fullText: string, twinText: string): Promise<void> {
    const isSame = bareWords(fullText) === bareWords(twinText);
    this.#outcomes = [...this.#outcomes, isSame].slice(-REMEMBERED_COUNT);
    const partPath = `${this.#recordPath}.part`;
    await writeFile(partPath, JSON.stringify(this.#outcomes));
    await rename(partPath, this.#recordPath);
  }
}

async function readOutcomes(recordPath: string): Promise<boolean[]> {
  try {
    const parsed: unknown = JSON.parse(await readFile(recordPath, 'utf8'));
    const isRecord = Array.isArray(parsed) && parsed.every((outcome) => typeof outcome === 'boolean');
    return isRecord ? parsed.slice(-REMEMBERED_COUNT) : [];
  } catch {
    return [];
  }
}

function bareWords(text: string): string {
  return wordsOf(text)
    .map(bareWord)
    .filter((word) => word !== '')
    .join(' ');
}
