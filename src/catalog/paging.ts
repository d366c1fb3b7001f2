/** What part of a list is wanted, and a part of a list. */
export type Page = { readonly limit: number; readonly cursor?: string | undefined };
export type Paged<T> = { readonly items: readonly T[]; readonly nextCursor: string | undefined };
