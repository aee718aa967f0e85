import DataLoader from 'dataloader';

type Ids = readonly string[];

/**
 * Loads single values through `find`, which looks up many ids in one statement and returns a map. Ids that the map lacks
 * load `missing`. Make loaders per request: they cache.
 */
export const loader = <Value>(find: (ids: Ids) => Promise<ReadonlyMap<string, Value>>, missing: Value) =>
  new DataLoader<string, Value>(async (ids) => {
    const found = await find(ids);
    return ids.map((id) => found.get(id) ?? missing);
  });

/** Loads the one row whose key is the id, or null. `find` may return rows in any order. */
export const rowLoader = <Row>(find: (ids: Ids) => Promise<readonly Row[]>, keyOf: (row: Row) => string) =>
  loader<Row | null>(async (ids) => new Map((await find(ids)).map((row) => [keyOf(row), row])), null);

/** Loads all rows that belong to the id, in the order in which `find` returns them. */
export const rowsLoader = <Row>(find: (ids: Ids) => Promise<readonly Row[]>, ownerOf: (row: Row) => string) =>
  loader<Row[]>(async (ids) => {
    const rows = new Map<string, Row[]>(ids.map((id) => [id, []]));
    for (const row of await find(ids)) rows.get(ownerOf(row))?.push(row);
    return rows;
  }, []);
