import { pictureTypes } from '@soko/media/pictures';

export type PictureStatus = 'PENDING' | 'UPLOADED' | 'SENT' | 'REMOVED';

/** A picture of a message, or its upload. `key` is its key in the media store. Size in bytes, width and height in pixels. */
export interface Picture {
  id: string;
  status: PictureStatus;
  ownerId: string;
  mimeType: string;
  size: number;
  key: string;
  width: number | null;
  height: number | null;
  messageId: string | null;
  position: number;
  expiresAt: Date;
}

/** Lifetime of the URL that accepts the file. */
export const uploadLifetimeMs = 3_600_000;

/** Time for which an uploaded picture waits for its message. */
export const unsentLifetimeMs = 86_400_000;

export const acceptedTypes: readonly string[] = Object.keys(pictureTypes);

// Keys end in .bin: the media folder serves pictures of the catalogue by their extension, and must not serve these.

export const incomingFolder = 'chat/incoming/';
export const keptFolder = 'chat/pictures/';

/** The key at which the file of a picture arrives. */
export const incomingKey = (id: string): string => `${incomingFolder}${id}.bin`;

/** The key of a file that was checked: each content has its own. */
export const keptKey = (id: string, fingerprint: string): string => `${keptFolder}${id}-${fingerprint}.bin`;
