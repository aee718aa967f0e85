import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { format, getFileInfo, resolveConfig } from 'prettier';

async function formatted(file, text) {
  const { ignored, inferredParser } = await getFileInfo(file, { ignorePath: '.prettierignore' });
  if (ignored || inferredParser === null) return text;
  return format(text, { ...(await resolveConfig(file)), filepath: file });
}

/**
 * Writes generated files that are committed, formatted as Prettier would. With `check` nothing is written: the script
 * fails and names the files that are stale, and the command that writes them.
 * @param {{ files: Record<string, string>, check: boolean, command: string }} input
 */
export async function writeGenerated({ files, check, command }) {
  const stale = [];
  for (const [file, text] of Object.entries(files)) {
    const wanted = await formatted(file, text);
    if (existsSync(file) && readFileSync(file, 'utf8') === wanted) continue;
    stale.push(file);
    if (!check) writeFileSync(file, wanted);
  }
  if (check && stale.length > 0) {
    console.error(`Out of date: ${stale.join(', ')}. Run "${command}" and commit the result.`);
    process.exitCode = 1;
  } else {
    console.log(stale.length > 0 ? `Wrote ${stale.join(', ')}.` : `Up to date: ${Object.keys(files).join(', ')}.`);
  }
}
