import { execFileSync } from 'node:child_process';

function git(...args) {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return null;
  }
}

const commitOf = (ref) => git('rev-parse', '--verify', '--quiet', `${ref}^{commit}`);

/**
 * The commits whose migrations may not change any more: where this branch left main or, on main itself, the last commit
 * and the one before it. Null outside of a git checkout.
 */
function landedCommits(ref) {
  const head = commitOf('HEAD');
  if (head === null) return null;
  if (ref !== undefined) {
    const commit = commitOf(ref);
    if (commit === null) throw new Error(`There is no commit "${ref}" here to compare with.`);
    return [commit];
  }
  const forks = ['origin/main', 'main'].map((branch) => git('merge-base', 'HEAD', branch));
  const fork = forks.find((commit) => commit !== null);
  if (fork !== undefined && fork !== head) return [fork];
  return [head, commitOf('HEAD~1')].filter((commit) => commit !== null);
}

/**
 * Files of landed migrations that the working tree changed or lacks, or null outside of a git checkout. Databases that
 * applied such a migration refuse to start with another text of it.
 * @param {string | undefined} ref the commit whose migrations have landed. Default: where this branch left main
 */
export function changedMigrations(ref) {
  const commits = landedCommits(ref);
  if (commits === null) return null;
  const changed = commits.flatMap((commit) =>
    git('diff', '--relative', '--no-renames', '--name-only', '--diff-filter=MDT', commit, '--', 'prisma')
      .split('\n')
      .filter((file) => /^prisma\/[^/]+\/migrations\//.test(file)),
  );
  return [...new Set(changed)].sort();
}
