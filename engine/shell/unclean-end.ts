import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { writeFileAtomicSync } from '../base/atomic-file.ts';
import { takeCrashMarker } from './crash-guard.ts';
import type { EngineContext } from '../base/engine-context.ts';
import type { EngineEvent } from '../protocol/events.ts';

const LISTENING_NAME = 'listening.marker';

export interface UncleanEnd {
  /** Keeps a marker on the disk while devices are listened to. */
  observe(event: EngineEvent): void;
}

/**
 * Publishes that the run before did not end in order, whether it crashed, was killed or ran out of memory, and
 * offers to resume listening if it was cut off in a call. For the one engine that serves a data folder.
 */
export function watchForUncleanEnd(
  context: Pick<EngineContext, 'dataDir' | 'publish' | 'publishState' | 'log'>,
): UncleanEnd {
  const marker = path.join(context.dataDir, LISTENING_NAME);
  const wasListening = existsSync(marker);
  const hasCrashed = takeCrashMarker(context.dataDir);
  let isMarked = wasListening;
  const mark = (isListening: boolean): void => {
    if (isListening === isMarked) return;
    isMarked = isListening;
    try {
      if (isListening) writeFileAtomicSync(marker, '');
      else rmSync(marker, { force: true });
    } catch (error) {
      context.log.info('listening marker could not be kept', { error });
    }
  };
  mark(false);
  if (wasListening || hasCrashed) {
    context.publish({
      type: 'failed',
      code: 'internal',
      message: 'Sotto stopped unexpectedly and was started again.',
      remedy: wasListening ? 'Choose "Resume listening" to continue the call.' : 'Nothing needs to be done.',
    });
  }
  if (wasListening) {
    context.publishState({
      component: 'microphone',
      status: 'degraded',
      reason: 'Sotto stopped in the middle of a call and was started again.',
      code: 'internal',
      action: { label: 'Resume listening', kind: 'start-capture' },
    });
  }
  return {
    observe: (event) => {
      if (event.type === 'capture.changed')
        mark(event.isCapturing && !event.isDemo && event.isCheck !== true);
    },
  };
}
