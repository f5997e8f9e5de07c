import type { EngineContext } from '../base/engine-context.ts';
import type { ForgottenTurns } from '../call/forgotten-turns.ts';
import type { CallRecorder } from '../call/record-calls.ts';
import type { CaptureSource } from '../capture/capture-source.ts';
import type { OpenCall } from '../history/history-writer.ts';
import type { CallSpeakers } from '../speakers/call-speakers.ts';
import type { SpeakerLabeller } from '../speakers/speaker-labeller.ts';

interface SpeakerParts {
  readonly speakers: Pick<SpeakerLabeller, 'startCall'>;
  readonly calls: Pick<CallRecorder, 'observeSpeaker' | 'observeSpeakerName'>;
  readonly forgotten: Pick<ForgottenTurns, 'has'>;
}

/** Labels who speaks in a call that begins now; clients and the history hear of it. */
export function labelSpeakers(
  call: OpenCall,
  sources: readonly CaptureSource[],
  { speakers, calls, forgotten }: SpeakerParts,
  { publish }: Pick<EngineContext, 'publish'>,
): CallSpeakers {
  return speakers.startCall({
    // A microphone that is all that is heard hears everybody.
    isShared: (channel) => channel === 'them' || sources.length === 1,
    onLabel: (label) => {
      if (forgotten.has(label.turnId)) return;
      calls.observeSpeaker(label, call);
      publish({ type: 'speaker.recognized', ...label });
    },
    onRename: (speakerId, name, turnIds) => {
      calls.observeSpeakerName(speakerId, name, call);
      publish({ type: 'speaker.renamed', speakerId, name, turnIds: [...turnIds] });
    },
  });
}
