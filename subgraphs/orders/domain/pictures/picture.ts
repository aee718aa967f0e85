import { pictureTypes } from '@soko/media/pictures';

export type PictureStatus = 'PENDING' | 'UPLOADED' | 'USED' | 'REMOVED';

/** What a picture shows, as its sender said. */
export type PictureSubject = 'SHIPPING' | 'MESSAGES' | 'RECEIPT' | 'OTHER';

/** Why the buyer's bank did not get a picture with the evidence about a chargeback. */
export type LeftOut = 'WRONG_TYPE' | 'TOO_MANY' | 'TOO_LARGE' | 'NO_FILE' | 'REFUSED' | 'NO_TIME' | 'TOO_LATE';

/** A picture for a return or a dispute, or its upload. `key` is its key in the media store. Size in bytes, width and height in pixels. */
export interface Picture {
  id: string;
  status: PictureStatus;
  orderId: string;
  /** The person, `usr_…`, or the checkout of a guest, `chk_…`. */
  owner: string;
  mimeType: string;
  size: number;
  key: string;
  width: number | null;
  height: number | null;
  /** Id of the return or of the message of a dispute that has it. */
  usedBy: string | null;
  position: number;
  shows: PictureSubject;
  /** Null when the bank got the picture, or no evidence was sent. */
  leftOut: LeftOut | null;
  expiresAt: Date;
}

/** Pictures of one return, or of one message of a dispute. */
export const maxPictures = 6;

/** Lifetime of the URL that accepts the file. */
export const uploadLifetimeMs = 3_600_000;

/** Time for which an uploaded picture waits for its use. */
export const unusedLifetimeMs = 86_400_000;

export const acceptedTypes: readonly string[] = Object.keys(pictureTypes);

// Keys end in .bin: the media folder serves pictures of the catalogue by their extension, and must not serve these.

export const incomingFolder = 'orders/incoming/';
export const keptFolder = 'orders/pictures/';

/** The key at which the file of a picture arrives. */
export const incomingKey = (id: string): string => `${incomingFolder}${id}.bin`;

/** The key of a file that was checked: each content has its own. */
export const keptKey = (id: string, fingerprint: string): string => `${keptFolder}${id}-${fingerprint}.bin`;
