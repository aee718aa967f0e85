import { progressLine } from './progress-line.ts';

/**
 * Shows how far a seed is: on a terminal one line that changes, elsewhere (a log, CI) a line for every tenth. Answers
 * the function to call with the number of products done.
 */
export function showProgress(total: number, output: NodeJS.WriteStream = process.stdout): (done: number) => void {
  const startedAt = performance.now();
  let tenths = 0;
  return (done) => {
    const line = progressLine({ done, total, elapsedMs: performance.now() - startedAt });
    if (output.isTTY) {
      output.write(`\r  ${line}\u001B[K${done >= total ? '\n' : ''}`);
      return;
    }
    const reached = Math.floor((done * 10) / total);
    if (reached <= tenths) return;
    tenths = reached;
    output.write(`  ${line}\n`);
  };
}
