import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { printLine } from '../../engine/base/terminal.ts';
import { createServer, type Plugin, type ProxyOptions, type ViteDevServer } from 'vite';
import { CALLS_PATH } from '../../engine/protocol/past-calls.ts';
import { SESSION_PATH, SETTINGS_PASS_PATH, SOCKET_PATH } from '../../engine/protocol/session.ts';
import { MODEL_UPLOAD_PATH, SOUND_UPLOAD_PATH } from '../../engine/protocol/uploads.ts';
import { restartOnChange } from './restart-on-change.ts';
import { createRestartableChild } from './run-child.ts';

const SCRIPTS = path.resolve(import.meta.dirname, '..');
const LOOPBACK = '127.0.0.1';
const LINK_MODULE = '/@sotto-link';
const LINK_EVENT = 'sotto:link';

/**
 * Serves the pages from Vite, with hot reload, and passes their requests on to an engine that restarts at each
 * change; an open page then follows it. @returns ends both.
 */
export async function serveWithHotReload(args: readonly string[]): Promise<() => Promise<void>> {
  const enginePort = await freePort();
  const pages = await servePages(enginePort);
  const engine = createRestartableChild(
    process.execPath,
    [path.join(SCRIPTS, 'sotto.ts'), 'serve', '--json', '--port', String(enginePort), ...args],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const stopWatching = restartOnChange(['engine', 'assets', 'scripts'], async () => {
    await engine.stop();
    const { stdout } = engine.start();
    if (stdout) createInterface({ input: stdout }).on('line', (line) => openLink(line, pages));
  });
  return async () => {
    stopWatching();
    await Promise.all([engine.stop(), pages.close()]);
  };
}

/** The pages, and behind their paths those of the engine at `enginePort`. */
export async function servePages(enginePort: number): Promise<ViteDevServer> {
  const pages = await createServer({
    configFile: path.join(SCRIPTS, '..', 'renderer', 'vite.config.ts'),
    server: { host: LOOPBACK, proxy: proxyTo(`http://${LOOPBACK}:${enginePort}`) },
    plugins: [followEngine()],
  });
  return pages.listen();
}

/** The engine's line with its link: printed for a new page, sent to the pages that are open. */
function openLink(line: string, pages: ViteDevServer): void {
  const url = linkIn(line);
  if (url === undefined) {
    printLine(line);
    return;
  }
  const { hash } = new URL(url);
  const origin = pages.resolvedUrls?.local[0] ?? '';
  printLine(`Pages with hot reload: ${origin}${hash}`);
  pages.ws.send({ type: 'custom', event: LINK_EVENT, data: { hash } });
}

function linkIn(line: string): string | undefined {
  try {
    const { url } = JSON.parse(line) as { url?: unknown };
    return typeof url === 'string' ? url : undefined;
  } catch {
    return undefined;
  }
}

/** The engine takes requests from its own origin only, so the proxy speaks for it. */
function proxyTo(target: string): Record<string, ProxyOptions> {
  const options: ProxyOptions = {
    target,
    changeOrigin: true,
    rewriteWsOrigin: true,
    configure: (proxy) => void proxy.on('proxyReq', (request) => request.setHeader('origin', target)),
  };
  const plainPaths = [
    SESSION_PATH,
    SETTINGS_PASS_PATH,
    `${CALLS_PATH}(?:/[^/?]*)?`,
    MODEL_UPLOAD_PATH,
    SOUND_UPLOAD_PATH,
  ];
  // Whole paths, with any query: the pages have folders whose names begin alike.
  return {
    ...Object.fromEntries(plainPaths.map((plainPath) => [`^${plainPath}(?:\\?.*)?$`, options])),
    [`^${SOCKET_PATH}$`]: { ...options, ws: true },
  };
}

/** Makes each page go to the link of a restarted engine. */
function followEngine(): Plugin {
  return {
    name: 'sotto-follow-engine',
    apply: 'serve',
    resolveId: (id) => (id === LINK_MODULE ? id : undefined),
    load: (id) =>
      id === LINK_MODULE
        ? `import.meta.hot?.on('${LINK_EVENT}', ({ hash }) => { location.hash = hash; location.reload(); });`
        : undefined,
    transformIndexHtml: () => [
      { tag: 'script', attrs: { type: 'module', src: LINK_MODULE }, injectTo: 'head' },
    ],
  };
}

async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, LOOPBACK);
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
