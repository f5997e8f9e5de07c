import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A self-signed certificate for 127.0.0.1 and its key, made for this test and good for nothing else. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgj3CeQiQoGG3XJ2ER
nKiWaOGiJtEu5lu6zXcV42eFjfihRANCAAQyC+Jm23m28c4HDJD+Cz8boPlboatv
rkvv1iOZhOGcitg0hD4ZkEMUrr+H0brTF02J9MBo1IUNRkTZNQpaIw1K
-----END PRIVATE KEY-----`;
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBjzCCATagAwIBAgIUSsC7nyIAPu0NztI5/l6q5AQ5mdowCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTEyMTAxMzIzMFoYDzIxMjYxMDI4
MDEzMjMwWjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQyC+Jm23m28c4HDJD+Cz8boPlboatvrkvv1iOZhOGcitg0hD4ZkEMU
rr+H0brTF02J9MBo1IUNRkTZNQpaIw1Ko2QwYjAdBgNVHQ4EFgQUZliWFbnvdLzw
4vhQhInbqIugM+kwHwYDVR0jBBgwFoAUZliWFbnvdLzw4vhQhInbqIugM+kwDwYD
VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0cAMEQC
IBpVEMu1RCzD4kYZg8Lvx8wqgGkgJeyvQ1WBjIYxAGQiAiALFahA3xU4HjZxYZRK
Ojq1tBVK/OjtmcrIzF5uzP9nEg==
-----END CERTIFICATE-----`;

/** An HTTPS server whose certificate nobody vouches for. */
export async function startTlsServer(): Promise<
  AsyncDisposable & { readonly url: string; requestCount(): number }
> {
  let requestCount = 0;
  const server = createServer({ key: KEY, cert: CERTIFICATE }, (_, response) => {
    requestCount += 1;
    response.end('{"version":"0.0.0"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    requestCount: () => requestCount,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
