import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { BodyWriter } from './body-writer.ts';
import type { FakeFault, FakeModel, FakeOllamaOptions } from './types.ts';

const STEP_MS = 10;
const LAYERS = [
  { digest: 'sha256:aaaaaaaaaaaa', share: 0.9 },
  { digest: 'sha256:bbbbbbbbbbbb', share: 0.1 },
];

/** Sends a pull: two layers one after the other; what was fetched before stays and is not fetched again. */
export async function pullModel(exchange: {
  readonly body: Readonly<Record<string, unknown>>;
  readonly response: ServerResponse;
  readonly faults: readonly FakeFault[];
  readonly gone: AbortSignal;
  readonly partialPulls: Map<string, number>;
  readonly options: FakeOllamaOptions;
  readonly onPulled: (model: FakeModel) => void;
}): Promise<void> {
  const { body, response, faults, gone, partialPulls, options } = exchange;
  const name = String(body['model']);
  const writer = new BodyWriter(response, faults, gone);
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  await writer.line({ status: 'pulling manifest' });
  const failure = faults.find((fault) => fault.kind === 'error-line');
  if (options.pullable?.includes(name) === false) {
    await writer.line({ error: 'pull model manifest: file does not exist' });
    response.end();
    return;
  }
  const totalBytes = options.pullBytes ?? 1_000_000;
  const stepBytes = Math.max(1, ((options.pullBytesPerSecond ?? Infinity) * STEP_MS) / 1_000);
  for (const { digest, share } of LAYERS) {
    const layerBytes = Math.round(totalBytes * share);
    const key = `${name} ${digest}`;
    let completedBytes = partialPulls.get(key) ?? 0;
    for (;;) {
      await writer.line({
        status: `pulling ${digest.slice(7)}`,
        digest,
        total: layerBytes,
        completed: completedBytes,
      });
      if (completedBytes >= layerBytes) break;
      if (failure) {
        await writer.line({ error: failure.text });
        response.end();
        return;
      }
      if (stepBytes !== Infinity) await sleep(STEP_MS, undefined, { signal: gone });
      completedBytes = Math.min(layerBytes, Math.round(completedBytes + stepBytes));
      partialPulls.set(key, completedBytes);
    }
  }
  for (const status of ['verifying sha256 digest', 'writing manifest', 'success']) {
    await writer.line({ status });
  }
  for (const { digest } of LAYERS) partialPulls.delete(`${name} ${digest}`);
  exchange.onPulled({ name, sizeBytes: totalBytes });
  response.end();
}
