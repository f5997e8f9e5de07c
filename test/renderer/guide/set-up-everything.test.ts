import { afterEach, beforeEach, expect, test } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import type { ModelFile } from '../../../engine/protocol/events.ts';
import { fetchMissing, setUpEverything } from '../../../renderer/guide/set-up-everything.ts';
import { openSession, type Session } from '../../../renderer/session/session.ts';
import { eventually } from '../../fakes/eventually.ts';
import { startProtocolServer, type ProtocolServer } from '../../fakes/protocol-server.ts';
import { recommendedFile } from './show-step.tsx';

let engine: ProtocolServer;
let hud: Session;
let settings: Session;

beforeEach(async () => {
  engine = await startProtocolServer({ staticDirectory: import.meta.dirname });
  hud = openSession(engine.server.origin, engine.server.mintToken('hud'));
  settings = openSession(engine.server.origin, engine.server.mintToken('settings'));
  await eventually(() => {
    expect([hud, settings].map(({ store }) => store.getState().connection)).toEqual(['open', 'open']);
  });
});
afterEach(async () => {
  hud[Symbol.dispose]();
  settings[Symbol.dispose]();
  await engine[Symbol.asyncDispose]();
});

/** What the page knows of models on this machine. */
async function knowModels(...files: readonly ModelFile[]): Promise<void> {
  engine.publish({ type: 'model-files.listed', files: [...files] });
  await eventually(() => expect(hud.store.getState().modelFiles).toHaveLength(files.length));
}

const asked = (): readonly string[] => engine.commands.map(({ command }) => command.type);

test('what is missing is downloaded; where models are here, the quickest is chosen', async () => {
  await knowModels(recommendedFile('sherpa-onnx', {}), recommendedFile('chat', {}));
  await fetchMissing({ hud, settings });
  expect(engine.commands.map(({ command }) => command)).toEqual([
    { type: 'download-model-file', kind: 'sherpa-onnx', name: 'sherpa-onnx-model' },
    { type: 'download-model-file', kind: 'chat', name: 'chat-model' },
  ]);
  await knowModels(
    recommendedFile('sherpa-onnx', { isPresent: true }),
    recommendedFile('chat', { isPresent: true }),
  );
  await eventually(() =>
    expect(hud.store.getState().modelFiles.every((known) => known.isPresent)).toBe(true),
  );
  await fetchMissing({ hud, settings });
  expect(asked().slice(2)).toEqual(['choose-model']);
});

test('a choice that is refused says why', async () => {
  await knowModels(
    recommendedFile('sherpa-onnx', { isPresent: true }),
    recommendedFile('chat', { isPresent: true }),
  );
  engine.refuse('choose-model', new EngineError('busy', 'A model is busy.', 'Wait until it is done.'));
  await fetchMissing({ hud, settings });
  expect(settings.store.getState().notice).toMatchObject({ code: 'busy', message: 'A model is busy.' });
});

test('nothing is set up without the consent', async () => {
  await knowModels(recommendedFile('chat', {}));
  engine.refuse('give-consent', new EngineError('settings-unwritable', 'The disk is full.', 'Make room.'));
  await setUpEverything({ hud, settings });
  expect(asked()).toEqual(['give-consent']);
  expect(hud.store.getState().notice).toMatchObject({ code: 'settings-unwritable' });
});
