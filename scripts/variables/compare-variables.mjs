/** The rows of a table whose first cell is a variable, or several: `| \`A\`, \`B\` | default | … |`. */
function rowsIn(markdown) {
  const rows = markdown.matchAll(/^\| (`[A-Z][A-Z0-9_]*`(?:, `[A-Z][A-Z0-9_]*`)*) +\| ([^|]*?) *\|/gm);
  return new Map(
    [...rows].flatMap(([, names, cell]) => names.split(', ').map((name) => [name.replaceAll('`', ''), cell])),
  );
}

/** How a default is written: as code, "required", or nothing for a variable that is not set. */
const written = (value) => (value === null ? null : value === 'required' ? 'required' : `\`${value}\``);

/**
 * What a document's table of variables says otherwise than the code, one sentence each.
 * @param {Map<string, Set<string | null>>} read every variable with its defaults: null where it is not set, 'required'
 * @param {string} markdown
 */
export function compareVariables(read, markdown) {
  const rows = rowsIn(markdown);
  const unknown = [...rows.keys()].filter((name) => !read.has(name));
  const missing = [...read.keys()].filter((name) => !rows.has(name));
  const wrong = [...read].flatMap(([name, defaults]) =>
    [...defaults]
      .map(written)
      .filter((text) => text !== null && rows.has(name) && !rows.get(name).includes(text))
      .map((text) => `The default of ${name} is ${text}, not ${rows.get(name) || 'nothing'}.`),
  );
  return [
    ...missing.map(
      (name) => `${name} is read, and not in the table (default: ${[...read.get(name)].map(written).join(', ')}).`,
    ),
    ...unknown.map((name) => `${name} is in the table, and nothing reads it.`),
    ...wrong,
  ];
}
