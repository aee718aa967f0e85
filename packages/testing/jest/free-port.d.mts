/** A port of this machine for a server that starts later, or again after it was killed. */
export function freePort(): Promise<number>;
