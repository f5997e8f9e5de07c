import { expect, test } from 'vitest';
import { AnswersStep } from '../../../renderer/guide/answers-step.tsx';
import type { Machine, SessionState } from '../../../renderer/session/state.ts';
import { after } from '../render.tsx';
import { recommendedFile, showStep } from './show-step.tsx';

const missing = { component: 'model', status: 'failed', reason: '', code: 'model-missing' } as const;
const machine = (ollama: Machine['ollama']): Machine => ({
  system: 'linux',
  canRecordOutput: true,
  ollama,
  ollamaModelCount: 0,
});
const text = (more: Partial<SessionState>): string => showStep(<AnswersStep />, after([], more)).text;
const lacking = (ollama: Machine['ollama']): string =>
  text({
    components: { model: missing },
    machine: machine(ollama),
    modelFiles: [recommendedFile('chat', { ollamaName: 'chat:1b' })],
  });

test('the one next thing is what this machine lacks', () => {
  expect(lacking('installed')).toContain('guide.answers.start-ollama');
  expect(lacking('running')).toContain('guide.answers.no-model');
  expect(lacking('missing')).toContain('guide.answers.absent');
  expect(lacking('missing')).toContain('guide.answers.install.linux');
  expect(lacking('running')).not.toContain('guide.answers.install');
});

test('nothing is offered before the machine is known', () => {
  expect(text({ components: { model: missing } })).not.toContain('guide.answers.absent');
});

test('what answers is named, and that it is another machine', () => {
  const model = { component: 'model', status: 'ready', reason: '' } as const;
  const models = { backend: 'ollama', address: '', selected: 'a', models: [] } as const;
  const here = text({ components: { model }, models: { ...models, models: [], location: 'this-machine' } });
  expect(here).toContain('guide.answers.ready');
  expect(here).toContain('guide.answers.measure');
  expect(text({ components: { model }, models: { ...models, models: [], location: 'remote' } })).toContain(
    'guide.answers.ready-elsewhere',
  );
});
