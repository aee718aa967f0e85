import { parseArgs } from 'node:util';

function stop(text, exitCode) {
  (exitCode === 0 ? console.log : console.error)(text);
  process.exit(exitCode);
}

/**
 * Reads the arguments of a script. `--help` prints the usage; an unknown option, or an argument more than the script
 * takes, prints the usage as an error and ends the script.
 * @template {import('node:util').ParseArgsConfig['options']} Options
 * @param {{ usage: string, options?: Options, maxArguments?: number, minArguments?: number, args?: string[] }} input
 */
export function readCommandLine({ usage, options, maxArguments = 0, minArguments = 0, args = process.argv.slice(2) }) {
  const known = { ...options, help: { type: 'boolean', short: 'h' } };
  let read;
  try {
    read = parseArgs({ args, options: known, allowPositionals: true });
  } catch (error) {
    stop(`${error.message.split('. ')[0]}.\n\n${usage}`, 2);
  }
  const { values, positionals } = read;
  if (values.help) stop(usage, 0);
  if (positionals.length > maxArguments) stop(`Unknown argument "${positionals[maxArguments]}".\n\n${usage}`, 2);
  if (positionals.length < minArguments) stop(`An argument is missing.\n\n${usage}`, 2);
  return { values, arguments: positionals };
}
