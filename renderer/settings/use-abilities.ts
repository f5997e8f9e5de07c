import { useEffect, useState } from 'react';
import type { ShellAbilities } from '../../engine/protocol/session.ts';
import { shellOf } from '../session/bootstrap.ts';

/** What the desktop app can do here; undefined until it has said so, and in a browser. */
export function useAbilities(): ShellAbilities | undefined {
  const [abilities, setAbilities] = useState<ShellAbilities>();
  useEffect(() => {
    shellOf(window)
      ?.abilities()
      .then(setAbilities, () => undefined);
  }, []);
  return abilities;
}
