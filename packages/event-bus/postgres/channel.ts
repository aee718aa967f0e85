/** The channel of LISTEN and NOTIFY. It only wakes consumers: a lost notification costs the delay of one poll. */
export const channel = 'soko_events';
