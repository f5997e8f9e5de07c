import type { Clock } from '../../engine/base/clock.ts';
import type { SpeechProcess } from '../../engine/transcription/recognizers/whisper/spawn-speech-process.ts';
import type {
  SpeechProcessReply,
  SpeechProcessRequest,
} from '../../engine/transcription/recognizers/whisper/speech-process-messages.ts';

export interface SpeechProcessScript {
  readonly clock: Clock;
  /** From start to loaded model; left out: 100 ms. */
  readonly startMs?: number;
  /** Left out: 300 ms. */
  readonly passMs?: number;
  /** Left out: the number of the pass. */
  readonly text?: (passIndex: number) => string;
  readonly loadFailure?: string;
  /** What happens on a GPU only. */
  readonly gpuFault?: 'crashes-on-load' | 'refuses-load' | 'crashes-in-pass' | 'never-answers';
  readonly crashesOnLoad?: boolean;
  /** What a model loaded with the GPU runs on; left out: `CPU`. */
  readonly backend?: string;
  readonly crashOn?: (passIndex: number) => boolean;
}

/** A speech process without a process: same messages, scripted time and failures. */
export class FakeSpeechProcess implements SpeechProcess {
  readonly processId = 4_242;
  readonly loads: Extract<SpeechProcessRequest, { type: 'load' }>[] = [];
  /** What was asked, pass by pass. */
  readonly requests: Extract<SpeechProcessRequest, { type: 'transcribe' }>[] = [];
  residentBytes = 100_000_000;
  isAlive = true;
  #isHung = false;
  readonly #script: SpeechProcessScript;
  #tell: (reply: SpeechProcessReply) => void = () => undefined;
  #exit: (detail: string) => void = () => undefined;

  constructor(script: SpeechProcessScript) {
    this.#script = script;
  }

  send(request: SpeechProcessRequest): void {
    if (this.isAlive) void this.#answer(request);
  }

  onReply(listener: (reply: SpeechProcessReply) => void): void {
    this.#tell = listener;
  }

  onExit(listener: (detail: string) => void): void {
    this.#exit = listener;
  }

  kill(): void {
    this.crash('SIGKILL');
  }

  crash(detail = 'SIGSEGV'): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.#exit(detail);
  }

  /** Continues to exist and does nothing any more, as after SIGSTOP. */
  hang(): void {
    this.#isHung = true;
  }

  async #answer(request: SpeechProcessRequest): Promise<void> {
    const { clock, startMs = 100, passMs = 300, crashOn, loadFailure } = this.#script;
    const {
      text = (passIndex: number) => `pass ${passIndex}`,
      crashesOnLoad,
      backend = 'CPU',
    } = this.#script;
    if (request.type === 'ping') {
      this.#reply({ type: 'pong', residentBytes: this.residentBytes });
      return;
    }
    if (request.type === 'load') {
      this.loads.push(request);
      await clock.sleep(startMs);
      const { useGpu } = request;
      const refusal = this.#gpuFault() === 'refuses-load' ? 'no device' : loadFailure;
      const loaded = { type: 'loaded', loadMs: startMs, warmPassMs: undefined } as const;
      if (this.#gpuFault() === 'crashes-on-load' || crashesOnLoad) this.crash();
      else if (refusal !== undefined) this.#reply({ type: 'load-failed', message: refusal });
      else this.#reply({ ...loaded, backend: useGpu ? backend : 'CPU' });
      return;
    }
    const { passIndex } = request;
    this.requests.push(request);
    if (passMs === Number.POSITIVE_INFINITY || this.#gpuFault() === 'never-answers') return;
    await clock.sleep(passMs);
    if (this.#gpuFault() === 'crashes-in-pass' || crashOn?.(passIndex)) this.crash();
    else this.#reply({ type: 'transcribed', passIndex, text: text(passIndex), computeMs: passMs });
  }

  #gpuFault(): SpeechProcessScript['gpuFault'] {
    return this.loads[0]?.useGpu ? this.#script.gpuFault : undefined;
  }

  #reply(reply: SpeechProcessReply): void {
    if (this.isAlive && !this.#isHung) this.#tell(reply);
  }
}
