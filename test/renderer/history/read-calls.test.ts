import { expect, test } from 'vitest';
import {
  deleteCall,
  exportCall,
  listCalls,
  readCall,
  searchCalls,
} from '../../../renderer/history/read-calls.ts';

function reader(answer: () => Response | Promise<Response>) {
  const asked: string[] = [];
  const load = (method: string, path: string): Promise<Response> => {
    asked.push(`${method} ${path}`);
    return Promise.resolve().then(answer);
  };
  return { asked, session: { load } };
}

const ask = {
  list: (session: ReturnType<typeof reader>['session']) => listCalls(session, 5),
  search: (session: ReturnType<typeof reader>['session']) => searchCalls(session, 'price & date', 7),
  read: (session: ReturnType<typeof reader>['session']) => readCall(session, 3),
  export: (session: ReturnType<typeof reader>['session']) => exportCall(session, 3, 'md'),
  delete: (session: ReturnType<typeof reader>['session']) => deleteCall(session, 3),
};

test('each asks for its own address, with what was typed encoded', async () => {
  const answers = [{ calls: [] }, { hits: [] }, {}];
  const empty = reader(() => Response.json(answers.shift()));
  expect(await ask.list(empty.session)).toEqual([]);
  expect(await ask.search(empty.session)).toEqual([]);
  await ask.delete(empty.session);
  expect(empty.asked).toEqual([
    'GET /calls?limit=5',
    'GET /calls?search=price+%26+date&limit=7',
    'DELETE /calls/3',
  ]);
  const text = reader(() => new Response('# Call'));
  expect([await ask.export(text.session), text.asked]).toEqual(['# Call', ['GET /calls/3?format=md']]);
});

test.each(Object.entries(ask))(
  '%s says why it was refused, in the words of the engine',
  async (_name, run) => {
    const refusal = { code: 'bad-argument', message: 'There is no such call.', remedy: 'Reload.' };
    const { session } = reader(() => Response.json(refusal, { status: 404 }));
    await expect(run(session)).rejects.toMatchObject(refusal);
  },
);

test('an engine that does not answer, or says nothing of use, is history that cannot be had', async () => {
  for (const answer of [
    () => Promise.reject(new TypeError('gone')),
    () => new Response('oops', { status: 500 }),
  ]) {
    await expect(ask.list(reader(answer).session)).rejects.toMatchObject({ code: 'history-unavailable' });
  }
});

test('an answer of another form is none', async () => {
  await expect(ask.list(reader(() => Response.json({ calls: 'many' })).session)).rejects.toThrow();
});
