/**
 * Reads a value that may be left out: null for null, undefined and blank text, otherwise the result of `read`.
 * `readOptional(readLine, input.line2, 'address.line2', { max: 200 })`.
 */
export const readOptional = <Rules extends readonly unknown[], Result>(
  read: (text: string, ...rules: Rules) => Result,
  text: string | null | undefined,
  ...rules: Rules
): Result | null => (text == null || text.trim() === '' ? null : read(text, ...rules));
