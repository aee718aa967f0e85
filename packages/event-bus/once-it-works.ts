/** Runs `work` at the first call and remembers its success. After a failure, the next call tries again. */
export function onceItWorks<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let done: Promise<Result> | null = null;
  return () => {
    done ??= work().catch((error: unknown) => {
      done = null;
      throw error;
    });
    return done;
  };
}
