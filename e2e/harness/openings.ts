/** What a set-up has opened, or is opening. Everything is closed, also when the set-up or another closing fails. */
export interface Openings {
  /** The result of `opening`. `close` is called with it later, and not at all when `opening` fails. */
  open<Opened>(opening: Promise<Opened>, close: (opened: Opened) => unknown): Promise<Opened>;
  /** Closes the last first, and waits for what is still opening. Throws the first error once everything was tried. */
  close(): Promise<void>;
}

export function createOpenings(): Openings {
  const closers: (() => Promise<unknown>)[] = [];
  return {
    open(opening, close) {
      closers.push(() =>
        opening.then(
          async (opened) => close(opened),
          () => {},
        ),
      );
      return opening;
    },
    async close() {
      const errors: unknown[] = [];
      for (const close of closers.splice(0).toReversed()) await close().catch((error: unknown) => errors.push(error));
      if (errors.length > 0) throw errors[0];
    },
  };
}

/** Runs a set-up. When it fails, what it has opened is closed, and its error is thrown. */
export async function openAll<Result>(work: (openings: Openings) => Promise<Result>): Promise<Result> {
  const openings = createOpenings();
  try {
    return await work(openings);
  } catch (error) {
    await openings.close().catch(() => {});
    throw error;
  }
}
