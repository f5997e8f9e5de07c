import { expect, test } from 'vitest';
import {
  displayAddress,
  locationOf,
  parseOllamaHost,
} from '../../../../../engine/answer/servers/base/server-address.ts';

test.for([
  ['', 'http://127.0.0.1:11434'],
  ['  ', 'http://127.0.0.1:11434'],
  ['gpu-box', 'http://gpu-box:11434'],
  ['gpu-box:8080', 'http://gpu-box:8080'],
  ['gpu-box:80', 'http://gpu-box'],
  [':9999', 'http://127.0.0.1:9999'],
  ['192.168.1.5', 'http://192.168.1.5:11434'],
  ['0.0.0.0', 'http://127.0.0.1:11434'],
  ['0.0.0.0:4000', 'http://127.0.0.1:4000'],
  ['::1', 'http://[::1]:11434'],
  ['[::1]:4000', 'http://[::1]:4000'],
  ['[::]', 'http://[::1]:11434'],
  ['http://gpu-box', 'http://gpu-box'],
  ['https://ollama.example/', 'https://ollama.example'],
  ['https://host/behind/proxy/', 'https://host/behind/proxy'],
  ['"127.0.0.1:11434"', 'http://127.0.0.1:11434'],
  ["'gpu-box:8080'", 'http://gpu-box:8080'],
  [' "http://gpu-box" ', 'http://gpu-box'],
  ['“gpu-box:8080”', 'http://gpu-box:8080'],
  ['„gpu-box:8080“', 'http://gpu-box:8080'],
  ['`gpu-box:8080`', 'http://gpu-box:8080'],
  ['"gpu-box:8080', 'http://gpu-box:8080'],
] as const)('OLLAMA_HOST "%s" means %s', ([text, url]) => {
  expect(parseOllamaHost(text)).toBe(url);
});

test.for(['ftp://host', 'http://', 'host:99999', '127.0.0.1:66000', 'a b', 'http://user:pass@host:1'])(
  '"%s" is not an address',
  (text) => {
    expect(() => parseOllamaHost(text)).toThrowError(expect.objectContaining({ code: 'bad-argument' }));
  },
);

test.for([
  ['http://127.0.0.1:1', 'this-machine'],
  ['http://localhost:1', 'this-machine'],
  ['http://[::1]:1', 'this-machine'],
  ['http://127.evil.example', 'remote'],
  ['http://127.9.9.9:1', 'this-machine'],
  ['http://[::ffff:127.0.0.1]:8000', 'this-machine'],
  ['http://0.0.0.0:1', 'this-machine'],
  ['http://app.localhost:1', 'this-machine'],
  ['http://localhost.:1', 'this-machine'],
  ['http://[::ffff:192.168.0.7]:1', 'local-network'],
  ['http://169.254.1.1', 'local-network'],
  ['http://[fe80::1]:1', 'local-network'],
  ['http://100.101.102.103:8000', 'local-network'],
  ['http://100.128.0.1', 'remote'],
  ['http://[2001:db8::1]', 'remote'],
  ['http://[::ffff:8.8.8.8]', 'remote'],
  ['http://192.168.0.7:1', 'local-network'],
  ['http://10.evil.example', 'remote'],
  ['http://172.16.0.1', 'local-network'],
  ['http://172.32.0.1', 'remote'],
  ['http://[fd00::1]:1', 'local-network'],
  ['http://gpu-box:1', 'local-network'],
  ['http://gpu.local', 'local-network'],
  ['http://fd.example', 'remote'],
  ['https://api.example.com', 'remote'],
] as const)('%s is %s', ([url, location]) => {
  expect(locationOf(url)).toBe(location);
});

test('an address is shown without its credentials', () => {
  expect(displayAddress('https://me:secret@host:8443/path/')).toBe('https://host:8443/path');
});

test('what is wrong with an address is said without its password', () => {
  expect(() => parseOllamaHost('http://ann:hunter2@host:1')).toThrowError(
    /^(?!.*hunter2).*user name or password/,
  );
  expect(() => parseOllamaHost('ftp://ann:hunter2@host')).toThrowError(/^(?!.*hunter2)/);
});

test('an address of any length is refused at once, and not quoted', () => {
  const tooLong = `http://${'a'.repeat(2_048)}`;
  expect(() => parseOllamaHost(tooLong)).toThrow(
    'The address of the model server has 2055 characters, more than any address.',
  );
});
