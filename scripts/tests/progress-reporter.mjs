/**
 * A jest reporter that tells the parent process which test files run, so that a run that stands still can be ended and
 * named. Once all tests are done it says what keeps jest alive.
 */
import { relative } from 'node:path';

const nameOf = (test) => relative(process.cwd(), test.path);

export default class ProgressReporter {
  #tell(message) {
    if (process.connected) process.send(message);
  }

  onTestFileStart(test) {
    this.#tell({ started: nameOf(test) });
  }

  onTestCaseStart(test) {
    this.#tell({ progress: nameOf(test) });
  }

  onTestCaseResult(test) {
    this.#tell({ progress: nameOf(test) });
  }

  onTestFileResult(test) {
    this.#tell({ finished: nameOf(test) });
  }

  onRunComplete() {
    this.#tell({ complete: true });
    setTimeout(() => this.#tell({ open: process.getActiveResourcesInfo() }), 3_000).unref();
    // The channel to the parent must not keep jest alive.
    process.channel?.unref();
  }
}
