import type { ReactElement } from 'react';
import type { ModelFile } from '../../../engine/protocol/events.ts';
import { GuideSettings } from '../../../renderer/guide/guide-sessions.ts';
import { SessionProvider, useSession } from '../../../renderer/session/session-context.tsx';
import type { SessionState } from '../../../renderer/session/state.ts';
import { show, type Shown } from '../render.tsx';

/** A step of the guide; one connection stands for both of its. */
export function showStep(step: ReactElement, state: SessionState): Shown {
  return show(<BothSessions>{step}</BothSessions>, state);
}

function BothSessions({ children }: { readonly children: ReactElement }) {
  const session = useSession();
  return (
    <SessionProvider value={session}>
      <GuideSettings value={session}>{children}</GuideSettings>
    </SessionProvider>
  );
}

export function recommendedFile(kind: ModelFile['kind'], more: Partial<ModelFile> = {}): ModelFile {
  return {
    kind,
    name: `${kind}-model`,
    bytes: 1e8,
    licence: 'MIT',
    languages: ['*'],
    isPresent: false,
    isRecommended: true,
    partialBytes: 0,
    ...more,
  };
}
