/** What one kind of server does differently, and the words for its failures. */
export interface ServerTraits {
  /** It may have models that its list leaves out, or no list at all. */
  readonly servesUnlisted: boolean;
  /** A bare "not found" may be about the path: other programs answer at such addresses, too. */
  readonly mayLackPath: boolean;
  /** The name of a model alone says that it runs on other people's servers. */
  readonly isRemoteName: (name: string) => boolean;
  /** For the start of a sentence. */
  readonly nameAt: (address: string) => string;
  /** Said of a server without any model. */
  readonly emptyAt: (address: string) => string;
  /** What to do about a missing model. @param name undefined when any would do. */
  readonly missingRemedy: (name: string | undefined) => string;
  /** What to do when nothing answers. */
  readonly startRemedy: string;
}
