import { beforeEach, expect, test } from 'vitest';
import { openExternalLink } from '../../electron/external-links.ts';
import { recorded, resetElectron } from '../fakes/electron.ts';

beforeEach(resetElectron);

test('a link of the list is opened in the browser', () => {
  openExternalLink('https://ollama.com/download');
  expect(recorded.openedExternally).toEqual(['https://ollama.com/download']);
});

test.each([
  'http://ollama.com/',
  'https://ollama.com.evil.test/',
  'https://evil.test/?https://ollama.com',
  'https://ollama.com@evil.test/',
  'https://me@ollama.com/',
  'https://me:word@ollama.com/',
  'https://ollama.com:8443/',
  'https://sub.ollama.com/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'ollama.com',
  '',
])('%j is not', (url) => {
  openExternalLink(url);
  expect(recorded.openedExternally).toEqual([]);
});
