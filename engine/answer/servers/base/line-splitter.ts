import { EngineError } from '../../../base/engine-error.ts';
import { ANSWER_LIMIT_CHARACTERS } from './chat-model.ts';

/**
 * Cuts a byte stream into lines wherever the chunks were cut: inside a line, a line break or a UTF-8
 * sequence. Invalid UTF-8 becomes U+FFFD; byte order marks, blanks around a line and blank lines are dropped.
 */
export class LineSplitter {
  readonly #decoder = new TextDecoder();
  #rest = '';

  /**
   * @param take called for each complete line; a callback, because a list would cost a tenth of the
   * speed.
   * @throws EngineError 'model-bad-content', after the lines before it, when a line grows past the limit.
   */
  push(chunk: Uint8Array, take: (line: string) => void): void {
    this.#cut(this.#decoder.decode(chunk, { stream: true }), take);
  }

  /** What stands after the last line break. */
  end(take: (line: string) => void): void {
    this.#cut(`${this.#decoder.decode()}\n`, take);
  }

  #cut(text: string, take: (line: string) => void): void {
    let start = 0;
    for (;;) {
      const lineBreak = text.indexOf('\n', start);
      if (lineBreak === -1) break;
      const line = this.#rest + text.slice(start, lineBreak);
      this.#rest = '';
      start = lineBreak + 1;
      if (line.length > ANSWER_LIMIT_CHARACTERS) throw lineTooLong();
      const trimmed = line.trim();
      if (trimmed !== '') take(trimmed);
    }
    this.#rest += text.slice(start);
    if (this.#rest.length > ANSWER_LIMIT_CHARACTERS) throw lineTooLong();
  }
}

function lineTooLong(): EngineError {
  return new EngineError(
    'model-bad-content',
    'The model server sent a line that is far too long.',
    'Check that the address is a model server.',
  );
}
