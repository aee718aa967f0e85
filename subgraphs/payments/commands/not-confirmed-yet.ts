/** A callback could not be confirmed yet. The worker processes it again after a pause. */
export class NotConfirmedYet extends Error {
  override readonly name = 'NotConfirmedYet';
}
