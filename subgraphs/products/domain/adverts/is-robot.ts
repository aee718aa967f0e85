/** Names that programs give themselves when they read pages without a person. */
const robots =
  /bot\b|bot[/_-]|crawl|spider|slurp|headless|scrap|preview|monitor|curl\/|wget|python-|okhttp|lighthouse/i;

/** True for a client that is no person's, by the header `User-Agent`, and for one that does not say what it is. */
export const isRobot = (userAgent: string | undefined): boolean =>
  userAgent === undefined || userAgent.trim() === '' || robots.test(userAgent);
