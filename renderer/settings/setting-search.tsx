import { createContext, useContext, type ReactNode } from 'react';

/** What is searched for, in lower case; '' shows every setting. */
const QueryContext = createContext('');

export const SearchProvider = QueryContext.Provider;

export function useSearchQuery(): string {
  return useContext(QueryContext);
}

export function matchesQuery(query: string, ...texts: readonly ReactNode[]): boolean {
  return texts.some((text) => typeof text === 'string' && text.toLowerCase().includes(query));
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
