import { FormData, Pool, type Dispatcher } from 'undici';
import type { Clock } from '../../../base/clock.ts';
import { EngineError } from '../../../base/engine-error.ts';
import type { Logger } from '../../../base/logger.ts';
import { samplesMs, type SpeechSegment } from '../../../base/nouns.ts';
import { accessTo, type ServerAccess } from '../../../base/server-access.ts';
import type { AccessToken } from '../../../protocol/access-tokens.ts';
import type { Recognition, TranscribeOptions, Transcriber } from '../base/transcriber.ts';
import { recognizerClosed } from '../base/recognizer-closed.ts';
import { isTooLittleSpeech } from '../base/speech-guard.ts';
import { readReply, type HeardText } from '../base/transcription-reply.ts';
import { encodeWav } from '../base/wav-file.ts';

export interface OpenaiTranscriberOptions {
  /** Address of an OpenAI-compatible server, with or without `/v1`. */
  readonly baseUrl: string;
  readonly model: string;
  /** For a server that asks for one. */
  readonly accessToken?: AccessToken | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  /** Beside what the length of the audio allows. */
  readonly deadlineMs?: number;
}

const DEADLINE_MS = 30_000;
/** A server that is behind the speaker loses no long utterance for it: its text comes late. */
const DEADLINE_PER_AUDIO_RATIO = 2;
const PROBE_DEADLINE_MS = 5_000;
/** People ask every few minutes; undici's own 4 s would open a new connection each time. */
const KEEP_ALIVE_MS = 15 * 60_000;
/** One for the final pass, one for a partial. */
const CONNECTION_COUNT = 2;
const MAX_ANSWER_BYTES = 1_000_000;
/** A busy server that asks for no longer than this is asked once more, for a final pass. */
const LONGEST_ASKED_WAIT_MS = 3_000;

/** Statuses of servers that know no `verbose_json`, or not for this model. */
const FORMAT_REFUSALS: ReadonlySet<number> = new Set([400, 415, 422, 501]);

/**
 * Speech recognition on a server (a GPU box, a cluster) over `POST /v1/audio/transcriptions`.
 * @throws EngineError 'transcriber-failed' without an address, 'transcriber-down' when nothing answers there,
 *   'transcriber-unauthorized' when it wants an access token.
 */
export async function openOpenaiTranscriber(options: OpenaiTranscriberOptions): Promise<Transcriber> {
  const base = URL.parse(options.baseUrl);
  if (!base) {
    throw new EngineError(
      'transcriber-failed',
      'No address of a speech server is set.',
      'Set it in Settings, Speech, Server address.',
    );
  }
  const transcriber = new OpenaiTranscriber(options, base);
  try {
    await transcriber.probe();
  } catch (error) {
    await transcriber[Symbol.asyncDispose]();
    throw error;
  }
  return transcriber;
}

class OpenaiTranscriber implements Transcriber {
  readonly description: string;
  readonly #options: OpenaiTranscriberOptions;
  readonly #pool: Pool;
  readonly #access: ServerAccess;
  readonly #host: string;
  readonly #path: string;
  readonly #closing = new AbortController();
  /** `verbose_json` also says how sure the recognizer is. */
  #format: 'verbose_json' | 'json' = 'verbose_json';

  constructor(options: OpenaiTranscriberOptions, base: URL) {
    this.#options = options;
    this.#access = accessTo('speech', base.href, options.accessToken);
    this.#host = base.host;
    this.#path = `${base.pathname.replace(/\/+$/, '').replace(/\/v1$/, '')}/v1`;
    this.description = `Server · ${options.model} · ${base.host}`;
    this.#pool = new Pool(base.origin, {
      connections: CONNECTION_COUNT,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
    });
  }

  /** Any answer but a refusal will do: not every server lists its models. */
  async probe(): Promise<void> {
    const deadline = AbortSignal.timeout(PROBE_DEADLINE_MS);
    try {
      const { statusCode, body } = await this.#pool.request({
        method: 'GET',
        path: `${this.#path}/models`,
        headers: this.#headers(),
        signal: deadline,
      });
      await body.dump();
      if (statusCode === 401 || statusCode === 403) throw this.#statusError(statusCode);
    } catch (error) {
      throw error instanceof EngineError ? error : this.#connectionError(error);
    }
  }

  async transcribe(
    speech: SpeechSegment,
    options: TranscribeOptions,
    signal: AbortSignal,
  ): Promise<Recognition> {
    signal.throwIfAborted();
    if (isTooLittleSpeech(speech)) return { text: '', computeMs: 0 };
    const { clock, deadlineMs: leastMs = DEADLINE_MS } = this.#options;
    const deadlineMs = Math.ceil(leastMs + DEADLINE_PER_AUDIO_RATIO * samplesMs(speech.samples.length));
    const startMs = clock.nowMs();
    const deadline = AbortSignal.timeout(deadlineMs);
    const either = AbortSignal.any([signal, deadline, this.#closing.signal]);
    try {
      const heard = await this.#ask(encodeWav(speech.samples), options, either);
      return { ...heard, computeMs: clock.nowMs() - startMs };
    } catch (error) {
      signal.throwIfAborted();
      if (this.#closing.signal.aborted) throw this.#closing.signal.reason;
      if (deadline.aborted) {
        throw new EngineError(
          'transcriber-timeout',
          `${this.#host} took longer than ${deadlineMs / 1_000} s for one utterance.`,
          'Use a smaller model on the server, or a faster server.',
        );
      }
      throw error instanceof EngineError ? error : this.#connectionError(error);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(recognizerClosed());
    await this.#pool.destroy();
  }

  async #ask(
    wav: Uint8Array<ArrayBuffer>,
    options: TranscribeOptions,
    signal: AbortSignal,
  ): Promise<HeardText> {
    const first = await this.#postPlainly(wav, options, signal);
    const waitMs = askedWaitMs(first);
    if (waitMs === undefined || options.pass !== 'final') return this.#read(first, signal);
    await first.body.dump();
    await this.#options.clock.sleep(waitMs, signal);
    return this.#read(await this.#postPlainly(wav, options, signal), signal);
  }

  /** Asks for the text alone where the server refuses to send more. */
  async #postPlainly(
    wav: Uint8Array<ArrayBuffer>,
    options: TranscribeOptions,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    const first = await this.#post(wav, options, this.#format, signal);
    if (this.#format === 'json' || !FORMAT_REFUSALS.has(first.statusCode)) return first;
    await first.body.dump();
    const second = await this.#post(wav, options, 'json', signal);
    if (second.statusCode === 200) this.#format = 'json';
    return second;
  }

  #post(
    wav: Uint8Array<ArrayBuffer>,
    { language, vocabulary }: TranscribeOptions,
    format: 'verbose_json' | 'json',
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    const form = new FormData();
    form.set('file', new File([wav], 'speech.wav', { type: 'audio/wav' }));
    form.set('model', this.#options.model);
    form.set('response_format', format);
    form.set('temperature', '0');
    if (language !== 'auto') form.set('language', language);
    if (vocabulary !== '') form.set('prompt', vocabulary);
    return this.#pool.request({
      method: 'POST',
      path: `${this.#path}/audio/transcriptions`,
      headers: this.#headers(),
      body: form,
      signal,
    });
  }

  async #read(response: Dispatcher.ResponseData, signal: AbortSignal): Promise<HeardText> {
    const body = await readBounded(response.body, signal);
    if (response.statusCode !== 200) {
      // Without its words: they may repeat the token.
      this.#options.log.debug('The speech server refused.', { statusCode: response.statusCode });
      throw this.#statusError(response.statusCode);
    }
    const heard = readReply(body, String(response.headers['content-type'] ?? ''));
    if (heard) return heard;
    const what = /^\s*</.test(body) ? 'a web page' : 'something that is not a transcription';
    throw this.#failure(
      `${this.#host} answered with ${what}.`,
      'Check the server address in Settings, Speech.',
    );
  }

  #headers(): Record<string, string> {
    return { accept: 'application/json', ...this.#access.headers };
  }

  #statusError(statusCode: number): EngineError {
    const host = this.#host;
    switch (statusCode) {
      case 401:
      case 403: {
        const { message, remedy } = this.#access.refusal;
        return new EngineError('transcriber-unauthorized', message, remedy);
      }
      case 404:
        return this.#failure(
          `${host} has no transcription, or no model ${this.#options.model}.`,
          'Check address and model in Settings, Speech.',
        );
      case 413:
        return this.#failure(`${host} takes no audio of this length.`, 'Raise the limit on the server.');
      case 301:
      case 302:
      case 307:
      case 308:
        return this.#failure(
          `${host} sends us to another address.`,
          'Enter that address in Settings, Speech, Server address.',
        );
      case 429:
        return this.#failure(`${host} is busy.`, 'Wait a moment, or use a server with more room.');
      default:
        return this.#failure(`${host} failed (${statusCode}).`, "Look at the speech server's own log.");
    }
  }

  #failure(message: string, remedy: string): EngineError {
    return new EngineError('transcriber-failed', message, remedy);
  }

  #connectionError(cause: unknown): EngineError {
    return new EngineError(
      'transcriber-down',
      `The speech server at ${this.#host} does not answer.`,
      'Start it, or correct its address in Settings, Speech.',
      { cause },
    );
  }
}

/** How long a busy server asked us to wait, where that is short enough to do so. */
function askedWaitMs({ statusCode, headers }: Dispatcher.ResponseData): number | undefined {
  const waitMs = Math.max(0, Number(headers['retry-after']) * 1_000);
  const isWorthIt = (statusCode === 429 || statusCode === 503) && waitMs <= LONGEST_ASKED_WAIT_MS;
  return isWorthIt ? waitMs : undefined;
}

/** The body as text, cut off where no transcription could be that long. */
async function readBounded(body: Dispatcher.ResponseData['body'], signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  let bodyBytes = 0;
  for await (const chunk of body) {
    signal.throwIfAborted();
    chunks.push(chunk as Buffer);
    bodyBytes += (chunk as Buffer).byteLength;
    // Leaving the loop destroys the rest of the body.
    if (bodyBytes > MAX_ANSWER_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}
