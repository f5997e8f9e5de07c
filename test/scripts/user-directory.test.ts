import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { enterUserDirectory } from '../../scripts/user-directory.ts';

const PROJECT = process.cwd();
const ENV = {
  npm_lifecycle_event: 'sotto',
  npm_package_json: path.join(PROJECT, 'package.json'),
  INIT_CWD: '/home/me',
};

afterEach(() => {
  vi.restoreAllMocks();
});

/** Where the process goes, if anywhere. */
function enter(env: NodeJS.ProcessEnv): string | undefined {
  const changed = vi.spyOn(process, 'chdir').mockImplementation(() => undefined);
  enterUserDirectory(env);
  return changed.mock.calls[0]?.[0];
}

test('under npm the command line goes back to where its user is', () => {
  expect(enter(ENV)).toBe('/home/me');
});

test.each([
  ['another script', { ...ENV, npm_lifecycle_event: 'test' }],
  ['no npm', {}],
  ['npm of another project', { ...ENV, npm_package_json: '/elsewhere/package.json' }],
  ['npm that does not say', { ...ENV, INIT_CWD: undefined }],
])('with %s it stays', (_what, env) => {
  expect(enter(env)).toBeUndefined();
});
