import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { connectClient } from '../fakes/protocol-client.ts';
import { toyAnswers } from '../fakes/toy-chat.ts';
import { cleanEnvironment, makeDataFolder } from '../e2e/run-cli.ts';

/** Enough for the engine and its models, and for a few dozen connections. */
const FILE_LIMIT_COUNT = 128;
const STRANGER_COUNT = 400;

test.skipIf(process.platform === 'win32')(
  '59: without file descriptors the engine turns away what it cannot take, and recovers when there are some',
  async () => {
    await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }], answers: toyAnswers });
    using data = makeDataFolder();
    const child = spawn(
      '/bin/sh',
      [
        '-c',
        `ulimit -n ${FILE_LIMIT_COUNT} && exec "$0" "$@"`,
        process.execPath,
        path.join(import.meta.dirname, 'serve-forever.ts'),
        data.path,
        ollama.url,
      ],
      { stdio: ['ignore', 'pipe', 'pipe'], env: cleanEnvironment({}) },
    );
    const strangers: Socket[] = [];
    let complaints = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
    try {
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      const { port, hud, settings } = JSON.parse(line.toString('utf8')) as Record<
        'hud' | 'settings',
        string
      > & {
        port: number;
      };
      await using page = await connectClient({ port, token: hud });
      await using panel = await connectClient({ port, token: settings });
      let refusedCount = 0;
      for (let index = 0; index < STRANGER_COUNT; index += 1) {
        const stranger = connect(port, '127.0.0.1');
        stranger.on('error', () => undefined).on('close', () => (refusedCount += 1));
        strangers.push(stranger);
      }
      await expect.poll(() => refusedCount).toBeGreaterThan(100);

      // What needs no new file continues; what does is refused or done later, and ends nothing.
      const commands = [
        page.command({ type: 'ask', text: 'What is a hash map?' }),
        page.command({ type: 'play-demo', isFast: true }),
        page.command({ type: 'list-models' }),
        page.command({ type: 'describe-machine' }),
        page.command({ type: 'start-capture' }),
        panel.command({
          type: 'change-settings',
          patch: { profile: { notes: 'while there were no files' } },
        }),
        panel.command({ type: 'retry', component: 'speech' }),
        panel.command({ type: 'retry', component: 'model' }),
      ];
      const replies = await Promise.all(commands);
      expect(replies.every(({ kind }) => kind === 'accepted' || kind === 'refused')).toBe(true);

      for (const stranger of strangers) stranger.destroy();
      await expect
        .poll(async () => {
          const client = await connectClient({ port, token: hud }).catch(() => undefined);
          await client?.[Symbol.asyncDispose]();
          return client !== undefined;
        })
        .toBe(true);
      await page.command({ type: 'stop-capture' });
      await panel.command({ type: 'retry', component: 'speech' });
      await panel.command({ type: 'retry', component: 'model' });
      await expect
        .poll(
          async () => {
            await page.command({ type: 'ask', text: 'What is a hash map?' });
            return page.events.some(
              (event) => event.type === 'answer.completed' && event.status === 'complete',
            );
          },
          { interval: 500 },
        )
        .toBe(true);
      expect([child.exitCode, existsSync(path.join(data.path, 'crash.json'))], complaints).toEqual([
        null,
        false,
      ]);
    } finally {
      for (const stranger of strangers) stranger.destroy();
      child.kill('SIGKILL');
    }
  },
);
