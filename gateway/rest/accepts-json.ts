const jsonRanges = new Set(['*/*', 'application/*', 'application/json']);

/** True when a client with this `Accept` takes JSON. A range with the quality 0 is one that it does not take. */
export function acceptsJson(accept: string | undefined): boolean {
  if (accept === undefined || accept.trim() === '') return true;
  return accept.split(',').some((entry) => {
    const [range = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
    return jsonRanges.has(range) && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}
