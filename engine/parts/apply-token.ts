import type { ModelSupervisor } from '../answer/servers/model-supervisor.ts';
import type { RunInBackground } from '../base/background.ts';
import type { TokenService } from '../protocol/access-tokens.ts';
import { RECOGNIZER_NEEDS, type Settings } from '../protocol/settings.ts';
import type { SpeechSupervisor } from '../transcription/speech-supervisor.ts';

/** Makes the part that a token is for use it at once; a recognizer on this machine needs none. */
export function applyToken(
  service: TokenService,
  { speech: { recognizer } }: Settings,
  parts: {
    readonly chatModel: Pick<ModelSupervisor, 'reload'>;
    readonly speech: Pick<SpeechSupervisor, 'reload'>;
    readonly background: RunInBackground;
  },
): void {
  if (service === 'model') parts.background('change the model', () => parts.chatModel.reload());
  else if (recognizer !== 'auto' && RECOGNIZER_NEEDS[recognizer] === 'server') {
    parts.background('change the recognizer', () => parts.speech.reload());
  }
}
