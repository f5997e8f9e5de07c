import { expect, test } from 'vitest';
import { isThisMachine, networkPlaceOf } from '../../../engine/protocol/network-place.ts';

test.each([
  ['127.0.0.1', 'this-machine'],
  ['127.9.9.9', 'this-machine'],
  ['[::1]', 'this-machine'],
  ['[::ffff:127.0.0.1]', 'this-machine'],
  ['0.0.0.0', 'this-machine'],
  ['localhost', 'this-machine'],
  ['LOCALHOST.', 'this-machine'],
  ['x.localhost', 'this-machine'],
  ['192.168.1.4', 'local-network'],
  ['10.0.0.1', 'local-network'],
  ['[fe80::1]', 'local-network'],
  ['nas', 'local-network'],
  ['nas.local', 'local-network'],
  ['100.64.0.1', 'vpn'],
  ['[fd7a:115c:a1e0::1]', 'vpn'],
  ['host.tailnet.ts.net', 'vpn'],
  ['8.8.8.8', 'remote'],
  ['example.com', 'remote'],
  ['localhost.example.com', 'remote'],
  ['notlocalhost.com', 'remote'],
])('%s is on %s', (hostname, place) => {
  expect(networkPlaceOf(hostname)).toBe(place);
  expect(isThisMachine(hostname)).toBe(place === 'this-machine');
});
