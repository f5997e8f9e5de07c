import { expect, test } from 'vitest';
import { DownloadProgress } from '../../../renderer/parts/download-progress.tsx';
import type { Download } from '../../../renderer/session/state.ts';
import { show } from '../render.tsx';

const download = (more: Partial<Download> = {}): Download => ({
  kind: 'speech',
  name: 'base.en',
  status: 'running',
  detail: '',
  receivedBytes: 37e6,
  totalBytes: 148e6,
  ...more,
});

test('a share of a known size, with a way out that says of what', () => {
  const { html, text, buttons } = show(<DownloadProgress download={download()} />);
  expect(html).toContain('value="0.25"');
  expect(text).toContain('25% of 148 MB');
  expect(buttons).toEqual(['Cancel the download of base.en']);
});

test('without a size it is what came, or what the server says', () => {
  const unknown = show(<DownloadProgress download={download({ totalBytes: 0 })} />);
  expect(unknown.html).not.toContain('value=');
  expect(unknown.text).toContain('37 MB');
  const reported = show(
    <DownloadProgress download={download({ totalBytes: 0, detail: 'pulling manifest' })} />,
  );
  expect(reported.text).toContain('pulling manifest');
});

test('more than was announced is all of it', () => {
  expect(show(<DownloadProgress download={download({ receivedBytes: 150e6 })} />).html).toContain(
    'value="1"',
  );
});
