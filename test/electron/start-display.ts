import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from '../fakes/eventually.ts';

/** Programs that a real display and its keyboard need and that are not here. */
export const MISSING_DISPLAY_TOOLS: readonly string[] = ['Xvfb', 'openbox', 'xdotool'].filter(
  (tool) => spawnSync('which', [tool]).status !== 0,
);

/** A real X display with a window manager, which nobody sees. */
export interface TestDisplay extends Disposable {
  /** For `DISPLAY`. */
  readonly name: string;
  /** Types and moves as a user does. */
  xdotool(...parameters: readonly string[]): void;
}

export async function startDisplay(size = '640x480'): Promise<TestDisplay> {
  // Without -noreset the server starts over when its only client leaves, and drops a client that is just joining.
  const server = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', `${size}x24`, '-nolisten', 'tcp', '-noreset'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  const started: ChildProcess[] = [server];
  const stop = (): void => {
    for (const child of started.toReversed()) child.kill('SIGKILL');
  };
  const [number] = (await once(server.stdio[3] as NodeJS.ReadableStream, 'data')) as [Buffer];
  const name = `:${number.toString().trim()}`;
  const env = { ...process.env, DISPLAY: name };
  // Without a window manager the keyboard hook ends its process.
  started.push(spawn('openbox', { env, stdio: 'ignore' }));
  const xdotool = (...parameters: readonly string[]): number | null =>
    spawnSync('xdotool', parameters, { env }).status;
  // It answers once openbox manages the windows.
  await eventually(() => {
    if (xdotool('get_desktop') !== 0) throw new Error('openbox manages no windows yet');
  }).catch((error: unknown) => {
    stop();
    throw error;
  });
  return {
    name,
    xdotool: (...parameters) => void xdotool(...parameters),
    [Symbol.dispose]: stop,
  };
}
