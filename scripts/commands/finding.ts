/** What the doctor found of one part. */
export interface Finding {
  readonly part: string;
  readonly status: 'works' | 'limited' | 'missing';
  readonly detail: string;
  /** What to do about it; absent where it works. */
  readonly remedy?: string;
}
