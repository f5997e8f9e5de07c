import { expect, test } from 'vitest';
import { reportText } from '../../../renderer/diagnostics/report-text.ts';
import {
  initialState,
  type ChannelMeasure,
  type Diagnostics,
  type Models,
} from '../../../renderer/session/state.ts';
import { updateAnswer, updateTurn } from '../../../renderer/session/turns.ts';

const ECHO = { isEchoSeen: true, reductionDb: 18, heldLineCount: 3, droppedLineCount: 1 };

test('nothing that was said, asked, answered or named by the user is in the report', () => {
  const said = updateTurn(initialState, { turnId: 'a' }, { text: 'canary said', volatile: 'canary heard' });
  const answered = updateAnswer(said, 'a', { question: 'canary asked', bullets: ['canary answered'] });
  const measure = {
    device: 'canary headset',
    levelDbfs: -20.4,
    lastFrameAgeMs: 3.6,
    droppedFrameCount: 2,
    echo: ECHO,
  };
  const report = reportText({
    ...answered,
    appVersion: '1.2.3',
    models: {
      backend: 'ollama',
      selected: 'tiny',
      location: 'this-machine',
      address: 'canary address',
    } as unknown as Models,
    channels: { me: measure as ChannelMeasure },
  });
  expect(report).not.toContain('canary');
  expect(JSON.parse(report)).toMatchObject({
    sotto: '1.2.3',
    system: 'unknown',
    model: { backend: 'ollama', name: 'tiny', location: 'this-machine' },
    channels: [{ channel: 'me', levelDbfs: -20, lastFrameAgeMs: 4, droppedFrameCount: 2, echo: ECHO }],
  });
});

test.each(['/home/canary/models/tiny.gguf', 'C:\\Users\\canary\\tiny.gguf', '~/canary/tiny.gguf'])(
  'a model that its server calls %s is reported without the folder',
  (name) => {
    const turn = { channel: 'them', ageMs: 1, isFromLastWord: true, marks: [], model: name } as const;
    const diagnostics = { components: [], failures: [], turns: [turn], atMs: 0 } as unknown as Diagnostics;
    const models = { backend: 'openai', selected: name, location: 'this-machine' } as Models;
    const report = reportText({ ...initialState, models, diagnostics });
    expect(report).not.toContain('canary');
    expect(JSON.parse(report)).toMatchObject({
      model: { name: 'tiny.gguf' },
      turns: [{ model: 'tiny.gguf' }],
    });
  },
);

test('a report before anything is known is whole', () => {
  expect(JSON.parse(reportText(initialState))).toMatchObject({
    components: [],
    failures: [],
    turns: [],
    latencies: {},
  });
});
