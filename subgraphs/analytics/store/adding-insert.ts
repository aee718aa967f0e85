/** An INSERT that adds to the rows that exist. `$1` is the generation, and an array of every column follows. */
export function addingInsert(table: string, keys: Readonly<Record<string, string>>, sums: readonly string[]): string {
  const names = [...Object.keys(keys), ...sums];
  const arrays = [...Object.values(keys), ...sums.map(() => 'bigint')].map((type, at) => `$${at + 2}::${type}[]`);
  const unique = ['generation', ...Object.keys(keys)].join(', ');
  const added = sums.map((name) => `${name} = known.${name} + excluded.${name}`);
  return `INSERT INTO ${table} AS known (generation, ${names.join(', ')})
    SELECT $1, * FROM unnest(${arrays.join(', ')})
    ON CONFLICT (${unique}) DO UPDATE SET ${added.join(', ')}`;
}
