import { join } from 'node:path';

/**
 * The paths of the packages that `names` need when they run: these, theirs, and so on. `packages` is what a lock file
 * lists. Optional peers are left out.
 */
export function neededPackages(packages, names) {
  /** Where Node finds `name` from the package at `path`: beside it, or in any node_modules further out. */
  const locate = (name, path) => {
    const here = join(path, 'node_modules', name);
    if (here in packages) return here;
    return path === ''
      ? null
      : locate(name, path.includes('/node_modules/') ? path.slice(0, path.lastIndexOf('/node_modules/')) : '');
  };

  const neededBy = ({ dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta: meta }) => [
    ...Object.keys(dependencies ?? {}),
    ...Object.keys(optionalDependencies ?? {}),
    ...Object.keys(peerDependencies ?? {}).filter((name) => !meta?.[name]?.optional),
  ];

  const kept = new Set();
  const keep = (name, path) => {
    const found = locate(name, path);
    if (found === null || kept.has(found)) return;
    kept.add(found);
    for (const needed of neededBy(packages[found])) keep(needed, found);
  };
  for (const name of names) keep(name, '');
  return kept;
}
