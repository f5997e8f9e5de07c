import type { CtlVerb } from './command-line.ts';
import type { EngineClient } from './engine-client.ts';
import type { HudHost } from './windows/hud-host.ts';

export interface ObeyOptions {
  readonly hud: Pick<HudHost, 'show' | 'hide' | 'toggleCompact' | 'toggleClickThrough'>;
  /** Lost while the engine is down. */
  readonly send: EngineClient['send'];
  /** Push-to-talk is on. */
  readonly isHeld: () => boolean;
  readonly copyLatest: () => void;
  readonly quit: () => void;
}

/** @returns what does as keys, the command line and a second start of the app ask. */
export function createObey({ hud, send, isHeld, copyLatest, quit }: ObeyOptions): (verb: CtlVerb) => void {
  return (verb) => {
    switch (verb) {
      case 'show':
        return hud.show();
      case 'hide':
        return hud.hide();
      case 'ask':
        return send({ type: 'push-to-talk', phase: isHeld() ? 'release' : 'press' });
      case 'ask-last':
        // A press without speech asks about what was said just before.
        send({ type: 'push-to-talk', phase: 'press' });
        return send({ type: 'push-to-talk', phase: 'release' });
      case 'pause':
      case 'resume':
        return send({ type: 'pause', isPaused: verb === 'pause' });
      case 'compact':
        return hud.toggleCompact();
      case 'click-through':
        return hud.toggleClickThrough();
      case 'copy':
        return copyLatest();
      case 'wipe':
        return send({ type: 'wipe' });
      case 'quit':
        return quit();
    }
  };
}
