import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMMANDS_BY_ROLE, commandSchema, roleSchema, type Command } from '../../engine/protocol/commands.ts';
import { settingsSchema, type Settings, type SettingsPatch } from '../../engine/protocol/settings.ts';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { connectClient, type ProtocolClient } from '../fakes/protocol-client.ts';
import { hostileCommands } from '../fakes/hostile-commands.ts';
import { toyAnswers } from '../fakes/toy-chat.ts';
import { startEngineInTest } from './engine-in-test.ts';
import { eventsOf } from './run-cli.ts';

/** Commands and junk that one client sends before the next one takes over. */
const COMMANDS_A_CLIENT = 50;
const JUNK_A_CLIENT = 2;

let pages: string;
beforeAll(async () => {
  pages = await mkdtemp(path.join(tmpdir(), 'sotto-no-pages-'));
});
afterAll(() => rm(pages, { recursive: true }));

test('no command, whatever its values, ends the engine, and it keeps its state', async () => {
  await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }], answers: toyAnswers });
  await using running = await startEngineInTest({ ollamaUrl: ollama.url, staticDirectory: pages });
  const { engine } = running;
  const { server } = engine;
  if (!server) throw new Error('The engine serves nothing.');
  const uncaught: unknown[] = [];
  const note = (error: unknown): void => void uncaught.push(error);
  process.on('uncaughtException', note).on('unhandledRejection', note);
  try {
    const connect = (role: (typeof roleSchema.options)[number]): Promise<ProtocolClient> =>
      connectClient({ port: server.port, token: server.mintToken(role) });
    const before = engine.settings();
    const all = hostileCommands();
    expect(new Set(all.map((command) => (command as Command).type))).toEqual(
      new Set(commandSchema.options.map((option) => option.shape.type.value)),
    );

    const wellFormed = all.flatMap((command) => {
      const parsed = commandSchema.safeParse(JSON.parse(JSON.stringify(command)));
      return parsed.success ? [parsed.data] : [];
    });
    for (const role of roleSchema.options) {
      const own = wellFormed.filter((command) => roleOf(command.type) === role);
      for (let index = 0; index < own.length; index += COMMANDS_A_CLIENT) {
        await using client = await connect(role);
        for (const command of own.slice(index, index + COMMANDS_A_CLIENT)) {
          const settingsBefore = engine.settings();
          const reply = await client.command(command);
          expect(settingsSchema.safeParse(engine.settings()).success, JSON.stringify(command)).toBe(true);
          if (reply.kind === 'accepted') continue;
          expect(reply.code, `${JSON.stringify(command)}: ${reply.message}`).not.toBe('internal');
          expect(engine.settings(), JSON.stringify(command)).toEqual(settingsBefore);
        }
      }
    }

    const malformed = all.filter((command) => !commandSchema.safeParse(command).success);
    expect(malformed.length).toBeGreaterThan(500);
    for (let index = 0; index < malformed.length; index += JUNK_A_CLIENT) {
      await using client = await connect('cli');
      for (const command of malformed.slice(index, index + JUNK_A_CLIENT)) {
        client.socket.send(JSON.stringify({ kind: 'command', id: 9_000, command }));
        const refusal = await client.until((message) => message.kind === 'refused');
        expect(refusal, JSON.stringify(command)).toMatchObject({
          id: 9_000,
          code: expect.stringMatching(/^bad-/),
        });
      }
    }

    await using client = await connect('cli');
    await client.command({ type: 'change-settings', patch: patchTo(before) });
    expect(engine.settings()).toEqual({ ...before, privacy: engine.settings().privacy });
    await expect
      .poll(() => eventsOf(running.events, 'component.changed').findLast(isOfModel)?.state.status)
      .toBe('ready');
    expect(await client.command({ type: 'ask', text: 'What is the capital of France?' })).toMatchObject({
      kind: 'accepted',
    });
    await expect.poll(() => eventsOf(running.events, 'answer.completed').at(-1)?.status).toBe('complete');
    expect(uncaught).toEqual([]);
  } finally {
    process.off('uncaughtException', note).off('unhandledRejection', note);
  }
});

/** The role that a command is tried with: the terminal's where it may send it. */
function roleOf(type: Command['type']): (typeof roleSchema.options)[number] | undefined {
  return ['cli' as const, ...roleSchema.options].find((role) => COMMANDS_BY_ROLE[role].has(type));
}

function isOfModel({ state }: { state: { component: string } }): boolean {
  return state.component === 'model';
}

/** All but the consent, which has commands of its own. */
function patchTo(settings: Settings): SettingsPatch {
  const { model, answer, profile, speech, audio, turn, question, keys, appearance, guide, server, desktop } =
    settings;
  return { model, answer, profile, speech, audio, turn, question, keys, appearance, guide, server, desktop };
}
