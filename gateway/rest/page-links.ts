/** The position of a page, as the graph tells it. */
export interface PageInfo {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
}

/** The header `Link` with the addresses of the next and the previous page; null when this page is the only one. */
export function pageLinks(
  address: URL,
  { hasNextPage, hasPreviousPage, startCursor, endCursor }: PageInfo,
): string | null {
  const link = (rel: string, name: 'after' | 'before', cursor: string): string => {
    const other = new URL(address);
    other.searchParams.delete('after');
    other.searchParams.delete('before');
    other.searchParams.set(name, cursor);
    return `<${other.href}>; rel="${rel}"`;
  };
  const links = [
    ...(hasNextPage && endCursor !== null ? [link('next', 'after', endCursor)] : []),
    ...(hasPreviousPage && startCursor !== null ? [link('prev', 'before', startCursor)] : []),
  ];
  return links.length === 0 ? null : links.join(', ');
}
