import type { ComponentState } from '../../engine/protocol/component-state.ts';
import { useSession } from '../session/session-context.tsx';
import { useStartListening } from '../parts/use-start-listening.ts';
import { openSettings, showPanel } from '../parts/view-state.ts';

/** Does the one thing that a component's state offers. */
export function useRunAction(): (state: ComponentState) => void {
  const session = useSession();
  const startListening = useStartListening();
  return ({ component, action }) => {
    if (!action) return;
    const { kind, target } = action;
    switch (kind) {
      case 'retry':
        return void session.send({ type: 'retry', component });
      case 'open-settings':
        return openSettings(target);
      case 'give-consent':
        return showPanel('consent');
      case 'start-capture':
        return startListening();
      case 'pull-model':
        if (target === undefined) return openSettings('model');
        return void session.send({ type: 'pull-model', name: target });
      case 'download-speech-model':
        if (target === undefined) return openSettings('speech');
        return void session.send({ type: 'download-model-file', kind: 'speech', name: target });
      case 'download-chat-model':
        if (target === undefined) return openSettings('model');
        return void session.send({ type: 'download-model-file', kind: 'chat', name: target });
      case 'try-demo':
        return void session.send({ type: 'play-demo' });
      case 'revert-question-detector':
        return openSettings('questions');
    }
  };
}
