/**
 * The types of the message catalogues. English defines the keys and the parameters; every other language is
 * typed against it, so a missing or surplus key does not compile.
 */

/** One wording, or one for each plural category of `count`. `{name}` stands for a parameter. */
export type Wording = string | Plural;

/** Chosen by `Intl.PluralRules` of the language; a language gives the categories that it has. */
export interface Plural {
  readonly one?: string;
  readonly other: string;
}

/** A room of the catalogue in another language than English. */
export type Translation<English extends Readonly<Record<string, Wording>>> = {
  readonly [Key in keyof English]: English[Key] extends string ? string : Plural;
};

type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

/** The parameters of a wording: numbers are formatted for the language, texts stand as they are. */
export type ParametersOf<Text extends Wording> = Text extends string
  ? Readonly<Record<NamesIn<Text>, string | number>>
  : Text extends Plural
    ? Readonly<Record<Exclude<NamesIn<Text['other']>, 'count'>, string | number> & { count: number }>
    : never;
