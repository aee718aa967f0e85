/** Result of an attempt. */
export type Outcome =
  | { result: 'accepted'; providerId: string | null }
  /** Nothing was sent, and a later attempt may succeed. With `pauseMs`, the provider takes nothing at all until then. */
  | { result: 'later'; reason: string; pauseMs: number | null }
  /** Nothing was sent, and nothing will be. With `isAddress`, no message can reach the address. */
  | { result: 'refused'; reason: string; isAddress: boolean }
  /** The message may have been sent. The next attempt knows it. */
  | { result: 'unknown'; reason: string }
  /** The message may have been sent by an earlier attempt, and the provider has no means to tell. */
  | { result: 'undecidable'; reason: string };
