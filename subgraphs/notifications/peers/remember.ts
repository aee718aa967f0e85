/** Number of answers that are kept. */
const maxAnswers = 10_000;

type Ask = (key: string, correlationId: string) => Promise<string | null>;

/** Asks once for each key: for answers that never change once there is one. */
export function remember(ask: Ask): Ask {
  const answers = new Map<string, string>();
  return async (key, correlationId) => {
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = await ask(key, correlationId);
    if (answer === null) return null;
    // The oldest one leaves.
    if (answers.size >= maxAnswers) answers.delete(answers.keys().next().value!);
    answers.set(key, answer);
    return answer;
  };
}
