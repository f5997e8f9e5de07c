import { once } from 'node:events';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ENGINE_PROCESSES } from '../../engine/protocol/shell-link.ts';
import { RealUtilityProcess } from '../fakes/real-utility-process.ts';
import { PROJECT_ROOT } from '../workshop/source-files.ts';

/** A ping, or a load that fails, whatever the process takes. */
const REQUEST = { type: 'ping', callIndex: 0, message: { type: 'load', settings: {} } };

test.each(Object.entries(ENGINE_PROCESSES))(
  '%s answers as a utility process of the app',
  async (_name, source) => {
    const child = new RealUtilityProcess(path.join(PROJECT_ROOT, source), []);
    onTestFinished(() => void child.kill());
    const answered = once(child, 'message');
    child.postMessage(REQUEST);
    expect(await answered).toEqual([
      expect.objectContaining({ type: expect.stringMatching(/^(?:pong|failed|done)$/) as string }),
    ]);
  },
);
