import type { StoredModels } from '../../base/stored-models.ts';
import { readGguf } from '../../formats/gguf-file.ts';

/** GGUF files that can answer, the one that suits this machine best first; base models cannot. */
export async function presentChatModels(
  store: StoredModels,
): Promise<readonly { name: string; path: string }[]> {
  const present = (await store.list('chat')).filter((file) => file.isPresent);
  const bestFirst = present.toSorted((a, b) => Number(b.isRecommended) - Number(a.isRecommended));
  const files = await Promise.all(
    bestFirst.map(async ({ name }) => ({ name, path: await store.resolve('chat', name) })),
  );
  // Damaged files are kept, so that loading one reports the damage instead of hiding the file.
  return files.filter((file) => {
    const { fault, hasChatTemplate } = readGguf(file.path);
    return fault !== undefined || hasChatTemplate;
  });
}
