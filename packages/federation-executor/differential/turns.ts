/** Calls back when everything that is due has begun: the compiled executor collects fetches for a turn of the event loop. */
function soon(callback: () => void, turns = 3): void {
  setImmediate(() => (turns === 1 ? callback() : soon(callback, turns - 1)));
}

/**
 * Lets the requests of one execution be answered one after another, in an order that depends on nothing but their keys. What
 * the stock executor answers can depend on which of two subgraphs answers first.
 */
export function createTurns(): (key: number) => Promise<void> {
  let waiting: { key: number; go: () => void }[] = [];

  const answerNext = (): void => {
    const next = Math.min(...waiting.map(({ key }) => key));
    const ready = waiting.filter(({ key }) => key === next);
    waiting = waiting.filter(({ key }) => key !== next);
    for (const { go } of ready) go();
    if (waiting.length > 0) soon(answerNext);
  };

  return async (key) =>
    new Promise<void>((resolve) => {
      if (waiting.length === 0) soon(answerNext);
      waiting.push({ key, go: resolve });
    });
}
