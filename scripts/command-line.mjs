import { parseArgs } from 'node:util';

function stop(text, exitCode) {
  (exitCode === 0 ? console.log : console.error)(text);
  process.exit(exitCode);
}

/** Ends the program because of its arguments: one sentence and the usage on stderr, exit code 2. */
export const refuseArguments = (sentence, usage) => stop(`${sentence}\n\n${usage}`, 2);

/** What Node says of an argument, in one sentence: it adds how to pass one that begins with a dash. */
const sentenceOf = ({ message }) => `${message.split(/\. |\n/)[0].replace(/\.$/, '')}.`;

/**
 * Reads the arguments of a program. `--help` prints the usage; an unknown option, a missing argument, or an argument more
 * than the program takes, prints a sentence and the usage as an error and ends the program.
 */
export function readCommandLine({ usage, options, maxArguments = 0, minArguments = 0, args = process.argv.slice(2) }) {
  const known = { ...options, help: { type: 'boolean', short: 'h' } };
  let read;
  try {
    read = parseArgs({ args, options: known, allowPositionals: true });
  } catch (error) {
    refuseArguments(sentenceOf(error), usage);
  }
  const { values, positionals } = read;
  if (values.help) stop(usage, 0);
  if (positionals.length > maxArguments) refuseArguments(`Unknown argument "${positionals[maxArguments]}".`, usage);
  if (positionals.length < minArguments) refuseArguments('An argument is missing.', usage);
  return { values, arguments: positionals };
}

/** Reads the whole number in the option `--<name>`, and ends the program when it is none. */
export function readWholeNumber(text, name, { min = 1, max = Number.MAX_SAFE_INTEGER, usage }) {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= min && number <= max) return number;
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  return refuseArguments(`--${name} must be a whole number ${range}, not "${text}".`, usage);
}
