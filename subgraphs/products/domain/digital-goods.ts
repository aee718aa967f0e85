import type { ProductType } from './product.ts';

/** A file that the buyers of a variant download. `key` is its key in the media store. Size in bytes. */
export interface DigitalFile {
  id: string;
  variantId: string;
  key: string;
  fileName: string;
  mimeType: string;
  size: number;
  addedAt: Date;
}

/** Downloads of one file for one line of an order. `counted` is less than `begun` after support allowed more. */
export interface DownloadCount {
  begun: number;
  counted: number;
  lastAt: Date | null;
}

/** A file as the buyer of a line may download it. Without a URL for support, and when no downloads are left. */
export interface OfferedFile extends Pick<DigitalFile, 'id' | 'fileName' | 'mimeType' | 'size'> {
  count: DownloadCount;
  left: number;
  url: string | null;
  expiresAt: Date | null;
}

export const maxDigitalFiles = 20;

export const downloadsLeft = ({ counted }: DownloadCount, max: number): number => Math.max(0, max - counted);

/** Pieces of a new variant that can be bought. Digital goods need a file first. */
export const firstAvailable = (type: ProductType): number | null => (type === 'DIGITAL' ? 0 : null);
