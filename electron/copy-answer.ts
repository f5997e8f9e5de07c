import { clipboard } from 'electron';
import type { RecentAnswer } from './call-memory.ts';

export function copyAnswer({ bullets }: RecentAnswer): void {
  void clipboard.writeText(bullets.map((bullet) => `• ${bullet}`).join('\n'));
}
