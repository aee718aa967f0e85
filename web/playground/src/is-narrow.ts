/** True on a screen where the editors and the result are one below the other: see style.css. */
export const isNarrow = (): boolean => matchMedia('(max-width: 700px)').matches;
