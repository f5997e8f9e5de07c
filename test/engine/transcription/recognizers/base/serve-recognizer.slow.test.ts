import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { forkChild } from '../../../../../engine/base/fork-child.ts';
import type {
  RecognizerReply,
  RecognizerRequest,
} from '../../../../../engine/transcription/recognizers/base/recognizer-messages.ts';
import { isRunning } from '../../../../fakes/process-alive.ts';
import { PROJECT_ROOT } from '../../../../workshop/source-files.ts';

const SERVE = path.join(PROJECT_ROOT, 'engine/transcription/recognizers/base/serve-recognizer.ts');

/** A recognizer that repeats what it is told, in a process of its own. */
async function start() {
  const folder = await mkdtemp(path.join(tmpdir(), 'sotto-serve-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const entry = path.join(folder, 'entry.ts');
  await writeFile(
    entry,
    `import { spawn } from 'node:child_process';
     import { serveRecognizer } from ${JSON.stringify(pathToFileURL(SERVE))};
     let greeting = '';
     serveRecognizer({
       load: (settings) => { greeting = settings.greeting; return Promise.resolve(); },
       run: (task) => {
         if (task === 'fail') throw new Error('no such word', { cause: new Error('what was said') });
         if (task === 'throw text') throw 'only text';
         if (task === 'start a program') return Promise.resolve(spawn('sleep', ['60']).pid);
         if (task === 'steal') { process.send = () => { throw new Error('stolen'); }; return Promise.resolve('kept'); }
         if (task === 'unsendable') return Promise.resolve(() => 1);
         return Promise.resolve(greeting + task);
       },
     });`,
  );
  const child = forkChild<RecognizerRequest, RecognizerReply>(entry);
  onTestFinished(() => child.kill());
  let callIndex = 0;
  const waiting = new Map<number, (reply: RecognizerReply) => void>();
  child.onReply((reply) => waiting.get(reply.callIndex)?.(reply));
  const exited = new Promise<string>((resolve) => child.onExit(resolve));
  const ask = (message: RecognizerRequest['message']): Promise<RecognizerReply> => {
    callIndex += 1;
    child.send({ callIndex, message });
    return new Promise((resolve) => waiting.set(callIndex, resolve));
  };
  return { child, ask, exited, run: (task: unknown) => ask({ type: 'run', task }) };
}

test('what it is loaded with serves each task, and a failure is one of its task', async () => {
  const { ask, run } = await start();
  expect(await ask({ type: 'load', settings: { greeting: 'Hello ' } })).toMatchObject({ type: 'done' });
  expect(await run('you')).toEqual({ type: 'done', callIndex: 2, result: 'Hello you' });
  expect(await run('fail')).toEqual({
    type: 'failed',
    callIndex: 3,
    message: 'no such word',
    cause: 'what was said',
  });
  expect(await run('throw text')).toMatchObject({ type: 'failed', message: 'only text' });
  expect(await run('again')).toMatchObject({ result: 'Hello again' });
});

test('code in the process that replaces its channel does not cut it off', async () => {
  const { run } = await start();
  expect(await run('steal')).toMatchObject({ result: 'kept' });
  expect(await run('x')).toMatchObject({ type: 'done' });
});

test('a reply that cannot be sent ends the process instead of keeping the engine waiting', async () => {
  const { run, exited } = await start();
  run('unsendable').catch(() => undefined);
  expect(await exited).toContain('SIGKILL');
});

test('programs that it has started end with it when the engine is gone', async () => {
  const { run, child, exited } = await start();
  const reply = await run('start a program');
  const processId = reply.type === 'done' ? Number(reply.result) : 0;
  expect(isRunning(processId)).toBe(true);
  child.kill();
  await exited;
  await expect.poll(() => isRunning(processId)).toBe(false);
});
