import { startFakeOllama } from '../../test/fakes/ollama-server.ts';

/** A model server in a separate process, so that its work is not counted as the engine's. */

export interface ModelChildMessage {
  readonly url: string;
}

const ANSWER = '- A first point about it\n- A second point about it\n- A third point about it';

const fake = await startFakeOllama({ answers: () => ANSWER });
process.send?.({ url: fake.url } satisfies ModelChildMessage);
process.once('disconnect', () => process.exit(0));
