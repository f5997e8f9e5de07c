import { createContext, useContext, type ReactNode } from 'react';

/** What is searched for, as `searchForm` writes it; '' shows every setting. */
const QueryContext = createContext('');

export const SearchProvider = QueryContext.Provider;

export function useSearchQuery(): string {
  return useContext(QueryContext);
}

/** Without case and accents. */
export function searchForm(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().trim();
}

/** Do the texts have every word of the query? */
export function matchesQuery(query: string, ...texts: readonly ReactNode[]): boolean {
  const searched = searchForm(texts.filter((text) => typeof text === 'string').join('\n'));
  return query.split(/\s+/).every((word) => searched.includes(word));
}

interface MoreProps {
  readonly summary: string;
  readonly children: ReactNode;
}

/** Settings that few need, folded away until something is searched for. */
export function More({ summary, children }: MoreProps) {
  const isSearching = useSearchQuery() !== '';
  return (
    <details {...(isSearching && { open: true })}>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}
