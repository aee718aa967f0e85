import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Runs a program to its end, beside whatever else runs, and returns its exit code (null when there is no such program)
 * and all that it said.
 */
export async function runProgram(command, args, env = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const [status] = await once(child, 'close').catch((error) => {
    output += error.message;
    return [null];
  });
  return { status, output };
}

/**
 * Does all of the `tasks`, which are functions, in their order, no more than `limit` at a time. Each gets the number of its lane,
 * from 0, in which nothing else runs meanwhile.
 */
export async function sideBySide(tasks, limit) {
  const waiting = [...tasks];
  const work = async (lane) => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) await task(lane);
  };
  await Promise.all(Array.from({ length: limit }, (_, lane) => work(lane)));
}
