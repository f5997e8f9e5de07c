import { beforeEach, expect, test } from 'vitest';
import { createEngineChildren } from '../../electron/engine-children.ts';
import { recorded, resetElectron } from '../fakes/electron.ts';

beforeEach(() => resetElectron());

test('a process is started, sent messages, heard and ended on behalf of the engine', () => {
  const reported: unknown[] = [];
  const children = createEngineChildren('/app/engine', (message) => reported.push(message));
  children.handle({ type: 'start-child', childIndex: 3, entryName: 'speech-process' });
  const [child] = recorded.utilities;
  expect(child?.modulePath).toBe('/app/engine/speech-process.js');
  if (child) child.pid = 4_000_000;
  child?.emit('spawn');
  children.handle({ type: 'send-to-child', childIndex: 3, message: { a: 1 } });
  child?.emit('message', { b: 2 });
  child?.stderr.emit('data', Buffer.from('terminate called\n'));
  child?.emit('exit', 134);
  children.handle({ type: 'send-to-child', childIndex: 3, message: 'late' });
  expect(child?.posted).toEqual([{ a: 1 }]);
  expect(reported).toEqual([
    { type: 'child-started', childIndex: 3, processId: 4_000_000 },
    { type: 'child-sent', childIndex: 3, message: { b: 2 } },
    { type: 'child-exited', childIndex: 3, detail: 'exit code 134: terminate called' },
  ]);
});

test('only the processes of the engine are ever started', () => {
  const reported: unknown[] = [];
  const children = createEngineChildren('/app/engine', (message) => reported.push(message));
  for (const entryName of ['main', '../electron/main', 'push-to-talk-process', 'constructor', '']) {
    children.handle({ type: 'start-child', childIndex: 1, entryName });
  }
  expect(recorded.utilities).toEqual([]);
  expect(reported).toHaveLength(5);
});

test('all of them end with their engine', () => {
  const children = createEngineChildren('/app/engine', () => undefined);
  children.handle({ type: 'start-child', childIndex: 1, entryName: 'speech-process' });
  children.handle({ type: 'start-child', childIndex: 2, entryName: 'embedded-process' });
  children.killAll();
  expect(recorded.utilities.map((child) => child.killCount)).toEqual([1, 1]);
});
