import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const starterSchema = z.strictObject({ questions: z.array(z.string().min(1)).max(200) });

/** Questions worth answering before anyone asks them, most likely first; none when the file is missing. */
export async function loadStarterQuestions(assetsDirectory: string): Promise<readonly string[]> {
  try {
    const text = await readFile(path.join(assetsDirectory, 'starter-questions.json'), 'utf8');
    return starterSchema.parse(JSON.parse(text)).questions;
  } catch {
    return [];
  }
}
