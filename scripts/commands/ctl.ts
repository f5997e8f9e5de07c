import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from '../../engine/base/engine-error.ts';
import type { Command } from '../../engine/protocol/commands.ts';
import { CommandRefused } from '../../engine/protocol/command-refused.ts';
import { openEngineSocket, type EngineSocket } from '../../engine/protocol/engine-socket.ts';
import type { DesktopAction, EngineEvent } from '../../engine/protocol/events.ts';
import { askForLink, findServing } from '../../engine/server/instance.ts';
import { UsageError, type CliCommand, type CommandIo } from '../command-line/command.ts';
import { readArguments } from '../command-line/with-engine.ts';

/** Verbs that the engine itself obeys, in a browser as well. */
type EngineVerb = 'ask' | 'pause' | 'resume' | 'wipe';
const ENGINE_VERBS: readonly string[] = ['ask', 'pause', 'resume', 'wipe'] satisfies EngineVerb[];
const DESKTOP_VERBS = {
  show: 'show',
  hide: 'hide',
  'ask-last': 'ask-last',
  compact: 'compact',
  'click-through': 'click-through',
  copy: 'copy',
  quit: 'quit',
} as const satisfies Record<string, DesktopAction>;

const CONNECT_DEADLINE_MS = 3_000;
/** For the events of the present state, which follow the welcome. */
const STATE_PAUSE_MS = 150;

export const command: CliCommand = {
  summary: 'Reaches the Sotto that runs: for desktops that keep the keys to themselves.',
  usage:
    'ctl ask [TEXT]|ask-last|pause|resume|show|hide|compact|click-through|copy|wipe|quit [--data-dir PATH] [--json]',
  run: async (args, io) => {
    const { positionals, config } = readArguments(args, {});
    const [verb = '', ...words] = positionals;
    if (!ENGINE_VERBS.includes(verb) && !Object.hasOwn(DESKTOP_VERBS, verb)) {
      throw new UsageError(verb === '' ? 'Say what to do.' : `"${verb}" is nothing that Sotto does.`);
    }
    if (words.length > 0 && verb !== 'ask') throw new UsageError(`"${verb}" takes no words.`);
    const done = await reach(config.dataDir, verb, words.join(' '), io);
    io.print(io.json ? JSON.stringify({ done }) : done);
  },
};

/** What the running Sotto published about itself. */
interface Running {
  isDesktop: boolean;
  isHeld: boolean;
}

/** @returns what was done, as a sentence. */
async function reach(dataDir: string, verb: string, text: string, io: CommandIo): Promise<string> {
  const serving = await findServing(dataDir);
  if (!serving) {
    throw new EngineError(
      'internal',
      'Sotto is not running.',
      'Start it with `npm start`; `--data-dir` names another folder than the usual one.',
    );
  }
  const running: Running = { isDesktop: false, isHeld: false };
  const welcome = Promise.withResolvers<void>();
  using socket = openEngineSocket({
    ...serving,
    resumePoint: () => undefined,
    onMessage: (message) => {
      if (message.kind === 'welcome') welcome.resolve();
      if (message.kind === 'event') learn(running, message.event);
    },
    onStatus: () => undefined,
  });
  const overdue = AbortSignal.any([io.signal, AbortSignal.timeout(CONNECT_DEADLINE_MS)]);
  overdue.addEventListener('abort', () => welcome.reject(unreachable()), { once: true });
  await welcome.promise;
  await sleep(STATE_PAUSE_MS, undefined, { signal: io.signal });
  try {
    if (Object.hasOwn(DESKTOP_VERBS, verb)) {
      return await controlDesktop(
        verb as keyof typeof DESKTOP_VERBS,
        running,
        serving.processId,
        dataDir,
        socket,
      );
    }
    return await controlEngine(verb as EngineVerb, text, running, socket);
  } catch (error) {
    if (error instanceof CommandRefused) throw new EngineError(error.code, error.message, error.remedy);
    throw error;
  }
}

/** The desktop app is there once it has reported its key. */
function learn(running: Running, event: EngineEvent): void {
  if (event.type === 'component.changed' && event.state.component === 'push-to-talk') {
    running.isDesktop = ['ready', 'degraded'].includes(event.state.status);
  }
  if (event.type === 'push-to-talk.changed') running.isHeld = event.isHeld;
}

async function controlEngine(
  verb: EngineVerb,
  text: string,
  { isHeld }: Running,
  socket: EngineSocket,
): Promise<string> {
  const [command, done] = engineCommand(verb, text, isHeld);
  await socket.send(command);
  return done;
}

function engineCommand(verb: EngineVerb, text: string, isHeld: boolean): [Command, string] {
  switch (verb) {
    case 'ask':
      if (text !== '') return [{ type: 'ask', text }, 'The question is asked.'];
      // Desktops report no key-up, so the second call ends what the first began.
      return isHeld
        ? [{ type: 'push-to-talk', phase: 'release' }, 'Your question is taken.']
        : [{ type: 'push-to-talk', phase: 'press' }, 'Say your question, then run this again.'];
    case 'pause':
      return [{ type: 'pause', isPaused: true }, 'Listening is paused.'];
    case 'resume':
      return [{ type: 'pause', isPaused: false }, 'Listening resumed.'];
    case 'wipe':
      return [{ type: 'wipe' }, 'Calls are wiped.'];
  }
}

async function controlDesktop(
  verb: keyof typeof DESKTOP_VERBS,
  { isDesktop }: Running,
  processId: number,
  dataDir: string,
  socket: EngineSocket,
): Promise<string> {
  if (isDesktop) {
    await socket.send({ type: 'control-desktop', action: DESKTOP_VERBS[verb] });
    return verb === 'quit' ? 'Sotto quits.' : 'Done.';
  }
  if (verb === 'quit') {
    process.kill(processId, 'SIGTERM');
    return 'Sotto quits.';
  }
  const url = await askForLink(dataDir);
  if (verb === 'show' && url !== undefined) return `Sotto runs in the browser. Open ${url}`;
  throw new EngineError(
    'forbidden',
    `Sotto runs in the browser, where "${verb}" does not exist.`,
    'Start the desktop app with `npm start -- --desktop`.',
  );
}

function unreachable(): EngineError {
  return new EngineError('internal', 'Sotto does not answer.', 'Quit it and start it again.');
}
