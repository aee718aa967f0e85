/** What publishers notify and consumers listen on. It only wakes: a lost notification costs a poll's delay. */
export const channel = 'soko_events';
