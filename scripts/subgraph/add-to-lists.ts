/** The file all-topics.ts with one more topic, in the order of the file names. */
export function withTopic(source: string, { topic, file }: { topic: string; file: string }): string {
  const line = `export { ${topic} } from './${file}';`;
  const [head, ...lines] = source.trimEnd().split('\n');
  const fileOf = (each: string): string => /'\.\/(.*)'/.exec(each)?.[1] ?? '';
  const later = lines.findIndex((each) => fileOf(each) > file);
  return `${[head, ...lines.toSpliced(later < 0 ? lines.length : later, 0, line)].join('\n')}\n`;
}

/** The file of ids with one more prefix, at the end of its list. */
export function withPrefix(source: string, { prefix, entity }: { prefix: string; entity: string }): string {
  const end = source.indexOf('} as const;', source.indexOf('export const prefixes'));
  if (end < 0) throw new Error('packages/ids has no list of prefixes.');
  return `${source.slice(0, end)}  ${prefix}: '${entity}',\n${source.slice(end)}`;
}

interface Lock {
  packages: Record<string, object>;
}

/** A lock file of npm with one more workspace: in the project's own, and in the one that npm keeps in node_modules. */
export function withWorkspace(text: string, { name, folder }: { name: string; folder: string }): string {
  const lock = JSON.parse(text) as Lock;
  const added: Lock['packages'] = {
    ...lock.packages,
    [`node_modules/${name}`]: { resolved: folder, link: true },
    [folder]: { name, version: '0.1.0' },
  };
  const entries = Object.entries(added).toSorted(([one], [other]) => one.localeCompare(other, 'en'));
  return `${JSON.stringify({ ...lock, packages: Object.fromEntries(entries) }, null, 2)}\n`;
}
