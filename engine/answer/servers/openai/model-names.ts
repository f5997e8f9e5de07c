import { z } from 'zod';

const namedSchema = z.union([
  z.string(),
  z.object({ id: z.string() }).transform(({ id }) => id),
  z.object({ name: z.string() }).transform(({ name }) => name),
  z.object({ model: z.string() }).transform(({ model }) => model),
]);
const entriesSchema = z.array(z.unknown()).nullable();
const modelsSchema = z.union([
  entriesSchema,
  z.object({ data: entriesSchema }).transform(({ data }) => data),
  z.object({ models: entriesSchema }).transform(({ models }) => models),
]);

/**
 * The names in a list of models, as servers of this kind write it: in `data`, in `models` or alone, of texts or of
 * objects with an `id`, `name` or `model`. Each is listed once; what names nothing is left out.
 * @throws SyntaxError or ZodError for what is not such a list.
 */
export function readModelNames(text: string): readonly string[] {
  const entries = modelsSchema.parse(JSON.parse(text)) ?? [];
  const names = entries.map((entry) => namedSchema.safeParse(entry).data?.trim() ?? '');
  return [...new Set(names)].filter((name) => name !== '');
}
