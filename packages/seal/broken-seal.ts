/** The sealed value was made with another key or for another purpose, or was altered. */
export class BrokenSeal extends Error {
  override readonly name = 'BrokenSeal';
}
