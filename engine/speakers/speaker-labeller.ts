import { asEngineError, EngineError } from '../base/engine-error.ts';
import type { EngineContext } from '../base/engine-context.ts';
import { logFailure } from '../base/background.ts';
import type { Channel } from '../protocol/call-parts.ts';
import { createQueue } from '../base/queue.ts';
import type { StoredModels } from '../base/stored-models.ts';
import { readSpeakerModel, type SpeakerThresholds } from '../formats/speaker-model-file.ts';
import type { ComponentState } from '../protocol/component-state.ts';
import { SpeakersOfCall, type CallSpeakers, type SpeakerListeners } from './call-speakers.ts';
import { hearVoice, type VoiceEmbedder, type VoiceSample } from './hear-voice.ts';

/** Tells apart who speaks on a channel that several people share, where the user wants it. */
export interface SpeakerLabeller extends AsyncDisposable {
  startCall(listeners: SpeakerListeners): CallSpeakers;
  /**
   * Names a speaker of the newest call.
   * @throws EngineError 'bad-argument'
   */
  rename(speakerId: number, name: string): void;
  /** Follows the settings and the models that are here; what is missing shows in the state of the part. */
  reload(): Promise<void>;
  /** Settles when every turn so far has its speaker, or is in doubt for good. */
  settled(): Promise<void>;
  /** What was said is erased: no earlier turn is labelled or named any more. */
  forget(): void;
}

export interface SpeakerLabellerDeps extends EngineContext {
  readonly modelFiles: Pick<StoredModels, 'resolve'>;
  readonly openEmbedder: (modelPath: string) => Promise<VoiceEmbedder>;
}

interface Opened {
  readonly embedder: VoiceEmbedder;
  readonly thresholds: SpeakerThresholds;
}

/** More turns wait only where this machine is far too slow: the newest of them get no label then. */
const MAX_WAITING_COUNT = 16;

/** Works one voice at a time, behind recognition: nothing that is said or answered ever waits for it. */
export function createSpeakerLabeller(deps: SpeakerLabellerDeps): SpeakerLabeller {
  return new Labeller(deps);
}

class Labeller implements SpeakerLabeller {
  readonly #deps: SpeakerLabellerDeps;
  readonly #work = createQueue();
  readonly #closed = new AbortController();
  #opened: Opened | undefined;
  #newest: SpeakersOfCall | undefined;
  #status: ComponentState['status'] = 'off';
  #waitingCount = 0;

  constructor(deps: SpeakerLabellerDeps) {
    this.#deps = deps;
  }

  startCall(listeners: SpeakerListeners): CallSpeakers {
    const isShared = (channel: Channel): boolean => this.#isWanted && listeners.isShared(channel);
    const call = new SpeakersOfCall({ ...listeners, isShared }, (sample, of) => this.#enqueue(sample, of));
    this.#newest = call;
    if (this.#isWanted && !this.#opened)
      this.reload().catch(logFailure(this.#deps.log, 'open the speaker model'));
    return call;
  }

  rename(speakerId: number, name: string): void {
    const call = this.#newest;
    if (!call) throw new EngineError('bad-argument', 'There is no call.', 'Start listening first.');
    call.rename(speakerId, name);
  }

  reload(): Promise<void> {
    return this.#work.add(() => this.#replace());
  }

  settled(): Promise<void> {
    return this.#work.settled();
  }

  forget(): void {
    this.#newest = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort(new EngineError('internal', 'Sotto is closing.', 'Start it again.'));
    // Ends the voice that is being heard; another embedder may open while the queue empties.
    await this.#opened?.embedder[Symbol.asyncDispose]();
    await this.#work.settled();
    await this.#opened?.embedder[Symbol.asyncDispose]();
  }

  get #isWanted(): boolean {
    return this.#deps.settings().speech.speakers;
  }

  #enqueue(sample: VoiceSample, call: SpeakersOfCall): void {
    if (this.#waitingCount >= MAX_WAITING_COUNT) {
      call.settle();
      return;
    }
    this.#waitingCount += 1;
    const hear = async (): Promise<void> => {
      this.#waitingCount -= 1;
      await this.#hear(sample, call);
    };
    this.#work.add(hear).catch(logFailure(this.#deps.log, 'label a speaker'));
  }

  async #hear(sample: VoiceSample, call: SpeakersOfCall): Promise<void> {
    const opened = this.#opened;
    if (!opened || this.#closed.signal.aborted) {
      call.settle();
      return;
    }
    const { embedder, thresholds } = opened;
    try {
      const voice = await hearVoice(sample, embedder, thresholds.otherScore, this.#closed.signal);
      this.#publish({ status: 'ready', reason: 'Speakers are told apart' });
      call.place(sample.turnId, voice, thresholds);
    } catch (error) {
      call.settle();
      if (!this.#closed.signal.aborted) this.#publishFailure('degraded', asEngineError(error));
    }
  }

  async #replace(): Promise<void> {
    const previous = this.#opened;
    this.#opened = undefined;
    await previous?.embedder[Symbol.asyncDispose]();
    if (this.#closed.signal.aborted) return;
    if (!this.#isWanted) {
      this.#publish({ status: 'off', reason: 'Speakers are not told apart' });
      return;
    }
    this.#publish({ status: 'starting', reason: 'Loading the speaker model' });
    try {
      const modelPath = await this.#deps.modelFiles.resolve('speaker', '');
      const thresholds = await readSpeakerModel(modelPath);
      this.#opened = { embedder: await this.#deps.openEmbedder(modelPath), thresholds };
      this.#publish({ status: 'ready', reason: 'Speakers are told apart' });
    } catch (error) {
      this.#publishFailure('failed', asEngineError(error));
    }
  }

  #publishFailure(status: 'failed' | 'degraded', { code, message, remedy }: EngineError): void {
    const isOfModel = code === 'speech-model-missing' || code === 'speech-model-invalid';
    this.#publish({
      status,
      reason: `${message} ${remedy}`,
      code,
      action: isOfModel
        ? { label: 'Get a speaker model', kind: 'open-settings', target: 'speech' }
        : { label: 'Try again', kind: 'retry', target: 'speakers' },
    });
  }

  /** A part that was never switched on is not listed among those that are. */
  #publish(state: Omit<ComponentState, 'component'>): void {
    if (state.status === this.#status && state.status !== 'failed') return;
    this.#status = state.status;
    this.#deps.publishState({ component: 'speakers', ...state });
  }
}
