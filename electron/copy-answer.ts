import { clipboard } from 'electron';
import { noteLine } from '../engine/base/terminal.ts';
import type { RecentAnswer } from './call-memory.ts';

export function copyAnswer({ bullets }: RecentAnswer): void {
  clipboard.writeText(bullets.map((bullet) => `• ${bullet}`).join('\n')).catch((error: unknown) => {
    noteLine(`The system took no copy of the answer: ${String(error)}`);
  });
}
