import type { ModelFile } from '../protocol/events.ts';
import type { ModelKind, SpeechModelKind } from '../protocol/model-kind.ts';

/** The model files of this machine, as seen by the parts that load them. */
export interface StoredModels {
  list(kind?: ModelKind): Promise<ModelFile[]>;
  /**
   * Absolute path of a model that is fit to load: its SHA-256 is the published one, or it is the user's own,
   * has the layout of its kind and is still what was imported.
   * @param nameOrPath a manifest name, a file of the folder, or a path; '' or the name of a model of another
   *   kind takes the best one that is here.
   * @throws EngineError 'speech-model-missing' | 'speech-model-invalid' | 'model-missing'
   */
  resolve(kind: ModelKind, nameOrPath: string): Promise<string>;
  /**
   * A speech model of either kind: a file for whisper.cpp, or a folder for sherpa-onnx. '' takes the best one
   * here of the kind that this machine runs well.
   * @throws EngineError 'speech-model-missing' | 'speech-model-invalid'
   */
  resolveSpeech(nameOrPath: string): Promise<{ readonly kind: SpeechModelKind; readonly path: string }>;
}
