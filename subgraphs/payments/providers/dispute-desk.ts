import type { EvidencePicture } from '../domain/evidence-picture.ts';

/** What a seller says against a dispute. Texts that are not known are null. */
export interface DisputeEvidence {
  text: string;
  goods: string;
  trackingNumber: string | null;
  /** Day on which the parcel was dispatched, such as `2026-03-01`. */
  shippingDate: string | null;
  /** Proof of the delivery, such as the name of the recipient. */
  proof: string | null;
  pictures: readonly EvidencePicture[];
}

/**
 * Answers disputes at a provider. A repeat has no second effect, also under another key. Throws `ProviderRefusal` when the dispute is
 * closed, and `ProviderUnavailable` when it is unknown whether the call had an effect.
 */
export interface DisputeDesk {
  /**
   * Submits the evidence. Returns the ids of pictures that the provider refuses: the rest is submitted without them. Null when an
   * earlier try has submitted: the provider does not say what that one sent.
   */
  submit(ref: string, evidence: DisputeEvidence, key: string): Promise<readonly string[] | null>;
  /** Accepts the loss of a dispute. */
  accept(ref: string, key: string): Promise<void>;
}
