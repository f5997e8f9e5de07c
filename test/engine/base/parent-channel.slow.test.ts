import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { fork } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { RealUtilityProcess } from '../../fakes/real-utility-process.ts';
import { PROJECT_ROOT } from '../../workshop/source-files.ts';

const MODULE = pathToFileURL(path.join(PROJECT_ROOT, 'engine/base/parent-channel.ts'));

/** A process that answers what it is asked, and ends with a code of its own when its parent is gone. */
async function writeEntry(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sotto-parent-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const entry = path.join(folder, 'entry.ts');
  await writeFile(
    entry,
    `import { connectToParent } from ${JSON.stringify(MODULE)};
     const parent = connectToParent(() => process.exit(7));
     parent.onRequest((request) => {
       if (request === 'fail') void Promise.reject(new Error('no such model'));
       else setImmediate(() => parent.send({ heard: request }));
     });`,
  );
  return entry;
}

test('a forked Node hears its parent, answers, and ends as it wants when the parent is gone', async () => {
  const child = fork(await writeEntry(), [], { serialization: 'advanced', execArgv: [] });
  onTestFinished(() => void child.kill());
  child.send({ samples: new Int16Array([1, 2]) });
  expect(await once(child, 'message')).toEqual([{ heard: { samples: new Int16Array([1, 2]) } }, undefined]);
  const exited = once(child, 'exit');
  child.disconnect();
  expect(await exited).toEqual([7, null]);
});

test('a utility process, which has no channel of Node’s own, hears and answers as well', async () => {
  const child = new RealUtilityProcess(await writeEntry(), []);
  onTestFinished(() => void child.kill());
  const answered = once(child, 'message');
  child.postMessage('ping');
  expect(await answered).toEqual([{ heard: 'ping' }]);
});

test('a rejection that nothing handles ends a utility process, of which Electron only warns', async () => {
  const child = new RealUtilityProcess(await writeEntry(), []);
  onTestFinished(() => void child.kill());
  const first = Promise.race([once(child, 'exit'), once(child, 'message')]);
  child.postMessage('fail');
  child.postMessage('ping');
  expect(await first).toEqual([1]);
});
