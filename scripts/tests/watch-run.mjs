/**
 * Watches what a run of jest reports. Calls `onStandstill` once, with a text for people, when nothing happened for
 * `standstillMs`, or when jest did not end within `endMs` after its last test.
 *
 * @param {{ onStandstill: (report: string) => void, standstillMs?: number, endMs?: number }} options
 */
export function watchRun({ onStandstill, standstillMs = 360_000, endMs = 30_000 }) {
  const running = new Set();
  let open = [];
  let isComplete = false;
  let hasHung = false;
  let timer;

  const expire = () => {
    hasHung = true;
    onStandstill(isComplete ? reportOfHandles(open) : reportOfFiles([...running], standstillMs));
  };
  const wind = () => {
    clearTimeout(timer);
    timer = setTimeout(expire, isComplete ? endMs : standstillMs);
  };
  wind();

  return {
    /** Takes a message of the progress reporter. */
    hear(message) {
      if (message.started !== undefined) running.add(message.started);
      if (message.finished !== undefined) running.delete(message.finished);
      if (message.open !== undefined) {
        open = message.open;
        return;
      }
      if (message.complete) isComplete = true;
      wind();
    },
    /** Ends the watch and returns whether the run had to be ended. */
    stop() {
      clearTimeout(timer);
      return hasHung;
    },
  };
}

const reportOfFiles = (files, ms) =>
  `No test started or ended for ${ms / 1000} s, so the run was ended. Still running:\n${files
    .map((name) => `  ${name}`)
    .join('\n')}`;

const reportOfHandles = (open) => {
  const counts = new Map();
  for (const kind of open) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const lines = [...counts].map(([kind, count]) => `  ${count} × ${kind}`);
  return `All tests are done, but jest did not exit, so it was ended. A test left open:\n${lines.join('\n')}`;
};
